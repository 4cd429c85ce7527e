import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from sparql.endpoint import QueryError
from sparql.idle import Idle
from sparql.limits import Limits
from sparql.pool import Busy, LimitPassed, Pool
from sparql.worker import CallJob, QueryJob

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pool") / "store"
    store = pyoxigraph.Store(str(path))
    store.extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"http://example.org/{number}"),
            pyoxigraph.NamedNode("http://example.org/p"),
            pyoxigraph.Literal(f'row "{number}"\n'),
        )
        for number in range(5_000)
    )
    store.flush()
    del store
    return path


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(2, queue=2, patience=0.3)
    yield pool
    pool.close()


def ask(pool: Pool, job: QueryJob | CallJob) -> bytes:
    return b"".join(pool.submit(job).pieces)


def test_an_answer_streams_in_pieces(pool: Pool, folder: Path) -> None:
    running = pool.submit(QueryJob(str(folder), "SELECT * WHERE { ?s ?p ?o }", "tsv"))
    pieces = list(running.pieces)
    assert len(pieces) > 1
    assert b"".join(pieces).count(b"\n") == 5_001
    assert running.truncated is None


def test_a_cut_answer_says_so_in_head_and_last_line(pool: Pool, folder: Path) -> None:
    job = QueryJob(str(folder), "SELECT * WHERE { ?s ?p ?o }", "csv", limits=Limits(rows=10))
    running = pool.submit(job)
    assert running.truncated == "more than 10 rows"
    assert b"".join(running.pieces).endswith(b"# truncated: more than 10 rows\r\n")


def test_a_runaway_query_is_killed_and_the_pool_is_whole_again(pool: Pool, folder: Path) -> None:
    started = time.monotonic()
    with pytest.raises(LimitPassed, match=r"longer than 0\.5 seconds"):
        pool.submit(QueryJob(str(folder), RUNAWAY, limits=Limits(seconds=0.5)))
    assert time.monotonic() - started < 5
    for _ in range(3):
        assert b"true" in ask(pool, QueryJob(str(folder), "ASK { ?s ?p ?o }"))


def test_a_query_that_needs_too_much_memory_is_answered_with_its_reason(
    pool: Pool, folder: Path
) -> None:
    query = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    with pytest.raises(LimitPassed, match="memory"):
        pool.submit(QueryJob(str(folder), query, limits=Limits(seconds=60, memory=2 * 1024**3)))


def test_nesting_that_breaks_the_parser_breaks_only_its_worker(pool: Pool, folder: Path) -> None:
    with pytest.raises(LimitPassed, match="brought its worker down"):
        pool.submit(QueryJob(str(folder), "ASK " + "{" * 20_000 + "}" * 20_000))
    assert b"true" in ask(pool, QueryJob(str(folder), "ASK { ?s ?p ?o }"))


def test_a_faulty_query_keeps_its_worker(pool: Pool, folder: Path) -> None:
    killed = pool.killed
    with pytest.raises(QueryError, match="error at"):
        pool.submit(QueryJob(str(folder), "SELECT * WHERE {"))
    assert pool.killed == killed


def test_a_worker_that_died_while_it_waited_is_replaced(pool: Pool, folder: Path) -> None:
    job = QueryJob(str(folder), "ASK { ?s ?p ?o }")
    assert b"true" in ask(pool, job)
    waiting = [worker for worker in pool._idle.queue if worker is not None]
    assert waiting
    for worker in waiting:
        worker.process.kill()
        while not worker.ended():
            time.sleep(0.01)
    assert b"true" in ask(pool, job)


def test_a_running_job_can_be_cancelled(pool: Pool, folder: Path) -> None:
    threading.Timer(0.3, lambda: pool.cancel("mine")).start()
    with pytest.raises(LimitPassed, match="cancelled"):
        pool.submit(QueryJob(str(folder), RUNAWAY), job_id="mine")
    assert pool.jobs() == ()


def test_a_client_that_leaves_frees_its_worker(pool: Pool, folder: Path) -> None:
    running = pool.submit(QueryJob(str(folder), "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", "tsv"))
    next(running.pieces)
    running.pieces.close()  # type: ignore[attr-defined]
    assert pool.jobs() == ()


def test_more_questions_than_workers_and_queue_are_turned_away(pool: Pool, folder: Path) -> None:
    def run_away() -> None:
        with pytest.raises(LimitPassed):
            pool.submit(QueryJob(str(folder), RUNAWAY, limits=Limits(seconds=2)))

    jobs = [threading.Thread(target=run_away) for _ in range(2)]
    for job in jobs:
        job.start()
    time.sleep(0.5)
    with pytest.raises(Busy, match="try again"):
        pool.submit(QueryJob(str(folder), "ASK { ?s ?p ?o }"))
    for job in jobs:
        job.join()


def test_a_worker_that_runs_is_taken_before_a_free_place() -> None:
    idle: Idle[str] = Idle()
    for item in ("runs", None, None):
        idle.put(item)
    assert idle.fill("started")
    assert [idle.get(), idle.get(), idle.get()] == ["started", "runs", None]
    assert not idle.fill("too late")


def test_a_worker_reaches_no_network(pool: Pool) -> None:
    answer = list(pool.submit(CallJob("tests.test_sparql_pool:reach")).pieces)
    assert answer == ["refused"]


def reach(progress: object) -> str:
    """Say whether this process can open a connection to loopback."""
    import socket

    with socket.socket() as client:
        client.settimeout(1)
        try:
            client.connect(("127.0.0.1", 9))
        except OSError as error:
            return "refused" if error.errno in (101, 113) else f"network is there: {error}"
    return "connected"

"""Requests per second over HTTP beside other servers, a long answer streamed, and the start.

    python -m benchmarks.serving [--size 100000] [--long 1000000] [--report FILE]

The same statements in this service, rdflib-endpoint and Virtuoso, one after another in one run; the
load comes from `wrk` (Debian). A cheap question describes a plan, a medium one joins all plans of a
country with those that serve the same goals. `new` asks another text every time, so that nothing
kept can answer; `same` asks one text again and again. The limit is the engine itself called in this
process by as many threads as there are clients (eight at most), with no server at all.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from random import Random
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph

from benchmarks.publishing import EX, PER_PLAN, write_import
from benchmarks.stores import free_port, virtuoso
from ontology.vocabulary import RBM
from sparql.manifest import Snapshot
from sparql.snapshots import SnapshotStore

CHEAP = f"SELECT ?p ?o WHERE {{ <{EX}bench/plan/%d> ?p ?o }} #%d"
MEDIUM = f"""SELECT ?other (COUNT(?goal) AS ?shared) WHERE {{
  ?plan <{RBM}inCountry> <{EX}country/%d> ; <{RBM}servesSdg> ?goal .
  ?other <{RBM}servesSdg> ?goal
}} GROUP BY ?other ORDER BY DESC(?shared) ?other LIMIT 20 #%d"""
QUESTIONS = {"cheap": CHEAP, "medium": MEDIUM}
COUNTRIES = 200
JSON = "application/sparql-results+json"
LONG = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1000000"
SETTLING = 15
"""Seconds that every server is left alone for after its start, with what it does behind it."""
NUMBERS = count()
"""Numbers the runs, so that no run asks what another one asked."""

LUA = """
local n = 0
request = function()
  n = n + STEP
  return wrk.format("GET", string.format(PATH, n % MOST, RUN + n))
end
"""
RDFLIB_ENDPOINT = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
app = SparqlEndpoint(path="/sparql", graph=Graph().parse(sys.argv[1], format="nt"))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@dataclass(frozen=True)
class Rate:
    """Answers per second and how long they took; failed ones are no answers."""

    answers: float
    half: str = ""
    late: str = ""
    failed: int = 0

    def __str__(self) -> str:
        times = f", {self.half} / {self.late}" if self.half else ""
        return f"{self.answers:,.0f}/s{times}" + (f", {self.failed} failed" if self.failed else "")


def load(base: str, query: str, most: int, clients: int, seconds: int, *, new: bool) -> Rate:
    """Return what `wrk` gets from an endpoint."""
    path = quote(f"{base.partition('/sparql')[1]}?query=", safe="/?=")
    path += quote(query, safe="%").replace("%25d", "%d")
    path = re.sub(r"%(?!d)", "%%", path)
    values = {"STEP": int(new), "MOST": most, "RUN": next(NUMBERS) * 10_000_000}
    script = LUA
    for name, value in values.items():
        script = script.replace(name, str(value))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script.replace("PATH", f'"{path}"'))
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--latency", "--timeout", "60"]
        address = base.partition("/sparql")[0]
        done = subprocess.run(
            [*command, "-s", file.name, "-H", f"Accept: {JSON}", address],
            capture_output=True,
            text=True,
            check=True,
        )

    def found(pattern: str) -> str:
        match = re.search(pattern, done.stdout)
        return match[1] if match else "0"

    whole = int(found(r"(\d+) requests in"))
    failed = int(found(r"Non-2xx or 3xx responses: (\d+)"))
    answers = float(found(r"Requests/sec:\s+([\d.]+)")) * (whole - failed) / max(1, whole)
    return Rate(answers, found(r"\n\s+50%\s+(\S+)"), found(r"\n\s+99%\s+(\S+)"), failed)


def in_process(
    store: pyoxigraph.Store, query: str, most: int, clients: int, seconds: int, *, new: bool
) -> Rate:
    """Return answers per second of the engine called by threads, serialized to JSON."""
    end = time.monotonic() + seconds
    answered = [0] * clients

    def run(number: int) -> None:
        while time.monotonic() < end:
            turn = number + clients * answered[number] * new
            text = query % (turn % most, turn)
            store.query(text).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            answered[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rate(sum(answered) / seconds)


def wait(base: str, process: subprocess.Popen[bytes]) -> None:
    """Return once an endpoint has answered a question."""
    while process.poll() is None:
        with suppress(OSError):
            urlopen(f"{base}?query={quote(CHEAP % (7, 0))}", timeout=600).close()
            return
        time.sleep(0.01)
    raise RuntimeError(f"{base} ended before it answered")


@contextmanager
def served(
    *command: str, port: int, settling: float = SETTLING
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Give an endpoint and its process, which is stopped afterwards."""
    process = subprocess.Popen(command)
    base = f"http://127.0.0.1:{port}/sparql"
    try:
        wait(base, process)
        time.sleep(settling)
        yield base, process
    finally:
        process.terminate()
        process.wait()


def ours(folder: Path, port: int) -> tuple[str, ...]:
    """Return the command of this service without a rate, a short queue or a log of requests."""
    rbm = str(Path(sys.executable).with_name("rbm"))
    options = ("RBM_RATE=1000000000 per minute", "RBM_LOG_LEVEL=WARNING", "RBM_QUEUE=256")
    more = ("RBM_ROWS=1000000", "RBM_SECONDS=120")
    arguments = ("--data", str(folder), "serve", "--port", str(port))
    return ("env", *options, *more, rbm, *arguments)


def published(folder: Path, file: Path, size: int) -> Snapshot:
    """Return a snapshot of so many statements, published in a folder."""
    write_import(file, "bench", size, Random(7))
    with SnapshotStore(folder).candidate("benchmark") as candidate:
        candidate.replace("https://w3id.org/rbm/graph/bench", file)
        return candidate.publish()


def rates(work: Path, size: int, clients: list[int], seconds: int) -> Iterator[str]:
    """Return the table of requests per second."""
    file = work / "bench.nt"
    snapshot = published(work / "data", file, size)
    most = {"cheap": size // PER_PLAN, "medium": COUNTRIES}
    cases = [(name, new, many) for name in QUESTIONS for new in (True, False) for many in clients]
    seen: dict[str, list[Rate]] = {}

    def run(name: str, measure: Callable[[str, int, bool, int], Rate]) -> None:
        seen[name] = [measure(QUESTIONS[each], most[each], new, many) for each, new, many in cases]

    def over(base: str) -> Callable[[str, int, bool, int], Rate]:
        return lambda text, top, new, many: load(base, text, top, many, seconds, new=new)

    store = pyoxigraph.Store.read_only(str(snapshot.folder / "store"))
    run(
        "limit",
        lambda text, top, new, many: in_process(store, text, top, min(8, many), seconds, new=new),
    )
    port = free_port()
    with served(*ours(work / "data", port), port=port) as (base, _):
        run("ours", over(base))
    port = free_port()
    with served(sys.executable, "-c", RDFLIB_ENDPOINT, str(file), str(port), port=port) as (
        base,
        _,
    ):
        run("rdflib", over(base))
    data = work / "load"
    data.mkdir()
    shutil.copyfile(file, data / file.name)
    with virtuoso(work / "virtuoso", data / file.name) as server:
        time.sleep(SETTLING)
        run("virtuoso", over(server.url))
    yield f"{snapshot.total:,} statements, {seconds} seconds each, {os.cpu_count()} processors that"
    yield "the load shares; median and 99th percentile beside each rate.\n"
    yield (
        "| question | asked | clients | engine in process | this service | rdflib-endpoint | "
        "Virtuoso | of the limit | times rdflib-endpoint |\n|---|---|--:|--:|--:|--:|--:|--:|--:|"
    )
    for place, (name, new, many) in enumerate(cases):
        limit, own, peer, other = (
            seen[each][place] for each in ("limit", "ours", "rdflib", "virtuoso")
        )
        less = limit.answers / own.answers if own.answers else 0
        times = f"{own.answers / peer.answers:,.1f}" if peer.answers else "no answer"
        yield (
            f"| {name} | {'new' if new else 'same'} | {many} | {limit} | {own} | {peer} | {other} "
            f"| {less:.2f} times less | {times} |"
        )


def resident(pid: int) -> int:
    """Return the largest resident megabytes that a process ever had."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) // 1_000


def web(pid: int) -> int:
    """Return the process that serves: the child of the command."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def long_answer(work: Path, size: int) -> Iterator[str]:
    """Return the table of one long answer and of the start."""
    snapshot = published(work / "large", work / "large.nt", size)
    starts = []
    for _ in range(3):
        port, began = free_port(), time.perf_counter()
        with served(*ours(work / "large", port), port=port, settling=0):
            starts.append(time.perf_counter() - began)
    port = free_port()
    with served(*ours(work / "large", port), port=port) as (base, process):
        before = resident(web(process.pid))
        began = time.perf_counter()
        with urlopen(Request(f"{base}?query={quote(LONG)}", headers={"Accept": JSON})) as answer:
            size_, rows = len(answer.read(1)), 0
            first = time.perf_counter() - began
            while piece := answer.read(65_536):
                size_ += len(piece)
                rows += piece.count(b"\n{")
        whole = time.perf_counter() - began
        after = resident(web(process.pid))
    yield "\n| what | measured |\n|---|--:|"
    yield f"| start to first answer, {snapshot.total:,} statements on disk | {min(starts):.2f} s |"
    yield f"| first byte of {rows + 1:,} rows ({size_ / 1e6:,.0f} MB) | {first * 1000:.0f} ms |"
    yield f"| the whole of them | {whole:.1f} s |"
    yield f"| memory of the web process, before and at most | {before} MB, {after} MB |"


def main() -> None:
    """Measure, print the tables and keep them where a report is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--long", type=int, default=1_000_000, help="statements; 0 leaves it out")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--report", type=Path)
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("This benchmark needs wrk: apt-get install wrk.")
    lines = ["# Serving, measured", "", "Written by `make bench-serving`.", "", (__doc__ or "")]
    lines[-1] = "\n\n".join(lines[-1].split("\n\n")[2:])
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as work:
        parts = [rates(Path(work), given.size, given.clients, given.seconds)]
        if given.long:
            parts.append(long_answer(Path(work), given.long))
        for line in chain.from_iterable(parts):
            print(line, flush=True)
            lines.append(line)
    if given.report:
        given.report.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

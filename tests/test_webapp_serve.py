"""`rbm serve` as a process of its own: what only the real server shows."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from rdflib import Graph, Literal, URIRef

from sparql.snapshots import SnapshotStore

EX = "http://example.org/"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""Some 9 million rows, more than any client here reads."""


@dataclass(frozen=True)
class Served:
    """The process, its port and its log."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self, request: str) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        client.sendall(request.replace("\n", "\r\n").encode())
        return client

    def running(self) -> float:
        text = httpx.get(f"{self.base}/metrics", timeout=30).text
        (line,) = [each for each in text.splitlines() if each.startswith("rbm_jobs_running ")]
        return float(line.split()[1])


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    graph = Graph()
    for number in range(3_000):
        graph.add((URIRef(f"{EX}{number}"), URIRef(f"{EX}p"), Literal(f"{number} " * 20)))
    with SnapshotStore(folder / "data").candidate("test") as candidate:
        candidate.add(f"{EX}graph", graph)
        candidate.publish()
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("rbm"), "serve", "--port", str(port)],
            env={
                **os.environ,
                "RBM_DATA": str(folder / "data"),
                "RBM_ROWS": "10000000",
                "RBM_RATE": "100000 per minute",
                "RBM_SECRET": "a secret of the operator",
            },
            stderr=log,
            stdout=log,
        )
    served = Served(process, port, folder / "log")
    for _ in range(600):
        try:
            httpx.get(f"{served.base}/health", timeout=30)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield served
    process.kill()
    process.wait()


def until(condition: object, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def test_a_client_that_leaves_frees_its_worker(served: Served) -> None:
    client = served.connect(f"GET /sparql?query={LONG.replace(' ', '%20')} HTTP/1.1\nHost: x\n\n")
    assert client.recv(100)
    assert until(lambda: served.running() == 1)
    client.close()
    assert until(lambda: served.running() == 0)


def test_a_client_that_reads_nothing_fills_no_memory(served: Served) -> None:
    client = served.connect(f"GET /sparql?query={LONG.replace(' ', '%20')} HTTP/1.1\nHost: x\n\n")
    assert client.recv(100)
    before = memory(served.process.pid)
    time.sleep(3)
    assert memory(served.process.pid) - before < 20_000_000
    client.close()


def memory(pid: int) -> int:
    """Return the resident bytes of the web process, the first child of the command."""
    (child, *_) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(Path(f"/proc/{child}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_bodies_that_come_slowly_do_not_hold_the_service(served: Served) -> None:
    slow = [
        served.connect("POST /sparql HTTP/1.1\nHost: x\nContent-Length: 1000\n\nquery=")
        for _ in range(40)
    ]
    answer = httpx.get(f"{served.base}/sparql", params={"query": "ASK {}"}, timeout=30)
    assert answer.status_code == 200
    assert httpx.get(f"{served.base}/questions", timeout=60).status_code == 200
    busy = httpx.post(f"{served.base}/sparql", data={"query": "ASK {}"}, timeout=30)
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    for client in slow:
        client.close()
    assert until(
        lambda: httpx.post(f"{served.base}/sparql", data={"query": "ASK {}"}).status_code == 200
    )


def test_a_path_in_any_script_is_read_as_utf_8(served: Served) -> None:
    answer = httpx.get(f"{served.base}/id/战略", timeout=60)
    assert answer.status_code == 404
    assert "UnicodeEncodeError" not in served.log.read_text()


def test_the_log_has_a_line_for_each_request_and_no_secret(served: Served) -> None:
    secret = "do-not-write-this-down"
    answers = [
        httpx.get(f"{served.base}/sparql", params={"query": f"ASK {{ 1 a '{secret}' }}"}),
        httpx.get(f"{served.base}/sparql", params={"query": "ASK {}", "token": secret}),
        httpx.get(f"{served.base}/sparql", headers={"Authorization": f"Bearer x.{secret}"}),
        httpx.get(f"{served.base}/health", headers={"Cookie": f"session={secret}"}),
    ]
    text = served.log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    by_id = {line.get("id"): line for line in lines}
    for answer in answers:
        line = by_id[answer.headers["x-request-id"]]
        assert line["status"] == answer.status_code
        assert {"time", "level", "method", "route", "milliseconds"} <= line.keys()
    assert secret not in text
    assert "a secret of the operator" not in text


def test_a_stop_lets_a_running_request_end_and_leaves_no_process(served: Served) -> None:
    children = descendants(served.process.pid)
    assert children
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    client = served.connect(f"GET /sparql?query={query.replace(' ', '%20')} HTTP/1.0\nHost: x\n\n")
    assert until(lambda: served.running() == 1)
    served.process.send_signal(signal.SIGTERM)
    answer = b""
    while piece := client.recv(65_536):
        answer += piece
    client.close()
    assert b'"bindings":[{"n"' in answer
    assert served.process.wait(timeout=60) == 0
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))


def descendants(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for listed in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, listed.read_text().split())
    return found[1:]

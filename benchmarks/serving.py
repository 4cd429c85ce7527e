"""Requests per second over HTTP: this service, rdflib-endpoint, and pyoxigraph in process.

The same statements, the same two questions (cheap: one plan described; medium: a join over all
plans of one country), one after another in one run. The load comes from `wrk` (Debian). The
in-process figure is what the engine gives with no server at all: the limit.

    python benchmarks/serving.py --size 100000 --seconds 5
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph

from benchmarks.publishing import EX, write_import
from ontology.vocabulary import RBM
from sparql.snapshots import SnapshotStore

CHEAP = f"SELECT ?p ?o WHERE {{ <{EX}bench/plan/7> ?p ?o }}"
MEDIUM = f"""SELECT ?other (COUNT(?goal) AS ?shared) WHERE {{
  ?plan <{RBM}inCountry> <{EX}country/7> ; <{RBM}servesSdg> ?goal .
  ?other <{RBM}servesSdg> ?goal
}} GROUP BY ?other ORDER BY DESC(?shared) ?other LIMIT 20"""
QUESTIONS = {"cheap": CHEAP, "medium": MEDIUM}
PORT = 8765

RDFLIB_ENDPOINT = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
app = SparqlEndpoint(path="/sparql", graph=Graph().parse(sys.argv[1], format="nt"))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="error")
"""


@contextmanager
def server(*command: str) -> Iterator[None]:
    """Give a server that answers at `PORT`, and stop it afterwards."""
    process = subprocess.Popen(command)
    try:
        for _ in range(1_200):
            try:
                ask(CHEAP)
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def address(query: str) -> str:
    return f"http://127.0.0.1:{PORT}/sparql?query={quote(query)}"


def ask(query: str) -> bytes:
    headers = {"Accept": "application/sparql-results+json"}
    with urlopen(Request(address(query), headers=headers), timeout=600) as answer:
        data: bytes = answer.read()
        return data


def load(query: str, clients: int, seconds: int) -> tuple[float, str]:
    """Return requests per second and the 99th percentile, as wrk tells them."""
    done = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{clients}",
            f"-d{seconds}",
            "--latency",
            "--timeout",
            "60",
            "-H",
            "Accept: application/sparql-results+json",
            address(query),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Non-2xx" not in done.stdout, done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    last = re.search(r"99%\s+(\S+)", done.stdout)
    return float(rate[1]) if rate else 0.0, last[1] if last else "-"


def in_process(folder: Path, query: str, clients: int, seconds: int) -> float:
    """Return answers per second of the engine called by threads, serialized to JSON."""
    store = pyoxigraph.Store.read_only(str(folder))
    end = time.monotonic() + seconds
    counts = [0] * clients

    def run(number: int) -> None:
        while time.monotonic() < end:
            store.query(query).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            counts[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("This benchmark needs wrk: apt-get install wrk.")
    with tempfile.TemporaryDirectory() as work:
        folder, file = Path(work) / "data", Path(work) / "bench.nt"
        write_import(file, "bench", given.size, Random(7))
        with SnapshotStore(folder).candidate("benchmark") as candidate:
            candidate.replace("https://w3id.org/rbm/graph/bench", file)
            snapshot = candidate.publish()
        print(f"{snapshot.total:,} statements, {given.seconds} s each\n")
        print(
            "| question | clients | engine in process | this service | rdflib-endpoint | "
            "of the limit | times rdflib-endpoint |\n|---|---|---|---|---|---|---|"
        )
        rates: dict[tuple[str, str, int], tuple[float, str]] = {}
        rbm = str(Path(sys.executable).with_name("rbm"))
        servers = {
            "ours": (
                "env",
                "RBM_RATE=100000000 per minute",
                "RBM_LOG_LEVEL=WARNING",
                "RBM_QUEUE=256",
                rbm,
                "--data",
                str(folder),
                "serve",
                "--port",
                str(PORT),
            ),
            "peer": (sys.executable, "-c", RDFLIB_ENDPOINT, str(file), str(PORT)),
        }
        for name, command in servers.items():
            with server(*command):
                for question, query in QUESTIONS.items():
                    for clients in given.clients:
                        rates[name, question, clients] = load(query, clients, given.seconds)
        for question, query in QUESTIONS.items():
            for clients in given.clients:
                limit = in_process(snapshot.folder / "store", query, min(clients, 8), given.seconds)
                ours, late = rates["ours", question, clients]
                peer, peer_late = rates["peer", question, clients]
                print(
                    f"| {question} | {clients} | {limit:,.0f}/s | {ours:,.0f}/s, p99 {late} | "
                    f"{peer:,.1f}/s, p99 {peer_late} | {limit / ours:.1f} times less | "
                    f"{ours / peer:,.0f} |"
                    if peer
                    else "| no answer |"
                )


if __name__ == "__main__":
    main()

"""Mixed reads with a publication every few seconds: no error, no wrong answer, no growth.

Each publication writes one marker everywhere; an answer is wrong if it holds two markers, or one
that is not its snapshot's. Files, processes and memory of the service are counted at the start
and at the end.

    python benchmarks/soak.py --minutes 30
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from rdflib import Graph, Literal, URIRef

from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
PORT = 8766
QUERIES = (
    f"SELECT DISTINCT ?m {{ ?s <{EX}marker> ?m }}",
    f"SELECT ?m (COUNT(*) AS ?n) {{ ?s <{EX}marker> ?m . ?t <{EX}marker> ?m }} GROUP BY ?m",
    f"SELECT ?m {{ <{EX}3> <{EX}marker> ?m }}",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
)


def publish(store: SnapshotStore, marker: int) -> str:
    graph = Graph()
    for number in range(500):
        graph.add((URIRef(f"{EX}{number}"), URIRef(f"{EX}marker"), Literal(marker)))
    with store.candidate("soak") as candidate:
        candidate.remove(f"{EX}graph")
        candidate.add(f"{EX}graph", graph)
        return candidate.publish().id


def footprint(pid: int, folder: Path) -> dict[str, int]:
    """Return processes, resident megabytes and open files of a service and its children."""
    pids = [pid]
    for each in pids:
        for listed in Path(f"/proc/{each}/task").glob("*/children"):
            pids += [int(child) for child in listed.read_text().split()]
    alive = [each for each in pids if Path(f"/proc/{each}/statm").exists()]
    pages = sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in alive)
    return {
        "processes": len(alive),
        "megabytes": pages * 4096 // 1_000_000,
        "web_files": len(list(Path(f"/proc/{pid}/fd").iterdir())),
        "snapshots": len(list((folder / "snapshots").iterdir())),
    }


def wait_until_ready() -> None:
    while True:
        try:
            urlopen(f"http://127.0.0.1:{PORT}/ready", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)


def main() -> None:
    """Run, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=20, help="seconds between publications")
    parser.add_argument("--readers", type=int, default=4)
    given = parser.parse_args()
    seen = {"reads": 0, "limited": 0, "errors": 0, "wrong": 0, "publications": 0}
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        store = SnapshotStore(folder)
        store.set_keep(5)
        markers = {publish(store, 0): "0"}
        command = [
            "env",
            "RBM_RATE=100000000 per minute",
            "RBM_SECONDS=1",
            str(Path(sys.executable).with_name("rbm")),
            "--data",
            str(folder),
            "serve",
            "--port",
            str(PORT),
        ]
        service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until_ready()
        end = time.monotonic() + given.minutes * 60
        lock = threading.Lock()

        def read(offset: int) -> None:
            number = offset
            while time.monotonic() < end:
                number += 1
                query = QUERIES[number % len(QUERIES)]
                try:
                    address = f"http://127.0.0.1:{PORT}/sparql?query={quote(query)}"
                    with urlopen(address, timeout=60) as answer:
                        rows = json.load(answer)["results"]["bindings"]
                        snapshot = answer.headers["X-Snapshot"]
                except OSError as error:
                    limited = getattr(error, "code", 0) in (503, 504)
                    with lock:
                        seen["limited" if limited else "errors"] += 1
                    continue
                found = {row["m"]["value"] for row in rows if "m" in row}
                with lock:
                    seen["reads"] += 1
                    if found and found != {markers.get(snapshot, "?")}:
                        seen["wrong"] += 1

        readers = [threading.Thread(target=read, args=(n,)) for n in range(given.readers)]
        before = footprint(service.pid, folder)
        for reader in readers:
            reader.start()
        marker = 0
        while time.monotonic() < end:
            time.sleep(given.every)
            marker += 1
            with lock:  # readers look an id up only once it is in the table
                markers[publish(store, marker)] = str(marker)
            seen["publications"] += 1
        for reader in readers:
            reader.join()
        after = footprint(service.pid, folder)
        service.terminate()
        service.wait()
    print(json.dumps({**seen, "before": before, "after": after}, indent=1))
    sys.exit(1 if seen["errors"] or seen["wrong"] else 0)


if __name__ == "__main__":
    main()

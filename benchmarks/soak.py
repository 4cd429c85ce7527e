"""Mixed reads with a publication every few seconds: no error, no wrong answer, no growth.

Each publication writes one marker everywhere; an answer is wrong if it holds two markers, or one
that is not its snapshot's. Some queries are plain, some go through the pages, one runs away and is
stopped. Files, processes and memory of the service are counted all along; the last third of the
samples is held against the third before it, as caches fill at first.

    python -m benchmarks.soak --minutes 30
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import mean
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


@dataclass(frozen=True)
class Sample:
    """What the service holds at one moment: all its processes together."""

    minute: float
    reads: int
    publications: int
    processes: int
    megabytes: int
    open_files: int
    snapshots: int


def sample(pid: int, folder: Path, began: float, seen: dict[str, int]) -> Sample:
    """Return the footprint of a service and its children."""
    pids, resident, files = [pid], 0, 0
    alive = 0
    for each in pids:
        try:
            for listed in Path(f"/proc/{each}/task").glob("*/children"):
                pids += [int(child) for child in listed.read_text().split()]
            resident += int(Path(f"/proc/{each}/statm").read_text().split()[1])
            files += len(list(Path(f"/proc/{each}/fd").iterdir()))
            alive += 1
        except OSError:  # it ended meanwhile
            continue
    return Sample(
        (time.monotonic() - began) / 60,
        seen["reads"],
        seen["publications"],
        alive,
        resident * 4096 // 1_000_000,
        files,
        len(list((folder / "snapshots").iterdir())),
    )


def grown(samples: list[Sample]) -> list[str]:
    """Return what grew by more than a tenth between the second and the last third."""
    third = len(samples) // 3
    if not third:
        return []
    return [
        name
        for name in ("processes", "megabytes", "open_files", "snapshots")
        if mean(getattr(one, name) for one in samples[-third:])
        > 1.1 * mean(getattr(one, name) for one in samples[third : 2 * third]) + 1
    ]


def table(samples: list[Sample]) -> str:
    """Return some ten of the samples as a Markdown table."""
    names = [each.name for each in fields(Sample)]
    lines = [f"| {' | '.join(name.replace('_', ' ') for name in names)} |"]
    lines.append("|---" * len(names) + "|")
    for one in samples[:: max(1, len(samples) // 10)]:
        lines.append(f"| {' | '.join(f'{getattr(one, name):,.0f}' for name in names)} |")
    return "\n".join(lines)


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
                query = QUERIES[number // 2 % len(QUERIES)]
                try:
                    plain = f"http://127.0.0.1:{PORT}/sparql?query={quote(query)}"
                    # Every other one has a parameter more, and so takes the long way.
                    address = plain if number % 2 else f"{plain}&times={number}"
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
        began = time.monotonic()
        samples = [sample(service.pid, folder, began, seen)]
        for reader in readers:
            reader.start()
        marker = 0
        while time.monotonic() < end:
            time.sleep(given.every)
            marker += 1
            with lock:  # readers look an id up only once it is in the table
                markers[publish(store, marker)] = str(marker)
            seen["publications"] += 1
            samples.append(sample(service.pid, folder, began, seen))
        for reader in readers:
            reader.join()
        service.terminate()
        service.wait()
    print(table(samples))
    said = ", ".join(f"{count:,} {what}" for what, count in seen.items())
    print(f"\n{said}; grown: {', '.join(grown(samples)) or 'nothing'}.")
    sys.exit(1 if seen["errors"] or seen["wrong"] or grown(samples) else 0)


if __name__ == "__main__":
    main()

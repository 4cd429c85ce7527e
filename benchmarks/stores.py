"""The same data and the same questions in this store, in Virtuoso and in Jena TDB2, in one run.

    python -m benchmarks.stores [--triples 1000000] [--report docs/benchmarks-stores.md]

Data of this domain is made and published; the default graph, what was inferred and derived
included, is handed to each store as N-Triples. Each question is asked of each store as the SPARQL
that this project shows: about five things drawn at random, and about everything. What is measured
is the processor time of the whole engine until the answer stands as SPARQL JSON: ours in this
process, that of a server as its process shows it, HTTP included.
"""

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks import jena
from benchmarks.made import PER_PLAN, publish
from benchmarks.questions import ABOUT, DAYS, PAIRS
from sparql.catalogue import names, question, render
from sparql.embedded import EmbeddedStore
from sparql.results import JsonWriter, Solutions

HERE = Path(__file__).parent
THINGS = 5
PATIENCE = 60
"""Seconds that one answer may take."""
MANY = 1_000
"""Plans up to which all their pairs are asked for; of more they are millions."""
GRAPH = "https://example.org/bench"
VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {data}
TransactionAfterImageLimit = 1000000000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = {patience}
"""


@dataclass(frozen=True, slots=True)
class Lap:
    """One answer: milliseconds of the processors and of the clock, and its rows; or why none."""

    processor: float
    clock: float
    rows: int
    fault: str = ""


class Engine(Protocol):
    """A store that holds the data and answers."""

    name: str
    loaded: float

    def lap(self, query: str) -> Lap:
        """Return what an answer took."""


class Ours:
    """The published snapshot, read in this process."""

    def __init__(self, store: EmbeddedStore, loaded: float):
        self.name = "ours"
        self.loaded = loaded
        self._store = store

    def lap(self, query: str) -> Lap:
        clock, processor = time.perf_counter(), time.process_time()
        answer = self._store.run(query)
        assert isinstance(answer, Solutions)
        writer, rows = JsonWriter(), 0
        size = len(writer.head(answer.variables))
        for row in answer.rows:
            size += len(writer.row(row))
            rows += 1
        assert size
        return Lap(
            (time.process_time() - processor) * 1000, (time.perf_counter() - clock) * 1000, rows
        )


class Server:
    """An endpoint in a process of its own."""

    def __init__(self, name: str, url: str, process: subprocess.Popen[bytes], loaded: float):
        self.name = name
        self.loaded = loaded
        self.url = url
        self._process = process

    def lap(self, query: str) -> Lap:
        request = Request(
            self.url,
            urlencode({"query": query}).encode(),
            {"Accept": "application/sparql-results+json"},
        )
        clock, processor = time.perf_counter(), spent(self._process.pid)
        try:
            with urlopen(request, timeout=2 * PATIENCE) as response:
                told = response.read()
                partial = response.headers.get("X-SQL-State", "")
        except HTTPError as error:
            fault = error.read().decode(errors="replace").strip().splitlines()
            return Lap(0, 0, 0, " ".join(fault)[:160] or str(error))
        except OSError as error:
            return Lap(0, 0, 0, str(error))
        processor, clock = spent(self._process.pid) - processor, time.perf_counter() - clock
        rows = len(json.loads(told)["results"]["bindings"])
        return Lap(processor * 1000, clock * 1000, rows, f"cut: {partial}" if partial else "")


def spent(process: int) -> float:
    """Return the processor seconds of a process's threads, in nanosecond steps."""
    told = 0
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # a thread that ends meanwhile
            told += int((task / "schedstat").read_text().split()[0])
    return told / 1e9


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Give a server that answers, and stop it afterwards."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        for _ in range(480):
            with suppress(OSError), urlopen(Request(url, b"query=SELECT+*+%7B%7D"), timeout=5):
                break
            time.sleep(0.25)
        else:
            raise TimeoutError(f"{command[0]} did not start: {folder / 'output'}")
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def virtuoso(folder: Path, data: Path) -> Iterator[Server]:
    """Give a Virtuoso that has loaded a file by its own bulk loader."""
    folder.mkdir()
    sql, web = free_port(), free_port()
    buffers = max(20_000, data.stat().st_size // 8192)
    settings = VIRTUOSO.format(
        folder=folder,
        data=data.parent,
        sql=sql,
        web=web,
        buffers=buffers,
        dirty=buffers * 3 // 4,
        patience=PATIENCE,
    )
    (folder / "virtuoso.ini").write_text(settings)
    command = ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    url = f"http://127.0.0.1:{web}/sparql"
    with running(command, folder, url) as process:
        begin = spent(process.pid)
        load = f"ld_dir('{data.parent}', '{data.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield Server("Virtuoso", url, process, spent(process.pid) - begin)


@contextmanager
def tdb2(folder: Path, data: Path) -> Iterator[Server]:
    """Give a Jena TDB2 that has loaded a file by its own bulk loader."""
    folder.mkdir()
    path = jena.class_path(folder / "overlay")
    before = os.times()
    loader = ["java", "-cp", path, "tdb2.tdbloader", "--loc", str(folder / "tdb"), str(data)]
    subprocess.run(loader, check=True, capture_output=True)
    after = os.times()
    loaded = after.children_user + after.children_system
    loaded -= before.children_user + before.children_system
    port = free_port()
    server = ["java", "-cp", path, str(HERE / "TdbServer.java"), str(folder / "tdb")]
    url = f"http://127.0.0.1:{port}/sparql"
    with running([*server, str(port), str(PATIENCE)], folder, url) as process:
        yield Server("Jena TDB2", url, process, loaded)


def queries(name: str, plans: int) -> tuple[list[str], str | None]:
    """Return a question about some things, and about everything where it can be asked so."""
    asked, draw = question(name), random.Random(7)
    numbers = [str(draw.randrange(plans)) for _ in range(THINGS)]
    needed = {each.name for each in asked.parameters if each.required}
    days = {key: value for key, value in DAYS.items() if key in needed}
    endless = name == PAIRS and plans > MANY
    whole = None if endless or needed - DAYS.keys() else render(asked, days)
    return [render(asked, ABOUT[name](number)) for number in numbers], whole


def measured(engine: Engine, texts: list[str]) -> Lap:
    """Return the median of some answers, asked once before so that every engine is warm."""
    laps = []
    for text in texts:
        if (first := engine.lap(text)).fault:
            return first
        laps.append(engine.lap(text) if first.clock < 5000 else first)
    return Lap(
        statistics.fmean(lap.processor for lap in laps),
        statistics.median(lap.clock for lap in laps),
        sum(lap.rows for lap in laps),
    )


def table(title: str, engines: list[Engine], laps: dict[str, list[Lap]]) -> Iterator[str]:
    """Return the lines of a table: each engine's processor time, the others' as multiples too."""
    heads = [engine.name for engine in engines]
    yield f"\n| {title} | rows | {' | '.join(f'{head}, ms' for head in heads)} |"
    yield f"|---|--:|{'--:|' * len(heads)}"
    for name, (own, *others) in laps.items():
        cells = [f"{own.processor:.1f}"]
        for lap in others:
            if lap.fault:
                cells.append("failed")
            else:
                ratio = lap.processor / own.processor if own.processor else 0
                rows = "" if lap.rows == own.rows else f", {lap.rows:,} rows"
                cells.append(f"{lap.processor:.1f} ({ratio:.{0 if ratio >= 10 else 1}f} ×{rows})")
        yield f"| {name} | {own.rows:,} | {' | '.join(cells)} |"


def report(engines: list[Engine], plans: int, triples: int, only: str) -> Iterator[str]:
    """Return the lines of the report."""
    yield f"{triples:,} triples, {plans:,} plans, {date.today()}; milliseconds of the processors."
    told = ", ".join(f"{engine.name} {engine.loaded:.0f} s" for engine in engines)
    yield f"\nLoading, processor time: {told}."
    one: dict[str, list[Lap]] = {}
    every: dict[str, list[Lap]] = {}
    for name in names():
        if only and name != only:
            continue
        about, whole = queries(name, plans)
        one[name] = [measured(engine, about) for engine in engines]
        if whole:
            every[name] = [measured(engine, [whole]) for engine in engines]
        print(name, one[name], every.get(name, ""), flush=True)
    yield from table("about one thing", engines, one)
    yield from table("about everything", engines, every)
    faults = {
        f"- `{name}`, {engine.name}: {lap.fault}"
        for laps in (one, every)
        for name, several in laps.items()
        for engine, lap in zip(engines, several, strict=True)
        if lap.fault
    }
    if faults:
        yield "\nWhat failed:\n"
        yield from sorted(faults)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--triples", type=int, default=100_000)
    options.add_argument("--only", default="")
    options.add_argument("--report", type=Path)
    chosen = options.parse_args()
    plans = max(20, chosen.triples // PER_PLAN)
    folder = Path(tempfile.mkdtemp(prefix="stores-"))
    try:
        store, loaded = publish(folder / "ours", plans, 1)
        (folder / "data").mkdir()
        data = folder / "data" / "data.nt"
        with data.open("wb") as output:
            triples = store.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            triples.write(output, "application/n-triples")  # type: ignore[union-attr, call-arg]
        with virtuoso(folder / "virtuoso", data) as one, tdb2(folder / "jena", data) as two:
            engines: list[Engine] = [Ours(store, loaded), one, two]
            lines = list(report(engines, plans, store.count(), chosen.only))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(lines))
    if chosen.report:
        text = chosen.report.read_text(encoding="utf-8")
        kept = text.partition("\n## Figures\n")[0]
        chosen.report.write_text("\n".join((f"{kept}\n## Figures\n", *lines, "")), encoding="utf-8")


if __name__ == "__main__":
    main()

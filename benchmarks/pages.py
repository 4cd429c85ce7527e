"""Weigh and time every page at the server, over whatever a store holds.

    python -m benchmarks.pages [--data DIRECTORY] [--runs 3] [NAME ...]

A page is asked for cold (as by its first reader after a start of the web process, which prepares
the answers about the whole store) and warm (as by everybody after that), through the whole
application with its worker processes, without the network. Weights are those of the document,
with and without gzip; the stylesheet, which every page loads besides, stands above the table.
On a machine that others use too the processor time says more: that of the web process and of its
workers together.
"""

import argparse
import gzip
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from tests.sample import named
from webapp import warming
from webapp.answers import Library
from webapp.application import create_app
from webapp.findings import CHECKING
from webapp.frame import STYLE
from webapp.installation import Installation
from webapp.serving.options import Options
from webapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that a page takes: as a clock goes, and of the processor."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A page: its status, its bytes plain and compressed, its time cold and warm."""

    name: str
    status: int
    plain: int
    packed: int
    cold: Taken
    warm: Taken


def weigh(app: Flask, name: str, address: str, runs: int) -> Weighed:
    """Return what a page weighs and how long it takes."""
    forget(app)
    cold = timed(app, address)
    warm = [timed(app, address) for _ in range(runs)]
    answer = app.test_client().get(address)
    body = answer.data
    packed = len(gzip.compress(body, 6))
    median_ = Taken(median(each.wall for each in warm), median(each.processor for each in warm))
    return Weighed(name, answer.status_code, len(body), packed, cold, median_)


def timed(app: Flask, address: str) -> Taken:
    """Return the time that a page takes."""
    began, used = time.perf_counter(), processor()
    app.test_client().get(address)
    return Taken((time.perf_counter() - began) * 1000, (processor() - used) * 1000)


def processor() -> float:
    """Return the seconds of processor time of this process and of all that it began."""
    parents, seconds = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        seconds[number] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def ours(number: int) -> bool:
        while number > 1 and number != os.getpid():
            number = parents.get(number, 0)
        return number == os.getpid()

    return time.process_time() + sum(
        used for number, used in seconds.items() if number != os.getpid() and ours(number)
    )


def forget(app: Flask) -> None:
    """Start anew with an empty memory, and prepare what is prepared after a start."""
    old: Installation = app.extensions["rbm"]
    new = Library(app.extensions["rbm-service"])
    app.extensions["rbm"] = Installation(old.settings, new)
    with app.test_request_context("/"):
        if (report := old.library.answers().kept("report")) is not None:
            new.answers().keep("report", lambda: report)
    warming.warm(app, rules=False)


def kilobytes(count: int) -> str:
    """Return bytes as kB with one decimal."""
    return f"{count / 1000:,.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-rules", action="store_true", help="weigh before the rules are done")
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args()
    app = create_app(Settings(given.data, options=Options(workers=2, rate="100000 per minute")))
    with app.test_request_context("/"):
        snapshot = app.extensions["rbm"].answers().snapshot
    print(f"Snapshot {snapshot.id}: {snapshot.total:,} statements.", end=" ")
    style = STYLE.read_bytes()
    print(f"Style: {kilobytes(len(style))} kB, {kilobytes(len(gzip.compress(style, 6)))} packed.")
    began = time.perf_counter()
    warming.warm(app, rules=not given.no_rules)
    print(f"Prepared after a start in {time.perf_counter() - began:.1f} s.\n")
    if given.no_rules:
        CHECKING.acquire()
    print("| page | status | kB | kB gzip | ms cold | processor | ms warm | processor |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, address in named(app, given.names).items():
        page = weigh(app, name, address, given.runs)
        print(
            f"| {page.name} | {page.status} | {kilobytes(page.plain)} | {kilobytes(page.packed)} "
            f"| {page.cold.wall:,.0f} | {page.cold.processor:,.0f} "
            f"| {page.warm.wall:,.0f} | {page.warm.processor:,.0f} |",
            flush=True,
        )
    app.extensions["rbm-service"].pool.close()


if __name__ == "__main__":
    main()

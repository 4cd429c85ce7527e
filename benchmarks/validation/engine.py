"""One engine over one file, in a process of its own: `engine.py NAME DATA SHAPES REPORT`.

The report has one line per result: focus node, path, component and value, sorted, for comparing.
`warm-NAME` is timed as in a service that has started: libraries imported, shapes parsed, the engine
run once on a small graph; reading the data is part of it. The seconds go to `REPORT.warm`.
"""

import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import generate

Rows = list[tuple[str, ...]]
SMALL = 1_000
"""Triples that a warm engine has seen before."""


def ours(shapes: Path, processes: int, *, fast: bool = False) -> Callable[[Path], Rows]:
    from rdflib import Graph

    from shapes.compiled import validate
    from sparql.file import FileStore

    rules = Graph().parse(shapes, format="turtle")

    def run(data: Path) -> Rows:
        # The same as the store of a snapshot or an import, except that it is filled when asked.
        findings = list(validate(FileStore(data), rules, processes=processes, fast=fast))
        return [(f.focus or "", f.path or "", f.component or "", f.value or "") for f in findings]

    return run


def reference(shapes: Path) -> Callable[[Path], Rows]:
    from rdflib import Graph

    from shapes import reference as engine

    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    rules = Graph().parse(shapes, format="turtle")

    def run(data: Path) -> Rows:
        findings = engine.validate(Graph().parse(data, format="nt"), rules)
        return [(f.focus or "", f.path or "", f.component or "", f.value or "") for f in findings]

    return run


def rust(shapes: Path) -> Callable[[Path], Rows]:
    import shacl

    rules = shacl.Shapes.from_file(str(shapes))

    def run(data: Path) -> Rows:
        return [
            (r.focus_node.strip("<>"), r.path or "", r.component_iri, r.value_plain or "")
            for r in rules.validate_file(str(data)).results
        ]

    return run


def engine(name: str, shapes: Path) -> Callable[[Path], Rows]:
    """Return what runs an engine over a file, made ready with the shapes."""
    if name.startswith("ours"):
        return ours(shapes, int(name.strip("oursfat")), fast=name.endswith("fast"))
    return {"pyshacl": reference, "shacl": rust}[name](shapes)


def main(name: str, data: Path, shapes: Path, report: Path) -> None:
    run = engine(name.removeprefix("warm-"), shapes)
    if name.startswith("warm-"):
        small = report.with_suffix(".nt")
        generate.write(small, SMALL)
        run(small)
        began, used = time.perf_counter(), sum(os.times()[:4])
        rows = run(data)
        seconds = time.perf_counter() - began, sum(os.times()[:4]) - used
        report.with_suffix(".warm").write_text(f"{seconds[0]} {seconds[1]}", encoding="utf-8")
    else:
        rows = run(data)
    report.write_text("\n".join(sorted("\t".join(row) for row in rows)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], *(Path(argument) for argument in sys.argv[2:5]))

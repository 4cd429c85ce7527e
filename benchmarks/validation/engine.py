"""One engine over one file, in a process of its own: `engine.py NAME DATA SHAPES REPORT`.

The report has one line per result: focus node, path, component and value, sorted, for comparing.
Engines that write a report graph are read back by the caller, outside the measured time.
"""

import logging
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def ours(data: Path, shapes: Path, threads: int) -> list[tuple[str, ...]]:
    from rdflib import Graph

    from shapes.compiled import validate
    from sparql.embedded import EmbeddedStore

    store = EmbeddedStore(None)
    began = time.perf_counter()
    store.fill(data)
    loaded = time.perf_counter()
    rules = Graph().parse(shapes, format="turtle")
    findings = list(validate(store, rules, threads=threads))
    print(f"load {loaded - began:.2f} validate {time.perf_counter() - loaded:.2f}")
    return [(f.focus or "", f.path or "", f.component or "", f.value or "") for f in findings]


def reference(data: Path, shapes: Path) -> list[tuple[str, ...]]:
    from rdflib import Graph

    from shapes import reference as engine

    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    graph = Graph().parse(data, format="nt")
    findings = engine.validate(graph, Graph().parse(shapes, format="turtle"))
    return [(f.focus or "", f.path or "", f.component or "", f.value or "") for f in findings]


def rust(data: Path, shapes: Path) -> list[tuple[str, ...]]:
    import shacl

    report = shacl.Shapes.from_file(str(shapes)).validate_file(str(data))
    return [
        (r.focus_node.strip("<>"), r.path or "", r.component_iri, r.value_plain or "")
        for r in report.results
    ]


def main(name: str, data: Path, shapes: Path, report: Path) -> None:
    if name.startswith("ours"):
        rows = ours(data, shapes, int(name.removeprefix("ours")))
    else:
        rows = {"pyshacl": reference, "shacl": rust}[name](data, shapes)
    report.write_text("\n".join(sorted("\t".join(row) for row in rows)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], *(Path(argument) for argument in sys.argv[2:5]))

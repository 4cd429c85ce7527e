"""The W3C SHACL test suite: its cases, and what this compiler makes of each of them.

`python tests/w3c.py SUITE [REPORT]` prints the score per test and writes it as Markdown.
"""

import logging
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import rdflib  # noqa: E402
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef  # noqa: E402
from rdflib.term import Node  # noqa: E402

from shapes.compiler.faults import ShapeFault  # noqa: E402
from shapes.compiler.results import Result  # noqa: E402
from shapes.compiler.run import Run  # noqa: E402
from sparql.answers import Table  # noqa: E402
from sparql.embedded import EmbeddedStore  # noqa: E402
from sparql.endpoint import Endpoint  # noqa: E402

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
DATA = "https://example.org/data"
SHAPES = "https://example.org/shapes"

BEYOND_OXIGRAPH = "core/property/datatype-ill-formed"
"""The one test that asks a store to tell xsd:byte from xsd:integer; Oxigraph keeps the number."""

COMPARED = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceConstraintComponent,
    SH.resultSeverity,
    SH.sourceShape,
)

HEAD = """# SHACL conformance

The shapes compiler (`shapes/compiled.py`) run against the W3C SHACL test suite
(`data-shapes`, 98 tests of SHACL Core and 22 of SHACL-SPARQL). `make conformance` runs it and
writes this page. A report passes when it holds exactly the expected results: focus node, path with
its structure, value, constraint component, severity and source shape. A refusal passes when the
shapes are not run and the reason names the rule that is broken. *With `shacl`* the Rust engine runs
the shapes that `shapes/rust.py` gives it and the compiler the others, as `--engine fast` does.

| part | demand | passed | passed with `shacl` | of |
|---|---|---|---|---|
"""

NOTE = f"""
Store: Oxigraph in memory. `{BEYOND_OXIGRAPH}` is run on rdflib's store instead: Oxigraph keeps
`"55"^^xsd:byte` as the number 55, so no query can tell it from an `xsd:integer`. There a whole
number within the bounds of `xsd:byte` passes, and one outside them does not.

"""


class Store(Endpoint, Protocol):
    """An endpoint that takes graphs."""

    def add(self, graph: str, triples: Graph) -> None:
        """Add triples to a named graph and to the default graph."""
        ...


class Memory:
    """rdflib's SPARQL engine over one graph: slow, incomplete, but it keeps literals as written."""

    def __init__(self) -> None:
        self._graph = Graph()

    def add(self, graph: str, triples: Graph) -> None:
        self._graph += triples

    def select(self, query: str) -> Table:
        answer = self._graph.query(query)
        names = tuple(str(name) for name in answer.vars or ())
        return Table(names, tuple(tuple(row) for row in answer))  # type: ignore[arg-type]

    def ask(self, query: str) -> bool:
        return bool(self._graph.query(query).askAnswer)

    def construct(self, query: str) -> Graph:
        graph = self._graph.query(query).graph
        assert graph is not None
        return graph


@dataclass(frozen=True)
class Case:
    """One test of the suite: where it stands, and what it demands."""

    name: str
    file: Path
    node: URIRef

    @property
    def part(self) -> str:
        return "Core" if self.name.startswith("core/") else "SPARQL"


@dataclass(frozen=True)
class Outcome:
    """What came of a case: the note names results that are missing or too many, or the refusal."""

    passed: bool
    demand: str
    note: str = ""


def cases(manifest: Path, top: Path | None = None) -> Iterator[Case]:
    """Return the cases of a manifest and of those it includes, in the suite's order."""
    top = top or manifest.parent
    graph = read(manifest)
    for entry in graph.objects(None, MF.entries):
        for node in graph.items(entry):
            name = str(manifest.relative_to(top)).removesuffix(".ttl")
            yield Case(name, manifest, URIRef(str(node)))
    for included in sorted(graph.objects(None, MF.include), key=str):
        yield from cases(path(included), top)


def path(node: Node | None) -> Path:
    return Path(str(node).removeprefix("file://"))


def read(file: Path) -> Graph:
    """Return the graph of a Turtle file as written, its own address as base."""
    kept = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False  # it would turn "none"^^xsd:boolean into "false"
    try:
        return Graph().parse(file, format="turtle", publicID=file.resolve().as_uri())
    finally:
        rdflib.NORMALIZE_LITERALS = kept


def outcome(
    case: Case, make: Callable[[], Store] = lambda: EmbeddedStore(None), *, fast: bool = False
) -> Outcome:
    """Run a case and compare its report with the one that the suite expects."""
    test = read(case.file)
    action = test.value(case.node, MF.action)
    data_file, shapes_file = (
        path(test.value(action, part)) for part in (SHT.dataGraph, SHT.shapesGraph)
    )
    store = make()
    store.add(DATA, read(data_file))
    if shapes_file == data_file:
        # The store names blank nodes anew; shapes and expected results must name them alike.
        shapes = test = store.construct(
            f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{DATA}> {{ ?s ?p ?o }} }}"
        )
    else:
        shapes = read(shapes_file)
    expected = test.value(case.node, MF.result)
    demand = "refuse" if expected == SHT.Failure else "report"
    try:
        named = DATA if shapes_file == data_file else SHAPES
        run = Run(store, shapes, shapes_graph=named, fast=fast)
        found = Counter(row(shapes, result) for result in run)
    except ShapeFault as fault:
        return Outcome(demand == "refuse", demand, fault.reason)
    if demand == "refuse" or run.refused:
        reasons = "; ".join(fault.reason for fault in run.refused)
        return Outcome(demand == "refuse" and bool(reasons), demand, reasons or "was accepted")
    wanted = Counter(
        tuple(term(test, test.value(result, part)) for part in COMPARED)
        for result in test.objects(expected, SH.result)
    )
    faults = [("missing", wanted - found), ("too many", found - wanted)]
    note = "; ".join(f"{name}: {list(rows)}" for name, rows in faults if rows)
    return Outcome(not note, demand, note)


def row(shapes: Graph, result: Result) -> tuple[str, ...]:
    """Return what the suite compares of a result."""
    parts = (result.focus, result.path, result.value, result.component, result.severity)
    return tuple(term(shapes, part) for part in (*parts, result.shape))


def term(graph: Graph, node: Node | None) -> str:
    """Return a term as text, a path or list of blank nodes by its structure."""
    if node is None:
        return ""
    if isinstance(node, BNode):
        if (node, RDF.first, None) in graph:
            return "(" + " ".join(term(graph, member) for member in graph.items(node)) + ")"
        steps = [(str(p), o) for p, o in graph.predicate_objects(node) if str(p).endswith("Path")]
        if steps:
            return "[" + " ".join(f"{p} {term(graph, o)}" for p, o in sorted(steps)) + "]"
    return node.n3()


def results(suite: Path, *, fast: bool = False) -> Iterator[tuple[Case, Outcome]]:
    """Return every case of the suite with its outcome, `fast` with the Rust engine beside."""
    for case in cases(suite / "manifest.ttl"):
        store = Memory if case.name == BEYOND_OXIGRAPH else lambda: EmbeddedStore(None)
        yield case, outcome(case, store, fast=fast)


def main(suite: Path, report: Path | None) -> int:
    """Print the score per test and write it to a report; return how many tests failed."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    scores: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    lines = ["| test | demand | outcome |", "|---|---|---|"]
    for case, found in results(suite):
        scores[case.part, found.demand] += 1
        passed[case.part, found.demand] += found.passed
        verdict = "passed" if found.passed else "FAILED"
        why = f": {found.note}" if found.note else ""
        lines.append(f"| `{case.name}` | {found.demand} | {verdict}{why} |")
        print(f"{verdict}  {found.demand}  {case.name}{why}")
    quick: Counter[tuple[str, str]] = Counter()
    for case, found in results(suite, fast=True):
        quick[case.part, found.demand] += found.passed
    rows = [
        f"| {part} | {demand} | {passed[part, demand]} | {quick[part, demand]} | {count} |"
        for (part, demand), count in scores.items()
    ]
    print("\n".join(rows))
    if report is not None:
        report.write_text(HEAD + "\n".join(rows) + "\n" + NOTE + "\n".join(lines) + "\n")
    return 2 * scores.total() - passed.total() - quick.total()


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.exit(bool(main(Path(sys.argv[1]).resolve(), target)))

"""The W3C SHACL test suite: its cases, and what this compiler makes of each of them.

`python tests/w3c.py SUITE [REPORT]` prints the score per test and writes it as Markdown.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import rdflib  # noqa: E402
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef  # noqa: E402
from rdflib.term import Node  # noqa: E402

from shapes.compiled import Run  # noqa: E402
from shapes.compiler.faults import ShapeFault  # noqa: E402
from shapes.compiler.results import Result  # noqa: E402
from sparql.embedded import EmbeddedStore  # noqa: E402

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
DATA = "https://example.org/data"
SHAPES = "https://example.org/shapes"


@dataclass(frozen=True)
class Case:
    """One test of the suite: where it stands, and what it demands."""

    name: str
    file: Path
    node: URIRef


@dataclass(frozen=True)
class Outcome:
    """What came of a case: a pass, or the results that are missing and those too many."""

    passed: bool
    demand: str
    note: str = ""


def cases(manifest: Path, top: Path | None = None) -> Iterator[Case]:
    """Return the cases of a manifest and of those it includes, in the suite's order."""
    top = top or manifest.parent
    graph = read(manifest)
    for entry in graph.objects(None, MF.entries):
        for node in graph.items(entry):
            yield Case(str(manifest.relative_to(top)).removesuffix(".ttl"), manifest, URIRef(node))
    for included in sorted(graph.objects(None, MF.include)):
        yield from cases(Path(str(included).removeprefix("file://")), top)


def read(file: Path) -> Graph:
    """Return the graph of a Turtle file, its own address as base."""
    return Graph().parse(file, format="turtle", publicID=file.resolve().as_uri())


def outcome(case: Case) -> Outcome:
    """Run a case and compare its report with the one that the suite expects."""
    test = read(case.file)
    action = test.value(case.node, MF.action)
    data_file = test.value(action, SHT.dataGraph)
    shapes_file = test.value(action, SHT.shapesGraph)
    expected = test.value(case.node, MF.result)
    store = EmbeddedStore(None)
    store.add(DATA, read(Path(str(data_file).removeprefix("file://"))))
    data = stored(store, DATA)
    if shapes_file == data_file:
        shapes = test = data
        shapes_graph = DATA
    else:
        shapes, shapes_graph = read(Path(str(shapes_file).removeprefix("file://"))), SHAPES
    expected = test.value(case.node, MF.result)
    if expected == SHT.Failure:
        try:
            run = Run(store, shapes, shapes_graph=shapes_graph)
            list(run)
        except ShapeFault as fault:
            return Outcome(True, "refuse", fault.reason)
        return Outcome(bool(run.refused), "refuse", "accepted" if not run.refused else "refused")
    try:
        run = Run(store, shapes, shapes_graph=shapes_graph)
    except ShapeFault as fault:
        return Outcome(False, "report", f"refused: {fault}")
    found = Counter(row(shapes, result) for result in run)
    wanted = Counter(
        tuple(
            term(test, test.value(result, part))
            for part in (
                SH.focusNode,
                SH.resultPath,
                SH.value,
                SH.sourceConstraintComponent,
                SH.resultSeverity,
                SH.sourceShape,
            )
        )
        for result in test.objects(expected, SH.result)
    )
    missing, more = wanted - found, found - wanted
    note = " ".join(
        [f"missing {list(missing)}"] * bool(missing)
        + [f"too many {list(more)}"] * bool(more)
        + [f"not run: {fault.reason}" for fault in run.refused]
    )
    return Outcome(not note, "report", note)


def stored(store: EmbeddedStore, graph: str) -> Graph:
    """Return a graph as the store keeps it, its own blank nodes and numbers included."""
    return store.construct(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")


def row(shapes: Graph, result: Result) -> tuple[str, ...]:
    """Return what the suite compares of a result."""
    return (
        str(result.focus.n3()),
        term(shapes, result.path),
        term(shapes, result.value),
        term(shapes, result.component),
        term(shapes, result.severity),
        term(shapes, result.shape),
    )


def term(graph: Graph, node: Node | None) -> str:
    """Return a term as text, a path or list of blank nodes by its structure."""
    if node is None:
        return ""
    if isinstance(node, BNode):
        if (node, RDF.first, None) in graph:
            return "(" + " ".join(term(graph, member) for member in graph.items(node)) + ")"
        steps = [(p, o) for p, o in graph.predicate_objects(node) if p.endswith("Path")]
        if steps:
            return "[" + " ".join(f"{p} {term(graph, o)}" for p, o in sorted(steps)) + "]"
    return str(node.n3())


rdflib.NORMALIZE_LITERALS = False  # "none"^^xsd:boolean would become "false"


def main(suite: Path, report: Path | None) -> int:
    """Print the score per test and write it to a report; return how many tests failed."""
    lines, scores = [], Counter[tuple[str, str, bool]]()
    for case in cases(suite / "manifest.ttl"):
        found = outcome(case)
        part = case.name.partition("/")[0]
        scores[part, found.demand, found.passed] += 1
        verdict = "pass" if found.passed else "FAIL"
        lines.append((case.name, found.demand, verdict))
        print(f"{verdict}  {found.demand:7} {case.name}  {'' if found.passed else found.note}")
    print(scores)
    return sum(not passed for _, _, passed in scores.elements())


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    sys.exit(bool(main(Path(sys.argv[1]), target)))

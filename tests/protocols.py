"""The score of the W3C HTTP tests: `python tests/protocols.py SUITE REPORT.md EARL.ttl`.

SUITE is the folder of rdf-tests that holds `protocol`, `graph-store-protocol`,
`http-rdf-update` and `service-description`. A service of its own is started for the run.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.conformance import (  # noqa: E402
    Markdown,
    Outcome,
    Runner,
    manifest_tests,
    service_description,
)
from tests.serving import Running, serve  # noqa: E402
from webapp.serving.options import Options  # noqa: E402

EARL = Namespace("http://www.w3.org/ns/earl#")
PROJECT = URIRef("https://w3id.org/rbm/")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
EXPLAINED = {
    "POST - existing graph": "its Turtle lacks the final dot",
    "GET of POST - existing graph": "it expects the name of before the PUT that came earlier",
    "POST - multipart/form-data": "its Turtle lacks the final dots",
    "GET of POST - multipart/form-data": "it builds on the two POSTs above",
    "GET of PUT - default graph": "graphs of tests before it are in the default graph here",
    "DELETE - existing graph": "no test before it makes the graph",
}
"""Deprecated tests that no service can pass as they stand, or that contradict each other."""


def outcomes(folder: Path, running: Running) -> Iterator[Outcome]:
    """Return the outcome of each of the tests, run one after another against a service."""
    graphs = {DATA.format(n): Graph().parse(folder / "protocol" / f"data{n}.nt") for n in (1, 2, 3)}
    graphs[DATA.format(0)] = Graph()
    runner = Runner(running.base, running.operator)
    for suite, name in (
        ("protocol", "protocol/manifest"),
        ("graph-store-protocol", "graph-store-protocol/manifest-direct"),
        ("graph-store-protocol", "graph-store-protocol/manifest-indirect"),
    ):
        for graph, test in manifest_tests(folder / f"{name}.ttl"):
            running.publish(graphs if suite == "protocol" else {})
            yield runner.run(suite, graph, test)
    runner.close()
    running.publish({})
    deprecated = Markdown(running.base, running.operator)
    for graph, test in manifest_tests(folder / "http-rdf-update" / "manifest.ttl"):
        yield deprecated.run("http-rdf-update", graph, test)
    deprecated.close()
    for _, test in manifest_tests(folder / "service-description" / "manifest.ttl"):
        yield service_description(running.base, test)


def earl(found: list[Outcome]) -> Graph:
    """Return the outcomes in the W3C Evaluation and Report Language."""
    graph = Graph()
    graph.bind("earl", EARL)
    for each in found:
        assertion, result = BNode(), BNode()
        graph.add((assertion, RDF.type, EARL.Assertion))
        graph.add((assertion, EARL.subject, PROJECT))
        graph.add((assertion, EARL.assertedBy, PROJECT))
        graph.add((assertion, EARL.test, URIRef(each.iri)))
        graph.add((assertion, EARL.mode, EARL.automatic))
        graph.add((assertion, EARL.result, result))
        graph.add((result, RDF.type, EARL.TestResult))
        graph.add((result, EARL.outcome, EARL.failed if each.fault else EARL.passed))
        graph.add((result, DCTERMS.date, Literal(datetime.now(UTC).date())))
    return graph


def report(found: list[Outcome]) -> str:
    """Return the score per suite and per test as Markdown."""
    passed = Counter(each.suite for each in found if not each.fault)
    lines = [
        "# W3C tests of the SPARQL 1.1 HTTP protocols",
        "",
        "Written by `make conformance`; the tests are those of w3c/rdf-tests, run against this",
        "service over HTTP.",
        "",
        "| suite | passed | of |",
        "|---|---|---|",
    ]
    for suite, total in Counter(each.suite for each in found).items():
        lines.append(f"| {suite} | {passed[suite]} | {total} |")
    lines += [
        "",
        "`http-rdf-update` is deprecated by its authors in favour of `graph-store-protocol`.",
        "",
        "| suite | test | result |",
        "|---|---|---|",
    ]
    for each in found:
        reason = EXPLAINED.get(each.name, each.fault)
        result = f"fails: {reason}" if each.fault else "passes"
        lines.append(f"| {each.suite} | {each.name} | {result} |")
    return "\n".join(lines) + "\n"


def main(suite: str, markdown: str, turtle: str) -> None:
    """Run the tests and write both reports."""
    options = Options(updates=True, workers=2, rate="100000 per minute")
    with tempfile.TemporaryDirectory() as work, serve(Path(work), options) as running:
        found = list(outcomes(Path(suite), running))
    Path(markdown).write_text(report(found), encoding="utf-8")
    earl(found).serialize(turtle, format="turtle")
    passed = sum(not each.fault for each in found)
    print(f"{passed} passed, {len(found) - passed} failed")
    sys.exit(any(each.fault and each.name not in EXPLAINED for each in found))


if __name__ == "__main__":
    main(*sys.argv[1:4])

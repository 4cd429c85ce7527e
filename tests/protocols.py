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
ABSENT = """5.4: “If there is no such RDF graph content in the Graph Store, the server MUST respond
with a 404 Not Found response code”; two tests later the suite asks 404 of the same request"""
PARSED = """5.1: “if the attempt to parse the RDF payload according to the provided Content-Type
fails then the server MUST respond with a 400 Bad Request”; a statement of Turtle ends with a dot"""
REPLACED = """5.3: PUT stores what is sent in place of what was there; 5.5: POST merges; the next
GET of the suite expects `v:fn "Jane Doe"` of the same graph"""
EXPLAINED = {
    "DELETE - existing graph": (
        "200 for a DELETE of `person/2.ttl`, which no request before it makes",
        ABSENT,
        "404. The test of the newer suite, which makes the graph first, passes",
    ),
    "POST - existing graph": (
        "200 for a POST of Turtle whose only statement lacks its final dot",
        PARSED,
        "400. The test of the newer suite, with the dot, passes",
    ),
    "GET of POST - existing graph": (
        """`v:fn "John Doe"` and no `foaf:name`, after a PUT of `v:fn "Jane Doe"`, a test that
        passes, and a POST of `foaf:name`""",
        REPLACED,
        '200 and `v:fn "Jane Doe"`, as it was put',
    ),
    "POST - multipart/form-data": (
        "200 for a form of two files of Turtle, both of which lack their final dot",
        PARSED,
        "400. The test of the newer suite, with the dots, passes",
    ),
    "GET of POST - multipart/form-data": (
        "`foaf:name`, `foaf:givenName` and `foaf:familyName`, which the two POSTs above brought",
        "as above: what cannot be parsed is refused, so nothing of it is stored",
        "200 and the graph as it was put",
    ),
}
"""Deprecated tests that contradict the recommendation: what each asks, what it says, what we do."""


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
        "`http-rdf-update` is deprecated by its authors in favour of `graph-store-protocol`, which",
        "passes whole. What fails of it contradicts the recommendation (SPARQL 1.1 Graph Store",
        "HTTP Protocol, 21 March 2013) or the suite itself:",
        "",
        "| test | what it asks | what the recommendation says | what we answer |",
        "|---|---|---|---|",
        *(
            f"| {name} | {' | '.join(' '.join(text.split()) for text in said)} |"
            for name, said in EXPLAINED.items()
        ),
        "",
        "| suite | test | result |",
        "|---|---|---|",
    ]
    for each in found:
        reason = "see above" if each.name in EXPLAINED else each.fault
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

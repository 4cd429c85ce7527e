"""A graph that a program puts passes the loaders and the rules before it is published."""

from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from tests.serving import Running, serve
from webapp.serving.options import Options

GRAPH = "https://example.org/plan"
HEAD = """@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .
x:framework a rbm:ResultsFramework ; rdfs:label "framework"@en .
"""
OUTCOME = 'x:outcome a rbm:Outcome ; rdfs:label "o"@en ; rbm:inFramework x:framework .\n'
OUTPUT = """x:output a rbm:Output ; rdfs:label "output"@en ; rbm:inFramework x:framework ;
  rbm:contributesTo x:outcome .
<relative> rdfs:label "relative"@en .
[] rdfs:label "nameless"@en .
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serve(tmp_path_factory.mktemp("graphs"), Options(workers=1)) as running:
        running.publish({})
        yield running


def write(running: Running, method: str, graph: str, body: str = "", **more: str) -> httpx.Response:
    return httpx.request(
        method,
        f"{running.base}/graphs",
        params={"graph": graph, **more},
        content=body,
        headers={"Authorization": f"Bearer {running.steward}", "Content-Type": "text/turtle"},
        timeout=60,
    )


def test_what_is_put_comes_back_as_it_was_and_is_judged(running: Running) -> None:
    text = HEAD + OUTPUT
    made = write(running, "PUT", GRAPH, text)
    assert made.status_code == 201, made.text
    assert made.headers["x-findings"].startswith("violation=")
    assert not made.headers["x-findings"].startswith("violation=0")
    back = httpx.get(f"{running.base}/graphs", params={"graph": GRAPH}).text
    sent = Graph().parse(data=text, format="turtle", publicID=GRAPH)
    assert isomorphic(Graph().parse(data=back, format="turtle"), sent)
    publication = running.service.store.current()
    assert publication is not None and publication.id == made.headers["x-snapshot"]


def test_a_strict_write_that_breaks_a_rule_changes_nothing(running: Running) -> None:
    before = running.service.snapshot().id
    stopped = write(running, "PUT", f"{GRAPH}/strict", HEAD + OUTPUT, strict="")
    assert stopped.status_code == 422
    report = stopped.json()["report"]
    (missing,) = [found for found in report["findings"] if found["rule"] == "CD-03"]
    assert missing["value"] == "https://example.org/outcome"
    assert missing["places"][0]["line"] == 6
    assert running.service.snapshot().id == before


def test_what_a_write_breaks_in_other_graphs_stops_it_too(running: Running) -> None:
    above, below = f"{GRAPH}/above", f"{GRAPH}/below"
    write(running, "PUT", above, HEAD + OUTCOME)
    write(running, "PUT", below, HEAD + OUTPUT)
    stopped = write(running, "DELETE", above, strict="")
    assert stopped.status_code == 422
    broken = {
        found["rule"] for found in stopped.json()["report"]["findings"] if found.get("elsewhere")
    }
    assert "CD-03" in broken
    assert write(running, "DELETE", above).status_code == 200


@pytest.mark.parametrize("name", ["ontology", "provenance", "inferred/plan"])
def test_the_graphs_of_the_service_are_not_written(running: Running, name: str) -> None:
    answer = write(running, "PUT", f"https://w3id.org/rbm/graph/{name}", HEAD)
    assert answer.status_code == 400
    assert "fills the graph" in answer.json()["detail"]


def test_the_limits_of_the_loaders_hold(running: Running) -> None:
    before = running.service.snapshot().id
    answer = write(running, "PUT", f"{GRAPH}/deep", "<urn:a> <urn:b> " + "(" * 200 + ")" * 200)
    assert answer.status_code == 400
    assert "nests deeper" in answer.json()["detail"]
    assert running.service.snapshot().id == before

"""A sink writes each statement with its place, and locations for things without a source."""

from pathlib import Path

import pytest
from loading import graph_of
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from loaders import tokens
from loaders.source import FINDINGS_KEPT, Cancelled, Kept, Sink, Source
from loaders.sourcemap import SourceMap
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place

GRAPH = "https://w3id.org/rbm/graph/test"
OUTCOME = URIRef("https://w3id.org/rbm/id/test/outcome/1")


def read(folder: Path) -> Graph:
    return graph_of(folder / "data.nq")


def sink(folder: Path) -> Sink:
    return Sink(folder / "data.nq", folder / "places.sqlite", GRAPH)


def test_statements_arrive_in_the_graph_with_their_places(tmp_path: Path) -> None:
    out = sink(tmp_path)
    out.document(Source(Path("x"), "plan.xlsx", "test"))
    subject = tokens.iri(OUTCOME)
    row, cell = Place("plan.xlsx", "Results", "A2"), Place("plan.xlsx", "Results", "B2")
    out.thing(subject, RBM.Outcome, row)
    out.add(subject, tokens.LABEL, tokens.text("Fair work", "en"), cell)
    out.add(
        subject, tokens.LABEL, tokens.text("体面劳动", "zh"), Place("plan.xlsx", "Results", "C2")
    )
    out.close()
    graph = read(tmp_path)
    assert (OUTCOME, RDF.type, RBM.Outcome) in graph
    assert (OUTCOME, RDFS.label, Literal("体面劳动", lang="zh")) in graph
    location = graph.value(OUTCOME, RBM.statedAt)
    assert graph.value(location, RBM.cell) == Literal("A2")
    assert graph.value(location, RBM.sheetName) == Literal("Results")
    document = graph.value(location, RBM.inDocument)
    assert graph.value(document, RDFS.label) == Literal("plan.xlsx")
    places = SourceMap(tmp_path / "places.sqlite")
    assert places.places(str(OUTCOME)) == (row,)
    assert len(places.places(str(OUTCOME), str(RDFS.label))) == 2
    assert places.places(str(OUTCOME), str(RDFS.label), "Fair work") == (cell,)


def test_a_finding_is_led_to_its_cell(tmp_path: Path) -> None:
    out = sink(tmp_path)
    cell = Place("plan.xlsx", "Results", "B2")
    out.thing(tokens.iri(OUTCOME), RBM.Outcome, Place("plan.xlsx", "Results", "A2"))
    out.add(tokens.iri(OUTCOME), tokens.LABEL, tokens.text("Fair work", "en"), cell)
    out.close()
    found = Finding(
        "RC-10",
        Level.VIOLATION,
        {"en": "wrong"},
        focus=str(OUTCOME),
        path=str(RDFS.label),
        value="Fair work",
    )
    assert SourceMap(tmp_path / "places.sqlite").locate(found).places == (cell,)


def test_a_thing_without_a_place_lies_where_its_first_statement_does(tmp_path: Path) -> None:
    out = sink(tmp_path)
    first, later = (Place("plan.xlsx", "Other statements", cell) for cell in ("C7", "C3"))
    for place in (first, later):
        out.add(tokens.iri(OUTCOME), tokens.LABEL, tokens.text(place.cell or "", "en"), place)
    out.close()
    found = Finding("RC-09", Level.VIOLATION, {"en": "wrong"}, focus=str(OUTCOME))
    assert SourceMap(tmp_path / "places.sqlite").locate(found).places == (first,)


def test_a_thing_that_names_its_own_source_gets_no_other(tmp_path: Path) -> None:
    out = sink(tmp_path)
    place = Place("plan.ttl", line=3)
    out.document(Source(Path("x"), "plan.ttl", "test"))
    own = URIRef("https://example.org/paragraph/14")
    out.thing(tokens.iri(OUTCOME), RBM.Outcome, place)
    out.add_terms(OUTCOME, RBM.statedAt, own, place)
    out.thing(tokens.iri(own), RBM.SourceLocation, place)
    out.close()
    assert list(read(tmp_path).subject_objects(RBM.statedAt)) == [(OUTCOME, own)]


def test_counts_and_findings_add_up_and_stay_bounded(tmp_path: Path) -> None:
    out = sink(tmp_path)
    for _ in range(FINDINGS_KEPT + 5):
        out.report(Finding("LOAD-X", Level.INFO, {"en": "x"}))
        out.count("result/title", Kept.MAPPED)
    out.close()
    assert len(out.tally.findings) == FINDINGS_KEPT
    assert out.tally.finding_counts["LOAD-X", Level.INFO] == FINDINGS_KEPT + 5
    assert out.tally.coverage["result/title"][Kept.MAPPED] == FINDINGS_KEPT + 5


def test_the_user_can_stop_an_import(tmp_path: Path) -> None:
    seen: list[int] = []
    out = Sink(
        tmp_path / "data.nq",
        tmp_path / "places.sqlite",
        GRAPH,
        progress=seen.append,
        cancelled=lambda: len(seen) > 1,
    )
    out.advance(10)
    with pytest.raises(Cancelled):
        out.advance(20)
    out.abandon()
    assert seen == [10, 20]

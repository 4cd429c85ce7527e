"""Each rule has a file that is sound and one that breaks exactly it, in the folder `rules`."""

import re
from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from ontology.datasets import dataset
from ontology.modules import codes, graph
from ontology.vocabulary import RBM
from shapes import rules
from shapes.finding import Finding, Level, Place
from shapes.validation import check
from sparql.embedded import EmbeddedStore

FILES = Path(__file__).parent / "rules"
DAY = date(2026, 6, 30)
IDS = [rule.id for rule in rules.rules()]
BASE = "/id/clinic/"


def gathered(stem: str) -> Graph:
    """Return the files of one stem as one graph, each below a base of its own."""
    whole = Graph()
    for name in IDS:
        text = (FILES / name / f"{stem}.ttl").read_text(encoding="utf-8")
        whole.parse(data=text.replace(BASE, f"/id/{name}/"), format="turtle")
    return whole


@pytest.fixture(scope="module")
def broken() -> dict[str, set[str]]:
    """Return which rules the bad file of each rule breaks."""
    found: dict[str, set[str]] = {}
    for finding in check(gathered("bad"), as_of=DAY).findings:
        name = (finding.focus or "").split("/id/")[1].split("/")[0]
        found.setdefault(name, set()).add(finding.rule)
    return found


@pytest.mark.parametrize("name", IDS)
def test_the_bad_file_breaks_exactly_its_rule(name: str, broken: dict[str, set[str]]) -> None:
    assert broken[name] == {name}


def test_the_good_files_break_no_rule_and_keep_every_rule_busy() -> None:
    report = check(gathered("good"), as_of=DAY)
    assert report.findings == ()
    assert report.conforms
    assert report.idle == ()


def test_the_good_and_the_bad_file_of_a_rule_differ_in_little() -> None:
    for name in IDS:
        good = (FILES / name / "good.ttl").read_text(encoding="utf-8").splitlines()
        bad = (FILES / name / "bad.ttl").read_text(encoding="utf-8").splitlines()
        assert good != bad, name
        assert abs(len(good) - len(bad)) <= 20, name


def one(name: str) -> Finding:
    return check(Graph().parse(FILES / name / "bad.ttl"), as_of=DAY).findings[0]


def test_a_message_names_the_thing_in_the_language_of_the_reader() -> None:
    finding = one("IN-05")
    assert finding.message["en"].endswith("Number of people treated names none.")
    assert set(finding.message) == {"en", "zh", "fr", "es", "ru", "ar"}
    assert finding.fix["zh"]


def test_a_message_leaves_no_place_unfilled() -> None:
    for finding in check(gathered("bad"), as_of=DAY).findings:
        for text in finding.message.values():
            assert "{" not in text, finding
            assert "–" not in text.replace(" – ", ""), finding


def test_a_thing_without_a_label_is_called_after_what_it_belongs_to() -> None:
    assert one("TG-04").label == "target: Number of people treated"
    # In a sentence from right to left a Latin name is held apart.
    assert re.search("\u2068[^\u2069]+: Number of people treated\u2069", one("TG-04").text("ar"))


def test_a_class_of_others_that_follows_from_ours_names_nothing() -> None:
    data = Graph().parse(FILES / "TG-04" / "bad.ttl")
    for thing in list(data.subjects(RDF.type, RBM.Target)):
        data.add((thing, RDF.type, URIRef("http://purl.org/linked-data/cube#Observation")))
    found = check(data, as_of=DAY).findings[0]
    assert found.label == "target: Number of people treated"


def test_what_a_rule_wanted_stands_in_the_finding() -> None:
    finding = one("TG-05")
    assert (finding.value, finding.expected) == ("900", "≥ 1000")


def test_a_level_of_the_framework_is_called_by_its_label() -> None:
    assert "impact" in one("RC-07").message["en"].lower()


def test_dates_are_judged_on_the_day_that_is_asked_for() -> None:
    plan = Graph().parse(FILES / "PL-02" / "bad.ttl")
    assert check(plan, as_of=date(2025, 12, 31)).conforms
    assert not check(plan, as_of=date(2026, 1, 1)).conforms


def test_a_limit_hides_findings_and_counts_them_all() -> None:
    data = dataset("ilo")
    report = check(data, as_of=DAY, limit=2)
    whole = check(data, as_of=DAY, limit=None)
    assert report.truncated
    assert not whole.truncated
    assert report.counts == whole.counts
    assert report.weights == whole.weights
    assert max(sum(f.rule == name for f in report.findings) for name in report.counts) == 2


def test_findings_on_the_ilo_data_lead_to_their_paragraph() -> None:
    report = check(dataset("ilo"), as_of=date(2008, 11, 1))
    for finding in report.findings:
        assert finding.places, finding
        assert finding.label, finding
    assert {"ST-01", "ST-02"} <= set(report.counts)
    places = {place for f in report.findings if f.rule == "EV-02" for place in f.places}
    assert Place("GB.297/PFA/1/1", paragraph="92") in places


def test_a_check_may_be_narrowed_to_a_rule_and_to_a_thing() -> None:
    data = dataset("ilo")
    report = check(data, as_of=DAY, rules=["ST-01"])
    assert set(report.counts) == {"ST-01"}
    thing = report.findings[0].focus
    assert thing is not None
    assert check(data, as_of=DAY, rules=["ST-01"], focus=[thing]).total == 1


def test_a_file_without_any_thing_we_know_is_told_apart_from_a_sound_one() -> None:
    data = Graph()
    data.add((URIRef("https://example.org/a"), RDFS.label, Literal("A", lang="en")))
    report = check(data, as_of=DAY)
    assert report.conforms
    assert report.knows_nothing


def test_shapes_of_an_organization_run_beside_the_rules() -> None:
    own = Graph().parse(
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rbm: <https://w3id.org/rbm/ns#> .
        <https://example.org/shapes#OWN-1> a sh:NodeShape ; sh:targetClass rbm:Mandate ;
          sh:property [ sh:path rbm:ownedBy ; sh:minCount 1 ;
            sh:message "A mandate has an owner."@en ] .
        """,
        format="turtle",
    )
    data = Graph()
    thing = URIRef("https://example.org/mandate")
    data.add((thing, RDF.type, RBM.Mandate))
    data.add((thing, RDFS.label, Literal("Decent work", lang="en")))
    report = check(data, as_of=DAY, extra=[own])
    assert report.counts == {"OWN-1": 1}
    assert report.findings[0].text() == "A mandate has an owner."
    assert report.findings[0].level is Level.VIOLATION


def test_a_subclass_that_data_declares_is_bound_by_the_rules_of_its_class() -> None:
    data = Graph()
    own, thing = URIRef("https://example.org/Effect"), URIRef("https://example.org/effect")
    data.add((own, RDFS.subClassOf, RBM.ImmediateOutcome))
    data.add((thing, RDF.type, own))
    assert "IN-01" in check(data, as_of=DAY).counts


def test_a_store_without_code_lists_is_not_blamed_for_its_codes() -> None:
    store = EmbeddedStore(None)
    store.add("https://w3id.org/rbm/graph/test", Graph().parse(FILES / "IN-01" / "good.ttl"))
    report = check(store, as_of=DAY)
    assert "CD-01" not in report.counts
    assert any(reason.startswith("CD-01") for reason in report.refused)


def test_a_named_graph_is_judged_beside_the_rest_of_the_store() -> None:
    store = EmbeddedStore(None)
    store.add("https://w3id.org/rbm/graph/ontology", graph())
    store.add("https://w3id.org/rbm/graph/codes", codes())
    store.add("https://w3id.org/rbm/graph/one", Graph().parse(FILES / "IN-06" / "bad.ttl"))
    other = (FILES / "IN-07" / "bad.ttl").read_text(encoding="utf-8").replace(BASE, "/id/other/")
    store.add("https://w3id.org/rbm/graph/two", Graph().parse(data=other, format="turtle"))
    assert set(check(store, as_of=DAY).counts) == {"IN-06", "IN-07"}
    report = check(store, as_of=DAY, graphs=["https://w3id.org/rbm/graph/two"])
    assert set(report.counts) == {"IN-07"}

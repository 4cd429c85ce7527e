from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, URIRef

from loaders.exports import iati
from loaders.exports.selection import ExportError, Loss, about
from ontology.datasets import dataset
from ontology.vocabulary import RBM
from tests.loading import Loaded, load_file, load_text

SAMPLE = Path(__file__).parent / "data/iati-2.03.xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PLAN = URIRef("https://w3id.org/rbm/id/iati/activity/XM-EX-1-2024")
REAL = "data/iati/real/unhcr-2017-activity.rebuilt.xml"
EXAMPLE = "data/iati/official-examples/activity-standard-example-annotated-2.03.xml"
OTHERS = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix code: <https://w3id.org/rbm/code/> .
@base <https://example.org/> .
<plan> a rbm:Strategy ; dcterms:identifier "XM-EX-2-S" ; rdfs:label "Safe work"@en, "安全工作"@zh ;
  dcterms:description "A plan.\\u0007"@en, "In two parts."@en ; rbm:ownedBy <us> ;
  rbm:hasPartner <them> ; rbm:hasPlanStatus <https://w3id.org/rbm/code/plan-status/implementation> ;
  rbm:startDate "2024-01-01"^^xsd:date ; rbm:endDate "2027-12-31"^^xsd:date ;
  rbm:servesSdg <http://metadata.un.org/sdg/8>, <http://metadata.un.org/sdg/8.a> ;
  dcterms:subject <topic> ; rbm:holdsFramework <frame> .
<topic> a skos:Concept ; skos:notation "T1" ; skos:inScheme <topics> ; rdfs:label "Mines"@en .
<us> a org:Organization ; dcterms:identifier "XM-EX-2" ; rdfs:label "Us"@en ;
  org:classification <https://w3id.org/rbm/id/iati/organisation-type/40> .
<them> a org:Organization ; rdfs:label "Them"@en .
<frame> a rbm:ResultsFramework ; rdfs:label "The frame"@en .
<b> a rbm:IntermediateOutcome ; rbm:inFramework <frame> ; rbm:order 1 ; rdfs:label "Safer"@en .
<a> a rbm:Output ; rbm:inFramework <frame> ; rbm:order 2 ; rdfs:label "Courses"@en ;
  rbm:contributesTo <b> .
<i> a rbm:Indicator ; rbm:measures <b> ; rdfs:label "Share"@en ;
  rbm:hasMeasureType <https://w3id.org/rbm/code/measure-types/percentage> ; rbm:unitText "%" ;
  rbm:hasDirection <https://w3id.org/rbm/code/directions/maintain> ;
  rbm:servesSdg <http://metadata.un.org/sdg/C080a01> .
<j> a rbm:Indicator ; rbm:measures <a> ; rdfs:label "Trained"@en .
<two> a rbm:PlanningPeriod ; rdfs:label "2024-25"@en ;
  rbm:startDate "2024-01-01"^^xsd:date ; rbm:endDate "2025-12-31"^^xsd:date .
<was> a rbm:Baseline ; rbm:ofIndicator <i> ; rbm:observedOn "2023"^^xsd:gYear ; rbm:value 3.5 .
<when> a rbm:Baseline ; rbm:ofIndicator <i> ; rbm:value 3.6 .
<aim> a rbm:Target ; rbm:ofIndicator <i> ; rbm:inPeriod <two> ; rbm:value 9.0 ;
  rbm:valueText "nine per cent" .
<got> a rbm:Actual ; rbm:ofIndicator <i> ; rbm:inPeriod <two> ; rbm:value 7.25 ;
  rbm:atPlace <elsewhere> .
<money> a rbm:Allocation ; rbm:allocatedTo <plan> ; rbm:inPeriod <two> ; rbm:amount 5.0 .
"""


def written(graph: Graph) -> tuple[bytes, tuple[Loss, ...]]:
    output = BytesIO()
    lost = iati.write(graph, output)
    return output.getvalue(), lost


def there_and_back(path: Path, folder: Path) -> tuple[Loaded, bytes, Loaded]:
    once = load_file(path, folder)
    content, _ = written(once.stated)
    return once, content, load_text(content, folder, "again.xml")


def told(element: Any, language: str | None = None) -> tuple[object, ...]:
    """Return what an element says: names, attributes, texts with their languages, children."""
    language = element.get(LANG, language)
    given = {name: value for name, value in element.attrib.items() if name != LANG}
    text = (language, (element.text or "").strip()) if element.tag == "narrative" else ()
    inner = tuple(told(child, language) for child in element)
    return (element.tag, tuple(sorted(given.items())), text, inner)


def results(content: bytes) -> list[tuple[object, ...]]:
    """Return each result of a document; a period of no value says nothing, nor an empty text."""
    root = ElementTree.fromstring(content)
    found = []
    for activity in root.iterfind("iati-activity"):
        for holder in activity.findall(".//indicator"):
            for period in holder.findall("period"):
                if period.find("target") is None and period.find("actual") is None:
                    holder.remove(period)
        found += [told(each, activity.get(LANG)) for each in activity.iterfind("result")]
    return found


@pytest.fixture
def others() -> Graph:
    return Graph().parse(data=OTHERS, format="turtle")


def test_the_sample_comes_back_statement_by_statement(tmp_path: Path) -> None:
    once, content, again = there_and_back(SAMPLE, tmp_path)
    lost = set(once.stated) - set(again.stated)
    assert {str(value) for _, _, value in lost} == {"OLD-7"}  # its type is not in the graph
    assert not set(again.stated) - set(once.stated)
    assert "IATI-XSD" not in again.rules
    assert results(content) == results(SAMPLE.read_bytes())
    assert len(results(content)) == 2


def test_the_losses_are_the_statements_that_do_not_come_back(tmp_path: Path) -> None:
    once, _, again = there_and_back(SAMPLE, tmp_path)
    _, lost = written(once.stated)
    assert sum(loss.count for loss in lost) == len(set(once.stated) - set(again.stated)) == 1


def test_the_unhcr_activity_of_2017_comes_back_element_by_element(
    shared: Path, tmp_path: Path
) -> None:
    path = shared / REAL
    _, content, again = there_and_back(path, tmp_path)
    first, second = results(path.read_bytes()), results(content)
    assert second == first
    assert len(first) == 126
    count = {tag: content.count(b"<" + tag.encode() + b" ") for tag in ("target", "actual")}
    assert count == {"target": 125, "actual": 122}
    assert "IATI-XSD" not in again.rules


def test_the_official_example_comes_back_element_by_element(shared: Path, tmp_path: Path) -> None:
    path = shared / EXAMPLE
    _, content, again = there_and_back(path, tmp_path)
    assert results(content) == results(path.read_bytes())
    assert len(results(content)) == 1
    assert "IATI-XSD" not in again.rules


@pytest.mark.parametrize("name", [REAL, EXAMPLE, ""])
def test_what_is_written_is_valid_against_the_schema(
    name: str, shared: Path, tmp_path: Path
) -> None:
    schema = etree.XMLSchema(
        etree.parse(shared / "data/iati/schema-2.03/iati-activities-schema.xsd")
    )
    path = shared / name if name else SAMPLE
    content, _ = written(load_file(path, tmp_path).stated)
    schema.assertValid(etree.fromstring(content))


def test_a_framework_of_another_source_becomes_an_activity(others: Graph, tmp_path: Path) -> None:
    content, lost = written(others)
    again = load_text(content, tmp_path, "others.xml")
    assert "IATI-XSD" not in again.rules
    root = ElementTree.fromstring(content)
    dates = {each.get("type"): each.get("iso-date") for each in root.iter("activity-date")}
    assert dates == {"2": "2024-01-01", "3": "2027-12-31"}
    assert [len(each) for each in root.iter("description")] == [1, 1]
    tags = {(each.get("vocabulary"), each.get("code")) for each in root.iter("tag")}
    assert tags == {("2", "8"), ("3", "8.a")}
    sector = root.find(".//sector")
    assert sector is not None
    assert sector.get("vocabulary-uri") == "https://example.org/topics"
    reference = root.find(".//indicator/reference")
    assert reference is not None
    assert (reference.get("vocabulary"), reference.get("code")) == ("9", "8.a.1")
    values = {each.tag: each.get("value") for each in root.iter() if each.get("value")}
    assert values == {"baseline": "3.5", "target": "9.0", "actual": "7.25"}
    assert len(root.findall(".//period")) == 1
    missing = {(loss.kind.rpartition("#")[2], loss.predicate.rpartition("#")[2]) for loss in lost}
    for kind, name in {
        ("Strategy", "type"),
        ("IntermediateOutcome", "type"),
        ("Output", "contributesTo"),
        ("Output", "type"),
        ("Indicator", "hasDirection"),
        ("Baseline", "ofIndicator"),
        ("Target", "valueText"),
        ("Actual", "atPlace"),
        ("ResultsFramework", "label"),
    }:
        assert (kind, name) in missing
    assert ("Indicator", "hasMeasureType") not in missing


def test_a_result_or_value_without_a_required_part_is_left_out_and_told(others: Graph) -> None:
    content, lost = written(others)
    root = ElementTree.fromstring(content)
    assert [each.get("type") for each in root.iter("result")] == ["2"]  # <a>: <j> has no measure
    assert len(root.findall(".//baseline")) == 1  # <when> has no year
    assert root.find(".//budget") is None  # <money> has no date of its value
    said = {loss.predicate: loss.count for loss in lost if loss.kind == str(RBM.Allocation)}
    assert said == {str(name): 1 for name in (RDF.type, RBM.allocatedTo, RBM.inPeriod, RBM.amount)}
    others.add(
        (
            URIRef("https://example.org/money"),
            DCTERMS.date,
            others.value(URIRef("https://example.org/two"), RBM.startDate),
        )
    )
    assert b"<budget>" in written(others)[0]


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        (DCTERMS.identifier, "iati-identifier"),
        (RDFS.label, "title"),
        (DCTERMS.description, "description"),
        (RBM.ownedBy, "reporting-org"),
        (RBM.hasPlanStatus, "activity-status"),
    ],
)
def test_an_activity_without_a_required_part_is_left_out_and_named(
    gone: URIRef, named: str, others: Graph, tmp_path: Path
) -> None:
    plan = URIRef("https://example.org/plan")
    others.remove((plan, gone, None))
    with pytest.raises(ExportError, match=f"{plan}> lacks {named}"):
        written(others)
    both = others + load_file(SAMPLE, tmp_path).stated
    content, lost = written(both)
    assert f"Left out for want of {named}: {plan}".encode() in content
    assert content.count(b"<iati-activity ") == 1
    assert sum(loss.count for loss in lost) > len(others)


def test_what_a_part_lacks_is_named_with_its_path(others: Graph) -> None:
    others.remove((URIRef("https://example.org/us"), DCTERMS.identifier, None))
    with pytest.raises(ExportError, match="lacks reporting-org/@ref"):
        written(others)


def test_data_without_plans_is_refused_and_says_why() -> None:
    with pytest.raises(ExportError, match="no plan"):
        written(Graph())
    with pytest.raises(ExportError, match="lacks iati-identifier"):
        written(dataset("example"))


def test_texts_that_xml_cannot_hold_are_told(others: Graph) -> None:
    content, lost = written(others)
    assert b"A plan." in content
    described = str(DCTERMS.description)
    assert [loss.count for loss in lost if loss.predicate == described] == [1]


def test_the_order_of_the_statements_changes_nothing(tmp_path: Path) -> None:
    graph = load_file(SAMPLE, tmp_path).stated
    turned = Graph()
    for triple in sorted(graph, reverse=True):
        turned.add(triple)
    assert written(turned) == written(graph)


def test_one_plan_is_exported_as_it_is_among_all(tmp_path: Path) -> None:
    graph = load_file(SAMPLE, tmp_path).stated
    assert written(about(graph, str(PLAN)))[0] == written(graph)[0]


def test_a_changed_value_is_a_changed_element(tmp_path: Path) -> None:
    graph = load_file(SAMPLE, tmp_path).stated
    target = next(graph.subjects(RBM.valueText, Literal("35.9")))
    before = results(written(graph)[0])
    graph.set((target, RBM.valueText, Literal("36")))
    graph.remove((target, RBM.value, None))
    assert results(written(graph)[0]) != before

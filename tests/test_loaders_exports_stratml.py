from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, URIRef

from loaders.exports import stratml
from loaders.exports.selection import ExportError, Loss, about
from ontology.datasets import dataset
from ontology.vocabulary import RBM
from tests.loading import load_file, load_text

DATA = Path(__file__).parent / "data"
REAL = (
    "oecd-ai-policy-observatory.xml",
    "ontoinsights.xml",
    "stratml-committee-2011-annual-report.xml",
)
XSD = "data/stratml/schema/part2-ISODRAFT20160506.xsd"
SKILLS = "https://w3id.org/rbm/id/example/strategy/youth-skills"


def written(graph: Graph) -> tuple[bytes, tuple[Loss, ...]]:
    output = BytesIO()
    lost = stratml.write(graph, output)
    return output.getvalue(), lost


def told(element: Any) -> tuple[object, ...] | None:
    """Return what an element says; None where its form is empty or the standard has no such.

    The real files put an element's parts, and the types of a role, in any order, name an attribute
    as an older edition does, have identifiers that are none in XML, and relationships to nothing.
    """
    name = element.tag.rpartition("}")[2]
    text = " ".join((element.text or "").split())
    inner = [each for each in map(told, element) if each is not None]
    inner.sort(key=lambda each: str(each) if name == "Role" else str(each[0]))
    given = {key: value for key, value in element.attrib.items() if "}" not in key}
    if "IndicatorType" in given:
        given["PerformanceIndicatorType"] = given.pop("IndicatorType")
    if name == "Identifier" and not (text[:1].isalpha() or text.startswith("_")):
        return None
    if name == "Relationship" and "ReferentIdentifier" not in {each[0] for each in inner}:
        return None
    said = (name, tuple(sorted(given.items())), text, tuple(inner))
    return said if any(said[1:]) else None


def goals(content: bytes) -> list[tuple[object, ...] | None]:
    root = ElementTree.fromstring(content)
    return [told(each) for each in root.iter() if each.tag.rpartition("}")[2] == "Goal"]


@pytest.mark.parametrize("name", ["stratml-part1.xml", "stratml-part2.xml"])
def test_a_document_comes_back_statement_by_statement(name: str, tmp_path: Path) -> None:
    graph = load_file(DATA / name, tmp_path).stated
    content, lost = written(graph)
    again = load_text(content, tmp_path, "again.xml")
    assert set(again.stated) == set(graph)
    assert lost == ()
    assert not again.rules


@pytest.mark.parametrize("name", REAL)
def test_goals_and_all_in_them_come_back_element_by_element(
    name: str, shared: Path, tmp_path: Path
) -> None:
    path = shared / "data/stratml/real" / name
    content, _ = written(load_file(path, tmp_path).stated)
    assert goals(content) == goals(path.read_bytes())
    assert goals(content)


@pytest.mark.parametrize("name", REAL)
def test_what_is_written_is_valid_against_the_schema(
    name: str, shared: Path, tmp_path: Path
) -> None:
    schema = etree.XMLSchema(etree.parse(shared / XSD))
    for path in (shared / "data/stratml/real" / name, DATA / "stratml-part2.xml"):
        content, _ = written(load_file(path, tmp_path).stated)
        schema.assertValid(etree.fromstring(content))


def test_a_strategy_of_another_source_becomes_a_document(tmp_path: Path) -> None:
    part = about(dataset("example"), SKILLS)
    content, lost = written(part)
    again = load_text(content, tmp_path, "skills.xml")
    assert not again.rules
    numbers = {str(each) for each in part.objects(None, RBM.value)}
    found = ElementTree.fromstring(content).iter(f"{{{stratml.NAMESPACE}}}NumberOfUnits")
    assert {each.text or "" for each in found} == {"43", "48", "49", "56"} <= numbers
    missing = {(loss.kind.rpartition("#")[2], loss.predicate.rpartition("#")[2]) for loss in lost}
    assert {("Baseline", "value"), ("Indicator", "hasDirection"), ("Output", "type")} <= missing
    assert sum(loss.count for loss in lost) < len(part)


def test_data_of_several_plans_or_of_none_is_refused() -> None:
    with pytest.raises(ExportError, match="there are 5 here"):
        written(dataset("example"))
    with pytest.raises(ExportError, match="there are 0 here"):
        written(Graph())


def test_a_framework_without_goals_is_refused(tmp_path: Path) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).stated
    for goal in list(graph.subjects(RDF.type, RBM.StrategicObjective)):
        graph.remove((goal, None, None))
    with pytest.raises(ExportError, match="requires a goal"):
        written(graph)


def test_an_identifier_that_is_none_in_xml_or_is_taken_is_left_out_and_told(
    tmp_path: Path,
) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).stated
    goal = next(graph.subjects(DCTERMS.identifier, Literal("_g1")))
    graph.set((goal, DCTERMS.identifier, Literal("8 of 9")))
    objective = next(graph.subjects(DCTERMS.identifier, Literal("_o1")))
    graph.set((objective, DCTERMS.identifier, Literal("_org1")))
    content, lost = written(graph)
    assert b"8 of 9" not in content
    assert content.count(b"_org1") == 1
    kinds = {loss.kind for loss in lost if loss.predicate == str(DCTERMS.identifier)}
    assert kinds == {str(RBM.StrategicObjective), str(RBM.Outcome)}


def test_english_is_written_and_other_languages_are_told(tmp_path: Path) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).stated
    goal = next(graph.subjects(RDFS.label, Literal("Protection")))
    graph.set((goal, RDFS.label, Literal("Protection", lang="en")))
    graph.add((goal, RDFS.label, Literal("保护", lang="zh")))
    content, lost = written(graph)
    assert b"<Name>Protection</Name>" in content
    assert lost == (Loss(str(RBM.StrategicObjective), str(RDFS.label), 1),)


def test_a_result_that_serves_two_goals_stands_in_both(tmp_path: Path) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).stated
    one = URIRef("https://example.org/one")
    graph.add((one, RDF.type, RBM.Output))
    graph.add((one, RDFS.label, Literal("Both")))
    for goal in graph.subjects(RDF.type, RBM.StrategicObjective):
        graph.add((one, RBM.contributesTo, goal))
    content, _ = written(graph)
    assert content.count(b"<Name>Both</Name>") == 2


def test_the_order_of_the_statements_changes_nothing(tmp_path: Path) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).stated
    turned = Graph()
    for triple in sorted(graph, reverse=True):
        turned.add(triple)
    assert written(turned) == written(graph)


@pytest.mark.parametrize("name", ["ilo", "example"])
def test_every_plan_with_goals_becomes_a_document(name: str, tmp_path: Path) -> None:
    graph = dataset(name)
    output = BytesIO()
    lost = stratml.write_all(graph, output)
    with ZipFile(output) as archive:
        documents = [one for one in archive.namelist() if one.endswith(".xml")]
        refused = (
            archive.read("left-out.txt").decode() if "left-out.txt" in archive.namelist() else ""
        )
        for one in documents:
            assert not load_text(archive.read(one), tmp_path, one).rules
    assert documents
    assert len(documents) + refused.count("\n") == len(stratml.holding(graph))
    assert 0 < sum(loss.count for loss in lost) < len(graph)


@pytest.mark.parametrize("name", ["ilo", "example"])
def test_every_document_of_the_whole_is_valid_against_the_schema(shared: Path, name: str) -> None:
    schema = etree.XMLSchema(etree.parse(shared / XSD))
    output = BytesIO()
    stratml.write_all(dataset(name), output)
    with ZipFile(output) as archive:
        for one in archive.namelist():
            if one.endswith(".xml"):
                schema.assertValid(etree.fromstring(archive.read(one)))


def test_the_whole_of_nothing_is_refused() -> None:
    with pytest.raises(ExportError, match="No plan here"):
        stratml.write_all(Graph(), BytesIO())

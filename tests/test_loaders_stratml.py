"""StratML is read leniently and mapped strictly: every fault told, no goal lost."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import load_file, load_text
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

from loaders.source import Refusal
from loaders.stratml.loader import StratmlLoader
from ontology.vocabulary import RBM

DATA = Path(__file__).parent / "data"
STRATML = Namespace("https://w3id.org/rbm/id/stratml/")
CODE = Namespace("https://w3id.org/rbm/code/")
THING = STRATML["thing/"]
PART2 = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"


def named(tree: etree._ElementTree, name: str) -> list[etree._Element]:
    return tree.xpath(f"//*[local-name()='{name}']")


def test_a_strategic_plan_is_a_strategy_with_its_framework(tmp_path: Path) -> None:
    loaded = load_file(DATA / "stratml-part1.xml", tmp_path)
    graph = loaded.stated
    assert loaded.rules == set()
    (plan,) = graph.subjects(RDF.type, RBM.Strategy)
    assert graph.value(plan, RDFS.label) == Literal("Strategic plan of the example")
    assert graph.value(plan, RBM.startDate) == Literal("2024-01-01", datatype=XSD.date)
    assert graph.value(plan, RBM.ownedBy) == THING + "_org1"
    assert graph.value(plan, DCTERMS.source) == URIRef("https://example.org/plan")
    goal, objective = THING + "_g1", THING + "_o1"
    assert (goal, RDF.type, RBM.StrategicObjective) in graph
    assert (objective, RDF.type, RBM.Outcome) in graph
    assert (objective, RBM.contributesTo, goal) in graph
    assert (plan, RBM.seeks, objective) in graph
    assert (THING + "_m1", RDF.type, RBM.Mandate) in graph
    assert graph.value(THING + "_m1", RDFS.label) == Literal("To protect workers")
    assert graph.value(THING + "_v1", DCTERMS.type) == STRATML["kind/vision"]
    (employers,) = graph.objects(goal, RBM.hasContributor)
    assert (employers, RDF.type, RBM.ConstituentGroup) in graph
    assert "redacted" not in loaded.quads.read_text("utf-8")


def test_a_report_has_indicators_targets_and_actuals(tmp_path: Path) -> None:
    loaded = load_file(DATA / "stratml-part2.xml", tmp_path)
    graph = loaded.stated
    indicator = THING + "_i1"
    assert graph.value(indicator, RBM.measures) == THING + "_o1"
    assert graph.value(indicator, RDFS.label) == Literal("Workplaces inspected")
    assert graph.value(indicator, RBM.unitText) == Literal("Percent of workplaces")
    assert graph.value(indicator, RBM.hasMeasureType) == CODE["measure-types/percentage"]
    assert graph.value(indicator, DCTERMS.type) == STRATML["value-chain-stage/Outcome"]
    (target,) = graph.subjects(RDF.type, RBM.Target)
    assert graph.value(target, RBM.ofIndicator) == indicator
    assert graph.value(target, RBM.value) == Literal("35.9", datatype=XSD.decimal)
    assert graph.value(target, RBM.endDate) == Literal("2024-12-31", datatype=XSD.date)
    dimension = graph.value(target, RBM.hasDimension)
    assert graph.value(dimension, RBM.dimensionValue) == Literal("female")
    assert graph.value(graph.value(target, RBM.atPlace), RDFS.label) == Literal("Capital")
    (actual,) = graph.subjects(RDF.type, RBM.Actual)
    assert graph.value(actual, DCTERMS.description) == Literal("Not measured.")
    assert graph.value(actual, RBM.value) is None
    (report,) = graph.subjects(RDF.type, RBM.ImplementationReport)
    assert (graph.value(report, RBM.covers), RDF.type, RBM.Strategy) in graph
    period = graph.value(report, RBM.coversPeriod)
    assert graph.value(period, RBM.endDate) == Literal("2024-12-31", datatype=XSD.date)


def test_relationships_are_linkages_with_their_evidence(tmp_path: Path) -> None:
    graph = load_file(DATA / "stratml-part2.xml", tmp_path).graph
    links = set(graph.subjects(RDF.type, RBM.Linkage))
    assert {graph.value(link, RBM.linksTo) for link in links} == {
        THING + "_national-goal-8",
        URIRef("http://metadata.un.org/sdg/8.8"),
    }
    for link in links:
        assert graph.value(link, RBM.hasLinkKind) == CODE["link-kinds/part-of"]
        assert "ReferentIdentifier" in str(graph.value(link, RBM.quotation))
        assert graph.value(graph.value(link, RBM.statedAt), RBM.line) is not None


@pytest.mark.parametrize("name", ["stratml-part1.xml", "stratml-part2.xml"])
def test_places_and_coverage_fit_the_file(name: str, tmp_path: Path) -> None:
    loaded = load_file(DATA / name, tmp_path)
    tree = etree.parse(DATA / name)
    lines = (DATA / name).read_text("utf-8").splitlines()
    for subject, _ in loaded.pairs(RDF.type):
        for place in loaded.places.places(subject):
            path = re.sub(r"\*:(\w+)", r"*[local-name()='\1']", place.xpath)
            (element,) = tree.xpath(path)
            tag = etree.QName(element).localname
            assert lines[place.line - 1][place.column - 1 :].startswith(f"<{tag}")
    total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    expected = sum(1 + len(e.attrib) for e in tree.iter() if isinstance(e.tag, str))
    assert total == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<Name>Annual report</Name>", "", "lacks its Name"),
        ('Type="Performance_Report"', "", "lacks its attribute Type"),
        ("Narrower_Than", "Wider", "is 'Wider'"),
        ("<Identifier>_g1<", "<Identifier>1g<", "is not an XML identifier"),
        ("<Identifier>_o1<", "<Identifier>_g1<", "stands for two things"),
        ("<NumberOfUnits>35.9<", "<NumberOfUnits>many<", "which is no decimal"),
        ("<EndDate>2024-12-31<", "<EndDate>31 soon<", "which is no date"),
        ("<Goal><Name>A", "<Aim/><Goal><Name>A", "does not belong"),
        ("Performer", "Actor", "is 'Actor'"),
    ],
)
def test_a_fault_is_one_finding_and_loses_nothing(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    text = (DATA / "stratml-part2.xml").read_text("utf-8")
    assert old in text
    loaded = load_text(text.replace(old, new, 1), tmp_path)
    faults = loaded.tally.findings
    assert len(faults) == 1
    assert message in faults[0].text()
    assert faults[0].places[0].line
    assert loaded.tally.things[f"<{RBM.StrategicObjective}>"] == 2
    assert loaded.tally.things[f"<{RBM.Outcome}>"] == 1


def test_two_goals_of_one_identifier_stay_two_goals(tmp_path: Path) -> None:
    text = (DATA / "stratml-part2.xml").read_text("utf-8")
    text = text.replace(
        "<Description/></Goal>", "<Description/><Identifier>_g1</Identifier></Goal>"
    )
    graph = load_text(text, tmp_path).stated
    assert len(set(graph.subjects(RDF.type, RBM.StrategicObjective))) == 2


@pytest.mark.parametrize("namespace", ["http://www.stratml.net", "", "urn:other"])
def test_other_namespaces_are_told_and_read(namespace: str, tmp_path: Path) -> None:
    text = (DATA / "stratml-part2.xml").read_text("utf-8").replace(PART2, namespace)
    loaded = load_text(text, tmp_path)
    assert loaded.loader == "stratml"
    assert loaded.rules == {"STRATML-NAMESPACE"}
    assert loaded.facts == load_file(DATA / "stratml-part2.xml", tmp_path).facts


def test_a_new_title_does_not_make_a_new_thing(tmp_path: Path) -> None:
    text = (DATA / "stratml-part2.xml").read_text("utf-8")
    before = set(load_text(text, tmp_path).stated.subjects())
    after = set(load_text(text.replace("Protection", "Safety"), tmp_path).stated.subjects())
    assert before == after


@pytest.mark.parametrize(
    "text",
    [
        f'<!DOCTYPE x [<!ENTITY a "b">]><PerformancePlanOrReport xmlns="{PART2}"/>',
        f'<PerformancePlanOrReport xmlns="{PART2}"><Name>a</PerformancePlanOrReport>',
        f'<PerformancePlanOrReport xmlns="{PART2}">' + "<Goal>" * 100_000,
        '<x xmlns="http://www.stratml.net"/>',
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><a xmlns="{PART2}"/>'.encode("utf-16"),
        "",
    ],
)
def test_hostile_and_broken_files_are_refused(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_text(text, tmp_path, loader=StratmlLoader())
    assert refused.value.finding.places


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    text = (DATA / "stratml-part2.xml").read_bytes()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 60))
    noise = data.draw(st.binary(max_size=8) | st.sampled_from([b"<Goal>", b"&x;", b"<Goal/>"]))
    try:
        load_text(text[:start] + noise + text[start + length :], tmp_path, loader=StratmlLoader())
    except Refusal as refused:
        assert refused.finding.places


def mutate(tree: etree._ElementTree, pick: random.Random) -> None:
    """Change one thing in a tree: drop, double, move, rename or refill an element or attribute."""
    nodes = list(tree.iter())[1:]
    node = pick.choice(nodes)
    parent = node.getparent()
    what = pick.randrange(7)
    if what == 0:
        parent.remove(node)
    elif what == 1:
        parent.insert(parent.index(node), etree.fromstring(etree.tostring(node)))
    elif what == 2:
        parent.append(node)
    elif what == 3:
        node.tag = pick.choice(nodes).tag
    elif what == 4:
        names = [*node.attrib, "Type", "RelationshipType", "x"]
        node.set(pick.choice(names), pick.choice(["", "Peer_To", "Strategic_Plan"]))
    elif what == 5 and node.attrib:
        del node.attrib[pick.choice(list(node.attrib))]
    elif not len(node):
        node.text = pick.choice(["", "text", "1.5", "2024-02-30", "2024-02-29", "-1", "_x", "a b"])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("seed", "schema"),
    [
        ("stratml-part1.xml", "part1-StrategicPlanISOVersion20140401.xsd"),
        ("stratml-part2.xml", "part2-ISODRAFT20160506.xsd"),
    ],
)
def test_verdicts_agree_with_the_published_schemas(
    seed: str, schema: str, shared: Path, tmp_path: Path
) -> None:
    official = etree.XMLSchema(etree.parse(shared / "data/stratml/schema" / schema))
    pick = random.Random(17469)
    outcome: Counter[bool] = Counter()
    for _ in range(100):
        tree = etree.parse(DATA / seed)
        mutate(tree, pick)
        text = etree.tostring(tree)
        judged = official.validate(etree.fromstring(text))
        ours = "STRATML-XSD" not in load_text(text, tmp_path, loader=StratmlLoader()).rules
        assert ours == judged, (text, official.error_log)
        outcome[judged] += 1
    assert min(outcome.values()) > 8


@pytest.mark.shared
def test_every_goal_objective_and_value_of_the_real_files_is_there(
    shared: Path, tmp_path: Path
) -> None:
    counted = {}
    for path in sorted((shared / "data/stratml/real").glob("*.xml")):
        loaded = load_file(path, tmp_path)
        tree = etree.parse(path)
        things = {
            "StrategicObjective": "Goal",
            "Outcome": "Objective",
            "Indicator": "PerformanceIndicator",
            "Target": "TargetResult",
            "Actual": "ActualResult",
        }
        counts = [loaded.tally.things[f"<{RBM[kind]}>"] for kind in things]
        assert counts == [len(named(tree, name)) for name in things.values()]
        counted[path.name] = counts
        total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
        assert total == sum(1 + len(e.attrib) for e in tree.iter() if isinstance(e.tag, str))
        assert "STRATML-XSD" in loaded.rules
        text = loaded.quads.read_text("utf-8")
        for goal in named(tree, "Goal"):
            assert goal.findtext("{*}Name") in text
    assert counted["stratml-committee-2011-annual-report.xml"] == [3, 10, 11, 11, 11]

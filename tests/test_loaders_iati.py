"""IATI activities of every version come in as plans with their results, nothing dropped."""

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import load_file, load_text
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

from loaders.iati.coverage import mapped
from loaders.iati.loader import IatiLoader
from loaders.source import Kept, Refusal
from ontology.vocabulary import RBM
from shapes.finding import Level

DATA = Path(__file__).parent / "data"
IATI = Namespace("https://w3id.org/rbm/id/iati/")
CODE = Namespace("https://w3id.org/rbm/code/")
SDG = Namespace("http://metadata.un.org/sdg/")
ACTIVITY = IATI["activity/XM-EX-1-2024"]
HEAD = '<iati-activities version="2.03">'
MINIMAL = """<iati-activity><iati-identifier>A-1</iati-identifier>
<reporting-org ref="A" type="10"><narrative>A</narrative></reporting-org>
<title><narrative>T</narrative></title><description><narrative>D</narrative></description>
<participating-org role="1"/><activity-status code="2"/>
<activity-date type="1" iso-date="2020-01-01"/>{more}</iati-activity>"""


def counted(path: Path) -> int:
    """Return how many elements and attributes a file has, counted without the loader."""
    tree = etree.parse(path)
    return sum(1 + len(element.attrib) for element in tree.iter() if isinstance(element.tag, str))


def test_an_activity_is_a_plan_with_all_it_says(tmp_path: Path) -> None:
    graph = load_file(DATA / "iati-2.03.xml", tmp_path).stated
    assert (ACTIVITY, RDF.type, RBM.Programme) in graph
    assert set(graph.objects(ACTIVITY, RDFS.label)) == {
        Literal("Fair work in Exland", lang="en"),
        Literal("Travail équitable", lang="fr"),
    }
    assert graph.value(ACTIVITY, DCTERMS.identifier) == Literal("XM-EX-1-2024")
    assert graph.value(ACTIVITY, RBM.hasPlanStatus) == CODE["plan-status/implementation"]
    assert graph.value(ACTIVITY, RBM.startDate) == Literal("2024-02-01", datatype=XSD.date)
    assert graph.value(ACTIVITY, RBM.endDate) == Literal("2025-12-31", datatype=XSD.date)
    assert graph.value(ACTIVITY, RBM.ownedBy) == IATI["organisation/XM-EX-1"]
    assert graph.value(ACTIVITY, RBM.hasImplementer) == IATI["organisation/XM-EX-1"]
    assert graph.value(ACTIVITY, RBM.hasFunder) == IATI["participant/XM-EX-1-2024/2"]
    assert graph.value(ACTIVITY, RBM.inCountry) == CODE["countries/KE"]
    assert set(graph.objects(ACTIVITY, RBM.servesSdg)) == {SDG["8"], SDG["8.8"]}
    assert graph.value(ACTIVITY, RBM.genderMarker) == IATI["gender-equality/2"]
    budget = IATI["budget/XM-EX-1-2024/1"]
    assert graph.value(budget, RBM.amount) == Literal("150000.50", datatype=XSD.decimal)
    assert graph.value(budget, RBM.currency) == Literal("USD")
    assert graph.value(ACTIVITY, DCTERMS.references) == URIRef("https://example.org/plan.pdf")


def test_the_whole_result_element_is_read(tmp_path: Path) -> None:
    graph = load_file(DATA / "iati-2.03.xml", tmp_path).stated
    outcome, indicator = IATI["result/XM-EX-1-2024/1"], IATI["indicator/XM-EX-1-2024/1/1"]
    assert (outcome, RDF.type, RBM.Outcome) in graph
    assert (IATI["result/XM-EX-1-2024/2"], RDF.type, RBM.Output) in graph
    assert Literal("Outcome 1: Inspectors protect workers", lang="en") in graph.objects(outcome)
    assert graph.value(outcome, RBM.isAggregatable) == Literal(True)
    reference = graph.value(outcome, RBM.hasReference)
    assert graph.value(reference, URIRef("http://www.w3.org/2004/02/skos/core#notation")) == (
        Literal("OC-1")
    )
    assert graph.value(indicator, RBM.measures) == outcome
    assert graph.value(indicator, RBM.hasMeasureType) == CODE["measure-types/percentage"]
    assert graph.value(indicator, RBM.hasDirection) == CODE["directions/increase"]
    assert graph.value(indicator, RBM.servesSdg) == SDG["C080802"]
    baseline = IATI["baseline/XM-EX-1-2024/1/1/1"]
    assert graph.value(baseline, RBM.valueText) == Literal("N: 11 D: 351 P: 3.1 %")
    values = [graph.value(baseline, RBM[name]) for name in ("numerator", "denominator", "value")]
    assert [value.toPython() for value in values] == [11, 351, Decimal("3.1")]
    assert graph.value(baseline, RBM.observedOn) == Literal("2023-06-30", datatype=XSD.date)
    assert graph.value(baseline, RBM.atPlace) == IATI["location/XM-EX-1-2024/KE-110"]
    dimension = graph.value(baseline, RBM.hasDimension)
    assert graph.value(dimension, RBM.dimensionValue) == Literal("female")
    assert graph.value(baseline, RDFS.comment) == Literal("From the census", lang="en")
    empty = IATI["baseline/XM-EX-1-2024/1/1/2"]
    assert graph.value(empty, RBM.value) is None
    assert graph.value(empty, RBM.observedOn) == Literal("2022", datatype=XSD.gYear)
    actual = IATI["actual/XM-EX-1-2024/1/1/1/1"]
    assert graph.value(actual, RBM.value) == Literal("1500", datatype=XSD.decimal)
    assert graph.value(actual, RBM.endDate) == Literal("2024-12-31", datatype=XSD.date)
    words = IATI["actual/XM-EX-1-2024/1/1/1/2"]
    assert graph.value(words, RBM.valueText) == Literal("not yet")
    assert graph.value(words, RBM.value) is None


def test_a_related_activity_is_a_linkage_with_its_evidence(tmp_path: Path) -> None:
    loaded = load_file(DATA / "iati-2.03.xml", tmp_path)
    graph = loaded.graph
    link = IATI["related/XM-EX-1-2024/1"]
    assert graph.value(link, RBM.linksFrom) == ACTIVITY
    assert graph.value(link, RBM.linksTo) == IATI["activity/XM-EX-1-PARENT"]
    assert graph.value(link, RBM.hasLinkKind) == CODE["link-kinds/part-of"]
    quotation = str(graph.value(link, RBM.quotation))
    assert quotation == '<related-activity ref="XM-EX-1-PARENT" type="1">'
    location = graph.value(link, RBM.statedAt)
    xpath = str(graph.value(location, RBM.xpath))
    tree = etree.parse(DATA / "iati-2.03.xml")
    (element,) = tree.xpath(xpath)
    assert element.get("ref") == "XM-EX-1-PARENT"
    assert graph.value(location, RBM.line).toPython() == element.sourceline


def test_every_place_leads_to_its_element(tmp_path: Path) -> None:
    loaded = load_file(DATA / "iati-2.03.xml", tmp_path)
    tree = etree.parse(DATA / "iati-2.03.xml")
    for subject in set(loaded.stated.subjects()):
        for predicate in loaded.stated.predicates(subject):
            for place in loaded.places.places(str(subject), str(predicate)):
                (element,) = tree.xpath(place.xpath)
                assert element.sourceline == place.line


def test_version_1_is_read_as_version_2(tmp_path: Path) -> None:
    loaded = load_file(DATA / "iati-1.05.xml", tmp_path)
    graph = loaded.stated
    plan = IATI["activity/XM-EX-1-2010"]
    assert set(graph.objects(plan, RDFS.label)) == {
        Literal("Old work", lang="en"),
        Literal("Vieux travail", lang="fr"),
    }
    assert graph.value(plan, RBM.startDate) == Literal("2010-01-01", datatype=XSD.date)
    assert graph.value(plan, RBM.endDate) == Literal("2011-12-31", datatype=XSD.date)
    assert graph.value(plan, RBM.hasFunder) == IATI["organisation/XM-EX-2"]
    assert (IATI["result/XM-EX-1-2010/1"], RDF.type, RBM.Output) in graph
    target = IATI["target/XM-EX-1-2010/1/1/1/1"]
    assert graph.value(target, RBM.startDate) == Literal("2010-01-01", datatype=XSD.date)
    assert graph.value(target, RBM.value) == Literal("1000", datatype=XSD.decimal)
    comments = set(graph.objects(None, RDFS.comment))
    assert comments == {Literal("none before", lang="en")}
    assert loaded.rules == {"IATI-VERSION"}


@pytest.mark.parametrize("name", ["iati-2.03.xml", "iati-1.05.xml"])
def test_the_coverage_adds_up_to_the_file(name: str, tmp_path: Path) -> None:
    loaded = load_file(DATA / name, tmp_path)
    total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    assert total == counted(DATA / name)


@pytest.mark.parametrize("name", ["iati-2.03.xml", "iati-1.05.xml"])
def test_what_is_called_mapped_changes_the_graph_when_it_changes(name: str, tmp_path: Path) -> None:
    original = load_file(DATA / name, tmp_path).facts
    text = (DATA / name).read_bytes()
    silent = []
    for path in sorted(set(mapped()) - {"."}):
        step, _, attribute = path.rpartition("@")
        changed = False
        for value in (None, "0"):
            tree = etree.fromstring(text)
            activity = tree.find("iati-activity")
            targets = (
                activity.findall(step.rstrip("/") or ".") if attribute else activity.findall(path)
            )
            for element in targets:
                if not attribute:
                    element.getparent().remove(element)
                elif _own(attribute) in element.attrib:
                    change(element, _own(attribute), value)
            if etree.tostring(tree) == etree.tostring(etree.fromstring(text)):
                changed = True  # the sample has no such element
            else:
                changed |= load_text(etree.tostring(tree), tmp_path).facts != original
        if not changed:
            silent.append(path)
    assert silent == []


def change(element: etree._Element, attribute: str, value: str | None) -> None:
    """Take an attribute away, or give it another value."""
    if value is None:
        del element.attrib[attribute]
    else:
        element.set(attribute, value)


def _own(attribute: str) -> str:
    return attribute.replace("xml:", "{http://www.w3.org/XML/1998/namespace}")


def test_hidden_links_are_proposed_and_never_asserted(tmp_path: Path) -> None:
    loaded = load_file(DATA / "iati-2.03.xml", tmp_path)
    hints = {
        (finding.focus, finding.value, finding.expected)
        for finding in loaded.tally.findings
        if finding.rule == "IATI-LINK"
    }
    output, outcome = str(IATI["result/XM-EX-1-2024/2"]), str(IATI["result/XM-EX-1-2024/1"])
    assert hints == {
        (output, "Output 1.1", outcome),
        (output, "Goal: Decent work", outcome),
        (str(IATI["indicator/XM-EX-1-2024/2/1"]), "Outcome 2", None),
    }
    assert not list(loaded.stated.subject_objects(RBM.contributesTo))


def test_codes_at_indicators_name_the_result_they_hide(tmp_path: Path) -> None:
    indicator = (
        '<indicator measure="1"><title><narrative>Women who lead</narrative></title>'
        '<reference vocabulary="99" code="POWER Outcome 1 Indicator a"/></indicator>'
    )
    result = '<result type="2"><title><narrative>{}</narrative></title>{}</result>'
    text = result.format("POWER Outcome 1", "") + result.format("Other", indicator)
    loaded = load_text(HEAD + MINIMAL.format(more=text) + "</iati-activities>", tmp_path)
    (hint,) = [finding for finding in loaded.tally.findings if finding.rule == "IATI-LINK"]
    assert hint.focus == str(IATI["indicator/A-1/2/1"])
    assert hint.expected == str(IATI["result/A-1/1"])
    assert hint.level is Level.INFO


def test_a_new_title_does_not_make_a_new_thing(tmp_path: Path) -> None:
    text = (DATA / "iati-2.03.xml").read_text("utf-8")
    before = set(load_text(text, tmp_path).stated.subjects())
    after = set(load_text(text.replace("Fair work", "Just work"), tmp_path).stated.subjects())
    assert before == after


def test_loading_twice_gives_the_same_file(tmp_path: Path) -> None:
    texts = [load_file(DATA / "iati-2.03.xml", tmp_path).quads.read_bytes() for _ in range(2)]
    assert texts[0] == texts[1]


def test_an_activity_without_identifier_is_kept_and_told(tmp_path: Path) -> None:
    text = HEAD + "<iati-activity><title>x</title></iati-activity></iati-activities>"
    loaded = load_text(text, tmp_path)
    assert {"IATI-ID", "IATI-XSD"} <= loaded.rules
    assert (IATI["activity/test-1"], RDF.type, RBM.Project) in loaded.stated


def test_two_activities_of_one_identifier_are_told_and_kept_apart(tmp_path: Path) -> None:
    loaded = load_text(HEAD + 2 * MINIMAL.format(more="") + "</iati-activities>", tmp_path)
    assert loaded.rules == {"IATI-ID"}
    assert loaded.tally.things[f"<{RBM.Project}>"] == 2
    plans = set(loaded.stated.subjects(RDF.type, RBM.Project))
    assert plans == {IATI["activity/A-1"], IATI["activity/A-1-2"]}


def test_lines_are_right_beyond_the_first_65535(tmp_path: Path) -> None:
    text = HEAD + "\n" * 100_000 + MINIMAL.format(more="\n<result/>")
    loaded = load_text(text + "\n<x/></iati-activities>", tmp_path)
    (place,) = loaded.places.places(str(IATI["activity/A-1"]))
    assert place.line == 100_001
    lines = {f.places[0].line for f in loaded.tally.findings if f.rule == "IATI-XSD"}
    assert lines == {100_006, 100_007}


def test_a_language_that_is_none_is_told_and_its_text_kept(tmp_path: Path) -> None:
    text = (DATA / "iati-2.03.xml").read_text("utf-8").replace('xml:lang="zh"', 'xml:lang="e"')
    loaded = load_text(text, tmp_path)
    (told,) = [finding for finding in loaded.tally.findings if finding.rule == "IATI-CODE"]
    assert told.value == "e"
    assert Literal("监察员保护劳动者", lang="en") in loaded.stated.objects()


def test_a_schema_fault_names_its_line_and_element(tmp_path: Path) -> None:
    text = (DATA / "iati-2.03.xml").read_text("utf-8").replace('<result type="1">', "<result>")
    (fault,) = [f for f in load_text(text, tmp_path).tally.findings if f.rule == "IATI-XSD"]
    (place,) = fault.places
    assert place.xpath == "/iati-activities/iati-activity[1]/result[2]"
    line = text[: text.index("<result>")].count("\n") + 1
    assert place.line == line


def test_a_fault_in_an_element_of_another_namespace_is_told(tmp_path: Path) -> None:
    more = '<x:y xmlns:x="urn:x"/><budget/>'
    loaded = load_text(HEAD + MINIMAL.format(more=more) + "</iati-activities>", tmp_path)
    assert loaded.rules == {"IATI-XSD"}
    assert all(finding.places[0].line == 5 for finding in loaded.tally.findings)


@pytest.mark.parametrize(
    "change",
    [
        ('version="2.03" ', ""),
        ('generated-datetime="2024-01-01T00:00:00Z"', 'generated-datetime="yesterday"'),
        ('generated-datetime="2024-01-01T00:00:00Z"', 'x="1"'),
        ("<iati-activity ", '<x xmlns="urn:x"/><iati-activity '),
    ],
)
def test_the_root_is_judged_too(change: tuple[str, str], tmp_path: Path) -> None:
    text = (DATA / "iati-2.03.xml").read_text("utf-8").replace(*change, 1)
    assert "IATI-XSD" in load_text(text, tmp_path).rules


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>' + HEAD + "</iati-activities>",
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>' + HEAD).encode("utf-16"),
        '<?xml version="1.0"?><!-- c --><!DOCTYPE x SYSTEM "file:///etc/hostname">' + HEAD,
        '<?xml version="1.0" encoding="UTF-7"?>' + HEAD,
        HEAD + "<a>" * 100_000,
        HEAD + "<iati-activity><iati-identifier>x",
        HEAD,
        HEAD + "</iati-activities>",
        "",
        b"\x00\x01\x02",
    ],
)
def test_hostile_and_broken_files_are_refused(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_text(text, tmp_path, loader=IatiLoader())
    assert refused.value.finding.places


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    text = (DATA / "iati-2.03.xml").read_bytes()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    noise = data.draw(st.binary(max_size=8) | st.sampled_from([b"<result>", b"&x;", b'value=""']))
    try:
        load_text(text[:start] + noise + text[start + length :], tmp_path, loader=IatiLoader())
    except Refusal as refused:
        assert refused.finding.places


# ---- against the official files ----


def verdict(loaded_rules: set[str]) -> bool:
    return "IATI-XSD" not in loaded_rules


@pytest.mark.shared
def test_verdicts_agree_with_the_official_corpus(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "data/iati/conformance-2.03").rglob("*.xml"))
    wrong = []
    for path in files:
        passed = verdict(load_file(path, tmp_path, loader=IatiLoader()).rules)
        if passed != ("should-pass" in path.parts):
            wrong.append(path.name)
    assert wrong == []
    assert len(files) == 135


def mutate(tree: etree._ElementTree, pick: random.Random) -> None:
    """Change one thing in a tree: drop, double, move, rename or empty an element or attribute."""
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)][2:]
    node = pick.choice(nodes)
    parent = node.getparent()
    what = pick.randrange(9)
    if what == 0:
        parent.remove(node)
    elif what == 1:
        parent.insert(parent.index(node), etree.fromstring(etree.tostring(node)))
    elif what == 2:
        parent.append(node)
    elif what == 3:
        node.tag = pick.choice(nodes).tag
    elif what == 4 and node.attrib:
        del node.attrib[pick.choice(list(node.attrib))]
    elif what == 5:
        values = ["", "x", "1", "true", "2020-02-30", "2020-01-01", "-1", "1.5", "en us", "a b"]
        names = [*node.attrib, "code", "x", "{urn:y}z", "value", _own("xml:lang")]
        node.set(pick.choice(names), pick.choice(values))
    elif what == 6:
        node.text = pick.choice(["", "text", "1.5", " "])
    elif what == 7:
        tag = pick.choice(["{urn:y}z", "z", "narrative", "comment"])
        etree.SubElement(node, tag).text = pick.choice([None, "x"])
    else:
        for child in list(node):
            node.remove(child)


@pytest.mark.shared
def test_verdicts_agree_with_the_official_schema_on_damaged_files(
    shared: Path, tmp_path: Path
) -> None:
    schema = etree.XMLSchema(
        etree.parse(shared / "data/iati/schema-2.03/iati-activities-schema.xsd")
    )
    pick = random.Random(2003)
    seeds = [DATA / "iati-2.03.xml"]
    seeds += list((shared / "data/iati/official-examples").glob("*2.03.xml"))
    outcome: Counter[bool] = Counter()
    for round_ in range(100):
        tree = etree.parse(seeds[round_ % len(seeds)])
        for _ in range(pick.choice([1, 1, 2])):
            mutate(tree, pick)
        text = etree.tostring(tree)
        official = schema.validate(etree.fromstring(text))
        ours = verdict(load_text(text, tmp_path, loader=IatiLoader()).rules)
        assert ours == official, (text, schema.error_log)
        outcome[official] += 1
    assert min(outcome.values()) > 8


@pytest.mark.shared
def test_the_unhcr_activity_of_2017_is_counted_whole(shared: Path, tmp_path: Path) -> None:
    path = shared / "data/iati/real/unhcr-2017-activity.rebuilt.xml"
    loaded = load_file(path, tmp_path)
    things = {kind.strip("<>").rpartition("#")[2]: n for kind, n in loaded.tally.things.items()}
    tree = etree.parse(path)
    for kind, step, number in (
        ("Indicator", "indicator", 126),
        ("Baseline", "baseline", 66),
        ("Target", "target", 125),
        ("Actual", "actual", 122),
    ):
        assert things[kind] == len(tree.findall(f".//result//{step}")) == number
    assert things["Outcome"] == len(tree.xpath("//result[@type=2]")) == 66
    assert things["Output"] == len(tree.xpath("//result[@type=1]")) == 60
    values = tree.xpath("//result//@value")
    assert sorted(map(str, loaded.stated.objects(None, RBM.valueText))) == sorted(values)
    total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    assert total == counted(path)
    assert verdict(loaded.rules)


@pytest.mark.shared
def test_the_unhcr_activities_of_2023_are_counted_whole(shared: Path, tmp_path: Path) -> None:
    path = shared / "data/iati/real/UNHCR-Activities-2023.xml"
    loaded = load_file(path, tmp_path)
    things = {kind.strip("<>").rpartition("#")[2]: n for kind, n in loaded.tally.things.items()}
    assert things["Project"] + things["Programme"] == 134
    assert things["Linkage"] == 397
    assert things["Allocation"] == 416
    assert "Outcome" not in things
    assert loaded.tally.coverage["iati-activity/tag"] == Counter({Kept.MAPPED: 727})
    tree = etree.parse(path)
    serves = {
        (activity.findtext("iati-identifier"), tag.get("code").lower())
        for activity in tree.iter("iati-activity")
        for tag in activity.iter("tag")
    }
    found = {
        (plan.rpartition("/")[2], goal.rpartition("/")[2])
        for plan, goal in loaded.pairs(RBM.servesSdg)
    }
    assert found == serves
    assert len(loaded.pairs(RBM.linksTo)) == 397
    total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    assert total == counted(path)


@pytest.mark.shared
def test_the_official_examples_of_three_versions_are_read(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "data/iati/official-examples").glob("*.xml")):
        loaded = load_file(path, tmp_path)
        tree = etree.parse(path)
        for kind, step in (
            ("Indicator", "indicator"),
            ("Baseline", "baseline"),
            ("Target", "target"),
            ("Actual", "actual"),
        ):
            assert loaded.tally.things[f"<{RBM[kind]}>"] == len(tree.findall(f".//result//{step}"))
        total = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
        assert total == counted(path)

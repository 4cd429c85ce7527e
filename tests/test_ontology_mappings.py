"""The SSSOM tables are valid and both ends of every row exist."""

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import DCAT, ORG, PROV, QB, SDO, TIME, Graph, URIRef

from ontology.correspondences import Correspondence, correspondences
from ontology.modules import codes, graph

FOLDER = Path(__file__).parent.parent / "ontology" / "mappings"
FILES = sorted(FOLDER.glob("*.sssom.tsv"))
OURS = set((graph() + codes()).subjects())
IATI = "https://iatistandard.org/en/iati-standard/203/"
STRATML = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport#"
XSD = "{http://www.w3.org/2001/XMLSchema}"
CLOSED = {"dcat": DCAT, "org": ORG, "prov": PROV, "qb": QB, "schemaorg": SDO, "time": TIME}


def rows(vocabulary: str) -> list[Correspondence]:
    return [row for row in correspondences() if row.vocabulary == vocabulary]


def test_there_is_one_table_per_outside_vocabulary() -> None:
    assert [file.name.removesuffix(".sssom.tsv") for file in FILES] == [
        "cids",
        "dcat",
        "fibo",
        "iati",
        "org",
        "prov",
        "qb",
        "schemaorg",
        "sdg",
        "stratml",
        "time",
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_table_is_valid_sssom(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        # sssom 0.4 sets a pandas option that pandas calls deprecated.
        warnings.simplefilter("ignore")
        from sssom.parsers import parse_sssom_table
        from sssom.validators import validate

        # Not strict: sssom 0.4.21 then refuses every file whose metadata is regular.
        with caplog.at_level(logging.WARNING):
            table = parse_sssom_table(file)
            reports = validate(table, fail_on_error=False)
    assert [result.message for report in reports.values() for result in report.results] == []
    assert len(reports) == 3
    assert [record.message for record in caplog.records if "sssom" in record.name] == []
    assert len(table.df) == len(rows(file.name.removesuffix(".sssom.tsv")))


def test_our_end_of_every_row_is_a_term_or_code_of_ours() -> None:
    assert {row.subject for row in correspondences()} - OURS == set()


def test_no_row_says_the_same_twice() -> None:
    ends = [(row.subject, row.closeness, row.negated, row.target) for row in correspondences()]
    assert len(ends) == len(set(ends))


def test_exact_matches_are_only_the_codes_we_took_over() -> None:
    exact = [row for row in correspondences() if row.closeness.endswith("exactMatch")]
    assert {row.vocabulary for row in exact if not row.negated} == {"iati"}
    assert all("/code/" in row.subject for row in exact if not row.negated)


@pytest.mark.parametrize("vocabulary", CLOSED)
def test_terms_of_a_w3c_vocabulary_or_of_schema_org_exist(vocabulary: str) -> None:
    assert [row.target for row in rows(vocabulary) if row.target not in CLOSED[vocabulary]] == []


@pytest.mark.shared
@pytest.mark.parametrize(
    ("vocabulary", "file"), [("cids", "cids/cids-3.2.1.ttl"), ("sdg", "sdg/sdgs-ontology.ttl")]
)
def test_terms_of_an_ontology_exist(shared: Path, vocabulary: str, file: str) -> None:
    theirs = set(Graph().parse(shared / "data" / file).subjects())
    assert [row.target for row in rows(vocabulary) if row.target not in theirs] == []


@pytest.mark.shared
def test_elements_of_stratml_exist(shared: Path) -> None:
    (schema,) = (shared / "data/stratml/schema").glob("part2-Performance*.xsd")
    elements = {element.get("name") for element in ElementTree.parse(schema).iter(f"{XSD}element")}
    assert [
        row.target for row in rows("stratml") if row.target.removeprefix(STRATML) not in elements
    ] == []


@pytest.mark.shared
def test_elements_and_codes_of_iati_exist(shared: Path) -> None:
    schema = ElementTree.parse(shared / "data/iati/schema-2.03/iati-activities-schema.xsd")
    known = {f"{IATI}activity-standard/iati-activities/{path}" for path in paths(schema.getroot())}
    for file in (shared / "data/iati/codelists").glob("*.xml"):
        for code in ElementTree.parse(file).iter("code"):
            known.add(f"{IATI}codelists/{file.stem}/#{code.text}")
    assert [row.target for row in rows("iati") if str(row.target) not in known] == []


def paths(schema: ElementTree.Element) -> Iterator[str]:
    """Return the path of every element below `iati-activity`, as the XSD nests them."""
    tops = {top.get("name", ""): top for top in schema.findall(f"{XSD}element")}

    def below(element: ElementTree.Element, path: str) -> Iterator[str]:
        yield path
        for child in own(element):
            name = child.get("name") or child.get("ref", "")
            if not child.get("ref", "").startswith("xml:"):
                yield from below(tops.get(child.get("ref", ""), child), f"{path}/{name}")

    return below(tops["iati-activity"], "iati-activity")


def own(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Return the child elements that an element's own type declares."""
    for part in element:
        if part.tag == f"{XSD}element":
            yield part
        else:
            yield from own(part)


def test_a_row_that_names_no_term_would_be_noticed() -> None:
    assert URIRef("http://www.w3.org/ns/prov#Plann") not in PROV
    assert URIRef("https://w3id.org/rbm/ns#Outcom") not in OURS

"""A slip in a term of ours and a literal of no type are told where they stand."""

from pathlib import Path

import pytest
from rdflib import XSD, URIRef

from loaders.meaningless import is_empty
from tests.loading import load_text

TEXT = """\
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
ex:a a rbm:Outcom ;
  rbm:inFrame ex:f ;
  rbm:startDate "2022-13-45"^^xsd:date ;
  rbm:value "12,5"^^xsd:decimal .
ex:b a rbm:Outcome , ex:Own ; rbm:startDate "2022-12-31"^^xsd:date .
"""


def test_each_is_told_at_its_line_with_what_is_meant(tmp_path: Path) -> None:
    loaded = load_text(TEXT, tmp_path, "plan.ttl")
    told = {
        (each.rule, each.places[0].line, each.value, each.expected)
        for each in loaded.tally.findings
    }
    assert told == {
        ("LOAD-TERM", 4, "rbm:Outcom", "rbm:Outcome"),
        ("LOAD-TERM", 5, "rbm:inFrame", "rbm:inFramework"),
        ("LOAD-LITERAL", 6, "2022-13-45", "xsd:date"),
        ("LOAD-LITERAL", 7, "12,5", "xsd:decimal"),
    }


@pytest.mark.parametrize(
    ("kind", "held", "empty"),
    [
        (XSD.date, "2024-02-29 -0044-03-15 2022-01-01Z", "2022-02-29 2022-1-1 31/12/2022 2022"),
        (XSD.dateTime, "2022-01-01T00:00:00 2022-01-01T12:00:00.5+01:00", "2022-01-01"),
        (XSD.gYear, "2022 -0044", "22 2022-01"),
        (XSD.gYearMonth, "2022-12", "2022-13"),
        (XSD.boolean, "true 1", "yes TRUE"),
        (XSD.decimal, "1 -1.50 .5", "1e3 1,5 12%"),
        (XSD.double, "1e3 NaN INF", "many"),
        (XSD.integer, "12 +1", "1.0 one"),
        (XSD.nonNegativeInteger, "0 -0 7", "-1"),
        (XSD.positiveInteger, "1", "0 -1"),
        (URIRef("https://example.org/type"), "anything", ""),
    ],
)
def test_what_a_type_holds_is_what_xml_schema_says(kind: URIRef, held: str, empty: str) -> None:
    for texts, expected in ((held, False), (empty, True)):
        for text in texts.split():
            assert is_empty(f'"{text}"^^<{kind}>') is expected, text

from datetime import date
from pathlib import Path

import pytest
from rdflib import Graph

from shapes.mending import suggestions
from shapes.validation import check
from tests.test_shapes_verdicts import HEAD

UNIT = ":i rbm:hasMeasureType measure:unit . "
DAY = date(2026, 6, 30)
RULES = Path(__file__).parent / "rules"


def mended(rule: str, turtle: str) -> list[tuple[str, str]]:
    data = Graph().parse(data=HEAD + turtle, format="turtle")
    report = check(data, as_of=DAY, rules=[rule])
    assert report.total, "the case breaks no rule"
    return [
        (change.before, change.after)
        for suggestion in suggestions(report.findings, data)
        for change in suggestion.changes
    ]


@pytest.mark.parametrize(
    ("rule", "turtle", "changes"),
    [
        ("CD-01", ":i rbm:hasDirection direction:Increase .", [("Increase", "increase")]),
        ("CD-01", ":i rbm:hasDirection direction:increase%20 .", [("increase%20", "increase")]),
        ("CD-01", ":i rbm:hasDirection direction:upwards .", []),
        ("RE-01", ':a a rbm:Allocation ; rbm:amount 1 ; rbm:currency "usd " .', [("usd ", "USD")]),
        ("RE-01", ':a a rbm:Allocation ; rbm:amount 1 ; rbm:currency "dollar" .', []),
        ("RE-01", ':a a rbm:Allocation ; rbm:amount -1 ; rbm:currency "USD" .', []),
        ("CD-02", ":p rbm:inCountry <https://w3id.org/rbm/code/countries/ke> .", [("ke", "KE")]),
        ("CD-02", ':s a rbm:Saving ; rbm:currency "Usd" .', [("Usd", "USD")]),
        (
            "VA-03",
            UNIT + ':t a rbm:Target ; rbm:ofIndicator :i ; rbm:valueText "45 %" .',
            [("45 %", "45")],
        ),
        (
            "VA-03",
            UNIT + ':t a rbm:Target ; rbm:ofIndicator :i ; rbm:valueText "about 45" .',
            [],
        ),
        (
            "VA-07",
            ':p rbm:startDate "2025-12-31"^^xsd:date ; rbm:endDate "2025-01-01"^^xsd:date .',
            [("2025-12-31", "2025-01-01"), ("2025-01-01", "2025-12-31")],
        ),
        (
            "CD-03",
            ":i rbm:measures :Outcome1 . :outcome1 a rbm:Outcome .",
            [("Outcome1", "outcome1")],
        ),
        ("CD-03", ":i rbm:measures :Outcome1 . :OUTCOME1 a rbm:Outcome . :outcome1 a :X .", []),
        ("CD-03", ":i rbm:measures :else .", []),
    ],
)
def test_only_what_is_certain_is_suggested(
    rule: str, turtle: str, changes: list[tuple[str, str]]
) -> None:
    assert mended(rule, turtle) == changes


def test_most_rules_leave_the_mending_to_people() -> None:
    data = Graph().parse(RULES / "IN-01" / "bad.ttl")
    assert suggestions(check(data, as_of=DAY).findings, data) == ()

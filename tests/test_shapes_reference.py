"""The compiled engine finds what pySHACL finds, on every file of every rule and on real data."""

from collections import Counter
from datetime import date

import pytest
from rdflib import Graph

from ontology.datasets import dataset
from shapes import reference, rules
from shapes.finding import Finding
from shapes.validation import background, check
from tests.test_shapes_validation import DAY, FILES, gathered


def rows(findings: tuple[Finding, ...]) -> Counter[tuple[object, ...]]:
    return Counter(
        (f.rule, f.level, f.focus, f.path, f.value, f.component, f.shape) for f in findings
    )


@pytest.mark.parametrize("stem", ["good", "bad"])
def test_both_engines_find_the_same_in_the_files_of_the_rules(stem: str) -> None:
    data = gathered(stem)
    fast = check(data, as_of=DAY, limit=None)
    slow = check(data, as_of=DAY, limit=None, engine="reference")
    assert rows(fast.findings) == rows(slow.findings)
    assert fast.idle == slow.idle
    assert fast.counts == slow.counts


def test_both_engines_find_the_same_in_the_ilo_data() -> None:
    data = dataset("ilo")
    day = date(2008, 11, 1)
    fast = check(data, as_of=day, limit=None)
    slow = check(data, as_of=day, limit=None, engine="reference")
    assert rows(fast.findings) == rows(slow.findings)
    assert fast.idle == slow.idle


def test_both_engines_say_what_was_wanted() -> None:
    data = Graph().parse(FILES / "TG-05" / "bad.ttl")
    for engine in ("compiled", "reference"):
        report = check(data, as_of=DAY, engine=engine, rules=["TG-05"])  # type: ignore[arg-type]
        assert [finding.expected for finding in report.findings] == ["≥ 1000"]


def test_the_reference_judges_some_things_only_where_asked() -> None:
    data = Graph().parse(FILES / "ST-01" / "bad.ttl")
    thing = "https://w3id.org/rbm/id/clinic/staffing"
    found = reference.validate(data, rules.shapes(), background(), DAY, [thing])
    assert {finding.focus for finding in found} == {thing}
    assert reference.validate(data, rules.shapes(), background(), DAY, []) == ()

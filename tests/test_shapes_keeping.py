"""A report that was kept says what it said; what is no report is refused."""

from dataclasses import replace
from datetime import date

import pytest

from ontology.datasets import dataset
from shapes import keeping
from shapes.finding import Finding, Level, Place
from shapes.validation import check


def test_a_report_that_is_kept_comes_back_as_it_was() -> None:
    report = check(dataset("example"), as_of=date(2025, 6, 1))
    placed = Finding(
        "VA-03",
        Level.WARNING,
        {"en": "Two dates.", "zh": "两个日期。"},
        places=(Place("plan.xlsx", sheet="Results", cell="B17"),),
        details=(Finding("VA-05", Level.INFO, {"en": "One."}),),
    )
    told = replace(report, findings=(*report.findings, placed))
    assert len(told.findings) > 3
    assert keeping.read(keeping.write(told)) == told


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"findings": 3}', "null"])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no report|Expecting"):
        keeping.read(text)

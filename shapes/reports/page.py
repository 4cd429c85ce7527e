"""A report as one HTML page that prints well and needs nothing but itself."""

from collections import Counter
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment

from shapes import rules
from shapes.finding import Finding, Level
from shapes.names import short
from shapes.report import Report
from shapes.reports.badge import verdict
from shapes.reports.words import fix_of, judged, many, say

_RIGHT_TO_LEFT = frozenset({"ar"})


def page(report: Report, language: str = "en") -> bytes:
    """Return a report as a page, counts first, findings grouped by rule; all text is escaped."""
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        files("shapes.reports").joinpath("page.html").read_text(encoding="utf-8")
    )
    groups = [
        (_title(name, language), name, report.counts[name], list(found))
        for name, found in groupby(report.findings, key=_rule_of)
    ]
    sheets = Counter(
        f"{place.file} {place.sheet or ''}".strip()
        for finding in report.findings
        for place in finding.places[:1]
    )

    def told(key: str, **values: object) -> str:
        return say(language, key, **values)

    return template.render(
        report=report,
        groups=groups,
        sheets=sheets.most_common(),
        levels=[(level.value, many(language, level, report.weights[level])) for level in Level],
        say=told,
        judged=judged(report, language),
        fix_of=fix_of,
        verdict=verdict(report, language),
        language=language,
        direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
        short=short,
    ).encode()


def _rule_of(finding: Finding) -> str:
    return finding.rule


def _title(name: str, language: str) -> str:
    if not rules.is_rule(name):
        return name
    titles = rules.rule(name).title
    return titles.get(language, titles["en"])

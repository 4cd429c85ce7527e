"""The findings of a report as its page shows them: those that fit, in order, in groups."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from loaders.tables import column_of
from shapes import rules
from shapes.finding import Finding, Level
from shapes.report import Report
from webapp.languages import interface

BY = ("rule", "place", "thing")
"""What findings are grouped by."""
_SPOT = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that belong together; `rule` is their rule, where they are grouped by it."""

    title: str
    rule: str | None
    count: int
    findings: tuple[Finding, ...]

    @property
    def has_page(self) -> bool:
        """Return whether the rule has a page: one of ours, not of a loader or an own shape."""
        return self.rule is not None and rules.is_rule(self.rule)


def fits(finding: Finding, wanted: Mapping[str, str]) -> bool:
    """Return whether a finding has the level, the rule and the words that a reader asks for."""
    level, rule, words = (wanted.get(key, "") for key in ("level", "rule", "q"))
    text = " ".join(
        str(part)
        for part in (finding.text(interface().tag), finding.label, finding.value, *finding.places)
    ).casefold()
    return (
        level in ("", str(finding.level))
        and rule in ("", finding.rule)
        and all(word in text for word in words.casefold().split())
    )


def ordered(findings: Iterable[Finding], by: str) -> list[Finding]:
    """Return findings in the order of their groups: the gravest rules first, else as they lie."""
    found = list(findings)
    if by == "place":
        return sorted(found, key=lambda one: (_file(one), _spot(one)))
    if by == "thing":
        return sorted(found, key=lambda one: (_thing(one).casefold(), _thing(one)))
    order = list(Level)
    gravest: dict[str, int] = {}
    for one in found:
        gravest[one.rule] = min(gravest.get(one.rule, len(order)), order.index(one.level))
    return sorted(found, key=lambda one: (gravest[one.rule], one.rule, _file(one), _spot(one)))


def groups(shown: Iterable[Finding], by: str, counts: Mapping[str, int]) -> Iterator[Group]:
    """Return groups of findings that are in order; a rule's count is that of the whole report."""
    key = {"place": _file, "thing": _thing}.get(by, _rule)
    for title, found in groupby(shown, key=key):
        members = tuple(found)
        if key is _rule:
            yield Group(title_of(title), title, counts.get(title, len(members)), members)
        else:
            yield Group(title or _("Without a place"), None, len(members), members)


def summary(report: Report) -> list[Group]:
    """Return the rules that are broken, each with its title and true count, the gravest first."""
    seen = dict.fromkeys(one.rule for one in ordered(report.findings, "rule"))
    return [Group(title_of(rule), rule, report.counts.get(rule, 0), ()) for rule in seen]


def title_of(rule: str) -> str:
    """Return what a rule asks for, in a few words; of a loader's rule, whose it is."""
    if rules.is_rule(rule):
        titles = rules.rule(rule).title
        return titles.get(interface().tag) or titles["en"]
    whose: dict[str, str] = {
        "LOAD": _("reading the file"),
        "IATI": _("the IATI Standard"),
        "STRATML": _("the StratML standard"),
    }
    return whose.get(rule.partition("-")[0]) or str(_("a rule of this installation"))


def _rule(finding: Finding) -> str:
    return finding.rule


def _thing(finding: Finding) -> str:
    return finding.label or finding.focus or ""


def _file(finding: Finding) -> str:
    place = finding.places[0] if finding.places else None
    return "" if place is None else f"{place.file} {place.sheet or ''}".strip()


def _spot(finding: Finding) -> tuple[int, int]:
    """Return the row or line and the column at which a finding lies first."""
    place = finding.places[0] if finding.places else None
    if place is None:
        return 0, 0
    if cell := _SPOT.fullmatch(place.cell or ""):
        return int(cell[2]), column_of(cell[1])
    return place.line or 0, place.column or 0

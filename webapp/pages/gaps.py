"""What is missing: completeness by organization, framework and plan, and SMART by indicator."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import findings, naming
from webapp.answers import answers
from webapp.tables import Sheet, respond

pages = Blueprint("gaps", __name__)
PAGE = 50
"""Things that one page tells of."""
PARTS = {
    "plans that seek results": ("organization", "ST-01"),
    "plans that hold a framework": ("organization", "ST-02"),
    "the framework holds a result": ("framework", "ST-02"),
    "results of the framework with an indicator": ("framework", "IN-01"),
    "outcomes with someone accountable": ("framework", "RS-01"),
    "indicators with a baseline": ("framework", "IN-08"),
    "indicators with a target": ("framework", "TG-01"),
    "indicators with an actual value": ("framework", "VA-02"),
    "the plan seeks a result": ("plan", "ST-01"),
    "results of the plan with an indicator": ("plan", "IN-01"),
}
"""What each part belongs to and the rule that asks for it, in the words of `coverage`."""
CRITERIA = ("unit", "target", "date", "baseline", "direction", "means of verification")
"""What an indicator needs, in the words of the question `smart-board`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part of a thing: how many there are, how many have what they should."""

    text: str
    complete: int
    all: int

    @property
    def rule(self) -> str:
        """Return the rule that asks for this part."""
        return PARTS[self.text][1]


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing with its parts and the share of them that is complete."""

    thing: Identifier
    parts: tuple[Part, ...]

    @property
    def kind(self) -> str:
        """Return whether it is an organization, a framework or a plan."""
        return PARTS[self.parts[0].text][0]

    @property
    def missing(self) -> int:
        """Return how many parts are missing in all."""
        return sum(part.all - part.complete for part in self.parts)

    @property
    def share(self) -> float:
        """Return the mean share of complete parts, from 0 to 1."""
        shares = [part.complete / part.all for part in self.parts if part.all]
        return sum(shares) / len(shares) if shares else 1.0


def sheet(name: str, caption: str) -> Sheet:
    """Return a question without parameters as a table."""
    asked = question(name)
    return Sheet(name, caption, answers().question(name, {}), render(asked, {}))


@pages.get("/gaps")
def board() -> Response | str:
    """Return the completeness board, the least complete first."""
    coverage = sheet("coverage", _("Completeness, part by part"))
    report = findings.ready()
    known = standings(coverage.table)
    counts = Counter(standing.kind for standing in known)
    of = request.args.get("of", "")
    kept = [standing for standing in known if of in ("", standing.kind)]
    start = max(0, request.args.get("start", 0, type=int))
    shown = kept[start : start + PAGE]
    naming.learn(standing.thing for standing in shown)
    return respond(
        "gaps/board.html",
        coverage,
        findings.summary(report),
        standings=shown,
        of=of,
        kinds=[(kind, text, counts[kind]) for kind, text in kinds().items() if counts[kind]],
        start=start,
        page=PAGE,
        all=len(kept),
        report=report,
        broken=findings.broken(report) if report else (),
        found=lambda thing: len(findings.of_thing(str(thing)) or ()),
    )


def kinds() -> dict[str, str]:
    """Return what the board can be narrowed to."""
    return {
        "organization": _("organizations"),
        "framework": _("results frameworks"),
        "plan": _("strategies and plans"),
    }


@pages.get("/gaps/smart")
def smart() -> Response | str:
    """Return the SMART board: each indicator with what it lacks."""
    lacking = sheet("smart-board", _("What each indicator lacks"))
    by_indicator: dict[Identifier, set[str]] = {}
    for row in lacking.table:
        by_indicator.setdefault(row["indicator"], set()).add(str(row["lacks"]))
    worst = sorted(by_indicator.items(), key=lambda item: (-len(item[1]), str(item[0])))
    start = max(0, request.args.get("start", 0, type=int))
    shown = worst[start : start + PAGE]
    naming.learn(indicator for indicator, _lacks in shown)
    return respond(
        "gaps/smart.html",
        lacking,
        indicators=shown,
        criteria=CRITERIA,
        start=start,
        page=PAGE,
        all=len(worst),
    )


def standings(table: Table) -> list[Standing]:
    """Return the things of the board, the least complete first."""
    parts: dict[Identifier, list[Part]] = {}
    for row in table:
        part = Part(str(row["part"]), int(str(row["complete"])), int(str(row["all"])))
        parts.setdefault(row["thing"], []).append(part)
    found = [Standing(thing, tuple(each)) for thing, each in parts.items()]
    return sorted(found, key=lambda each: (each.share, -each.missing, str(each.thing)))

"""What is missing: completeness by organization, framework and plan, and SMART by indicator."""

from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext as _
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import findings, naming
from webapp.answers import answers
from webapp.tables import Sheet, respond

pages = Blueprint("gaps", __name__)
CRITERIA = ("unit", "target", "date", "baseline", "direction", "means of verification")
"""What an indicator needs, in the words of the question `smart-board`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part of a thing: how many there are, how many have what they should."""

    text: str
    complete: int
    all: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing with its parts and the share of them that is complete."""

    thing: Identifier
    parts: tuple[Part, ...]

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
    naming.learn(row[0] for row in coverage.table.rows)
    return respond(
        "gaps/board.html",
        coverage,
        findings.summary(),
        standings=standings(coverage.table),
        report=findings.report(),
        broken=findings.broken(),
    )


@pages.get("/gaps/smart")
def smart() -> Response | str:
    """Return the SMART board: each indicator with what it lacks."""
    lacking = sheet("smart-board", _("What each indicator lacks"))
    by_indicator: dict[Identifier, set[str]] = {}
    for row in lacking.table:
        by_indicator.setdefault(row["indicator"], set()).add(str(row["lacks"]))
    worst = sorted(by_indicator.items(), key=lambda item: (-len(item[1]), str(item[0])))
    return respond("gaps/smart.html", lacking, indicators=worst, criteria=CRITERIA)


def standings(table: Table) -> list[Standing]:
    """Return the things of the board, the least complete first."""
    parts: dict[Identifier, list[Part]] = {}
    for row in table:
        part = Part(str(row["part"]), int(str(row["complete"])), int(str(row["all"])))
        parts.setdefault(row["thing"], []).append(part)
    found = [Standing(thing, tuple(each)) for thing, each in parts.items()]
    return sorted(found, key=lambda standing: (standing.share, naming.name(standing.thing).text))

"""Coverage and alignment: outcomes by evaluation cycle, goals by the plans that serve them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext as _
from rdflib import Literal, URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.derivation import SCHEME
from webapp import links, naming
from webapp.answers import answers
from webapp.tables import Sheet, respond

pages = Blueprint("coverage", __name__)
SDG = f"{SCHEME}/sdg"
"""The derivation rule by which plans meet in a goal or target."""


@dataclass(frozen=True, slots=True)
class Covered:
    """An outcome with the reviews that cover it, by cycle."""

    outcome: Identifier
    cycles: dict[str, list[Identifier]]


@pages.get("/coverage")
def show() -> Response | str:
    """Return which outcomes were reviewed in which cycle, and how many plans serve each goal."""
    reviewed = Sheet(
        "reviewed",
        _("Outcomes that an evaluation or review covers"),
        answers().page("reviewed"),
        answers().text("reviewed"),
    )
    rows = list(reviewed.table)
    naming.learn(term for row in rows for term in row.values())
    covered = by_outcome(rows)
    cycles = sorted({cycle for each in covered for cycle in each.cycles})
    goals = Sheet("goals", _("Goals and targets by the plans that serve them"), served())
    return respond(
        "coverage/coverage.html",
        reviewed,
        goals,
        covered=covered,
        cycles=cycles,
        all=answers().snapshot.classes.get(str(RBM.Outcome), 0),
        sdg=SDG,
    )


def by_outcome(rows: Iterable[dict[str, Identifier]]) -> list[Covered]:
    """Return the outcomes that reviews cover, each with its reviews by cycle."""
    found: dict[Identifier, dict[str, list[Identifier]]] = {}
    for row in rows:
        reviews = found.setdefault(row["outcome"], {}).setdefault(cycle(row.get("day")), [])
        if row["review"] not in reviews:
            reviews.append(row["review"])
    return [Covered(outcome, cycles) for outcome, cycles in found.items()]


def cycle(day: Identifier | None) -> str:
    """Return the biennium of a day, such as 2006-07; nothing for a review without a date."""
    text = str(day or "")[:4]
    if not text.isdigit():
        return ""
    first = int(text) - int(text) % 2
    return f"{first}-{(first + 1) % 100:02}"


def served() -> Table:
    """Return each goal or target that two or more plans serve, with their number."""
    plans = Counter[str]()
    for cell in links.touched().by_thing(SDG).cells():
        plans[cell.column] += 1
    rows = tuple((URIRef(goal), Literal(number)) for goal, number in plans.most_common())
    return Table(("serves", "plans"), rows, answers().snapshot.id)

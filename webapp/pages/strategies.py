"""The list of strategies, programmes, projects and work plans."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from webapp import naming
from webapp.answers import answers
from webapp.choices import Choice
from webapp.tables import Sheet, respond

pages = Blueprint("strategies", __name__)
KINDS = (RBM.Strategy, RBM.Programme, RBM.Project, RBM.WorkPlan)


@pages.get("/strategies")
def index() -> Response | str:
    """Return the list, narrowed to a kind, an owner or words of the name."""
    everything = answers().page("strategies")
    if request.args.get("name"):
        naming.learn(row[0] for row in everything.rows)
    kind, owner = request.args.get("kind", ""), request.args.get("owner", "")
    words = request.args.get("name", "").casefold().split()
    rows = []
    for row in everything.rows:
        fits = kind in ("", str(row[1])) and owner in ("", str(row[2]))
        if fits and (not words or named(row[0], words)):
            rows.append(row)
    kept = Table(everything.variables, tuple(rows), everything.snapshot, everything.truncated)
    sheet = Sheet(
        "strategies",
        _("Strategies and plans, those with most links first"),
        kept,
        answers().text("strategies"),
    )
    kinds = [Choice(str(each), naming.name(each).text) for each in KINDS]
    return respond("strategies/index.html", sheet, kinds=kinds, owners=owners())


def named(thing: Identifier | None, words: list[str]) -> bool:
    """Return whether the name of a thing holds every word."""
    called = naming.name(thing or "").text.casefold()
    return all(word in called for word in words)


def owners() -> list[Choice]:
    """Return the organizations that own strategies or plans, by name."""
    whose = {row["owner"] for row in answers().page("strategies") if "owner" in row}
    naming.learn(whose)
    found = [Choice(str(each), naming.name(each).text) for each in whose]
    return sorted(found, key=lambda choice: choice.text.casefold())

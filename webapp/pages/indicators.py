"""Indicators with baseline, targets and actual values as small charts."""

from collections.abc import Collection, Iterable, Sequence

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.search import search
from webapp import naming
from webapp.answers import answers
from webapp.choices import members
from webapp.languages import content
from webapp.measures import measures
from webapp.negotiation import HTML, RDF, TABLES, wanted
from webapp.tables import Sheet, respond

pages = Blueprint("indicators", __name__)
PAGE = 40
"""Indicators with their charts on one page."""
FOUND = 1_000
"""Indicators that words of the name find at most."""


@pages.get("/indicators")
def index() -> Response | str:
    """Return the indicators of all frameworks, of one or of a plan, page by page."""
    framework, plan = request.args.get("framework", ""), request.args.get("plan", "")
    words = request.args.get("name", "").strip()[:100]
    start = max(0, request.args.get("start", 0, type=int))
    if plan or framework:
        part = {"plan": plan} if plan else {"framework": framework}
        name = f"{next(iter(part))}-indicators"
        listed, query = answers().page(name, **part), answers().text(name, **part)
        found = list(dict.fromkeys(str(row["indicator"]) for row in listed))
    else:
        listed, query = None, answers().text("indicators")
        found = everything()
    if words:
        found = named(found, words)
    shown = found[start : start + PAGE]
    if listed is None and not words and wanted((*TABLES, *RDF)) is not HTML:
        listed = answers().page("indicators")
    table = listed if listed is not None else described(found if words else shown)
    if words:
        kept = set(found)
        rows = tuple(row for row in table.rows if str(row[0]) in kept)
        table = Table(table.variables, rows, table.snapshot, table.truncated)
    first = {str(row["indicator"]): row for row in table}
    cards = [first[each] for each in shown if each in first]
    observed = values(shown)
    naming.learn(term for row in (*cards, *observed.table) for term in row.values())
    return respond(
        "indicators/index.html",
        Sheet("indicators", _("Indicators"), table, "" if words else query),
        counted=listed is not None or bool(words),
        measures=measures(cards, observed.table),
        plans=sought(row["result"] for row in cards if "result" in row) if not plan else {},
        start=start,
        page=PAGE,
        all=len(found),
        plan=URIRef(plan) if plan else None,
        frameworks=members(RBM.ResultsFramework),
    )


def everything() -> list[str]:
    """Return all indicators in the order of their IRIs."""
    return [str(row[0]) for row in answers().page("members", kind=str(RBM.Indicator)).rows]


def named(indicators: Collection[str], words: str) -> list[str]:
    """Return those of the indicators that search finds by these words, the best first."""
    hits = search(
        answers().snapshot.folder, words, content().tag, classes=[str(RBM.Indicator)], limit=FOUND
    )
    known = frozenset(indicators)
    return [hit.iri for hit in hits if hit.iri in known]


def described(indicators: Sequence[str]) -> Table:
    """Return what is measured, in which unit and direction, of some indicators."""
    return answers().page("indicators", indicator=indicators)


def sought(results: Iterable[Identifier]) -> dict[Identifier, list[Identifier]]:
    """Return the plans that seek each of some results."""
    table = answers().page("seekers", result=list(dict.fromkeys(map(str, results))))
    found: dict[Identifier, list[Identifier]] = {}
    for row in table:
        found.setdefault(row["result"], []).append(row["plan"])
    naming.learn(row["plan"] for row in table)
    return found


def values(indicators: Iterable[str]) -> Sheet:
    """Return the baselines, targets and actual values of indicators."""
    query = answers().text("observations", indicator=list(indicators))
    return Sheet(
        "values", _("Baselines, targets and actual values"), answers().select(query), query
    )

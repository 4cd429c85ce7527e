"""Indicators with baseline, targets and actual values as small charts."""

from collections.abc import Iterable

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.answers import Table
from webapp import naming
from webapp.answers import answers
from webapp.choices import members
from webapp.measures import measures
from webapp.tables import Sheet, respond

pages = Blueprint("indicators", __name__)
PAGE = 40
"""Indicators with their charts on one page."""


@pages.get("/indicators")
def index() -> Response | str:
    """Return the indicators of all frameworks, of one or of a plan, page by page."""
    framework, plan = request.args.get("framework", ""), request.args.get("plan", "")
    name, terms = ("plan-indicators", {"plan": plan}) if plan else ("indicators", {})
    query = answers().text(name, **terms)
    everything = answers().page(name, **terms)
    at = everything.variables.index("framework")
    rows = tuple(row for row in everything.rows if framework in ("", str(row[at])))
    kept = Table(everything.variables, rows, everything.snapshot, everything.truncated)
    sheet = Sheet("indicators", _("Indicators"), kept, query)
    each = list({row["indicator"]: row for row in kept}.values())
    start = max(0, request.args.get("start", 0, type=int))
    shown = each[start : start + PAGE]
    observed = values(str(row["indicator"]) for row in shown)
    naming.learn(term for row in shown for term in row.values())
    return respond(
        "indicators/index.html",
        sheet,
        measures=measures(shown, observed.table),
        start=start,
        page=PAGE,
        all=len(each),
        plan=URIRef(plan) if plan else None,
        frameworks=members(RBM.ResultsFramework),
    )


def values(indicators: Iterable[str]) -> Sheet:
    """Return the baselines, targets and actual values of indicators."""
    query = answers().text("observations", indicator=list(indicators))
    return Sheet(
        "values", _("Baselines, targets and actual values"), answers().select(query), query
    )

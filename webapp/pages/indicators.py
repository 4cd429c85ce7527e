"""Indicators with baseline, targets and actual values as small charts."""

from collections.abc import Iterable

from flask import Blueprint, Response, request
from flask_babel import gettext as _

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
    """Return the indicators of all frameworks or of one, page by page."""
    framework = request.args.get("framework", "")
    query = answers().text("indicators")
    everything = answers().select(query)
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
        frameworks=members(RBM.ResultsFramework),
    )


def values(indicators: Iterable[str]) -> Sheet:
    """Return the baselines, targets and actual values of indicators."""
    query = answers().text("observations", indicator=list(indicators))
    return Sheet(
        "values", _("Baselines, targets and actual values"), answers().select(query), query
    )

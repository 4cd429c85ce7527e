"""Reports to print: the progress of a road map, and what else can be taken along."""

from collections import Counter
from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import naming, wording
from webapp.answers import answers
from webapp.choices import members
from webapp.pages.roadmap import asked_day, chosen_roadmap
from webapp.tables import Sheet, respond

pages = Blueprint("reports", __name__)


@pages.get("/reports")
def index() -> str:
    """Return what can be printed."""
    return render_template(
        "reports/index.html", roadmaps=members(RBM.RoadMap), strategies=members(RBM.Strategy)
    )


@pages.get("/reports/progress")
def progress() -> Response | str:
    """Return the progress report on a road map for a day."""
    roadmap, reported = chosen_roadmap()
    on = asked_day() or reported
    given = {"on": on, "roadmap": roadmap}
    since = request.args.get("since", "")
    if since:
        given["since"] = since
    asked = question("progress-report")
    table = answers().question(asked.name, given)
    if not table.rows:
        abort(404, _("This road map has no milestones."))
    sheet = Sheet("report", _("Progress report"), table, render(asked, given))
    rows = list(table)
    naming.learn(term for row in rows for term in row.values())
    standings = {str(row["milestone"]): str(row["standing"]) for row in rows}
    counts = Counter(standings.values())
    return respond(
        "reports/progress.html",
        sheet,
        roadmap=URIRef(roadmap),
        roadmaps=members(RBM.RoadMap),
        on=on,
        since=str(rows[0].get("compared", "")),
        counts=[(state, counts[state]) for state in wording.STANDINGS if counts[state]],
        all=len(standings),
        changed=once(row for row in rows if str(row.get("change")) != "unchanged"),
        areas=by_area(table),
    )


def once(rows: Iterable[dict[str, Identifier]]) -> list[dict[str, Identifier]]:
    """Return the first row of each milestone."""
    return list({row["milestone"]: row for row in reversed(list(rows))}.values())[::-1]


def by_area(table: Table) -> dict[Identifier | None, list[dict[str, Identifier]]]:
    """Return the rows below their areas, those without one last."""
    groups: dict[Identifier | None, list[dict[str, Identifier]]] = {}
    for row in table:
        groups.setdefault(row.get("area"), []).append(row)
    return dict(sorted(groups.items(), key=lambda item: item[0] is None))

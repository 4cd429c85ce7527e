"""Reports to print and to take along: progress, a strategy's profile, linkage, completeness."""

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _
from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.terms import TermError, day
from webapp.addresses import is_linkable
from webapp.choices import members
from webapp.negotiation import HTML, wanted
from webapp.pages.roadmap import asked_day, chosen_roadmap
from webapp.reporting.completeness import completeness as completeness_report
from webapp.reporting.document import Report
from webapp.reporting.forms import OFFERED
from webapp.reporting.linkage import linkage as linkage_report
from webapp.reporting.profile import profile as profile_of
from webapp.reporting.progress import progress as progress_of

pages = Blueprint("reports", __name__)


@pages.get("/reports")
def index() -> str:
    """Return what can be reported."""
    return render_template(
        "reports/index.html", roadmaps=members(RBM.RoadMap), strategies=members(RBM.Strategy)
    )


@pages.get("/reports/progress")
def progress() -> Response | str:
    """Return the progress report on a road map for a day."""
    roadmap, reported = chosen_roadmap()
    return given(
        progress_report(),
        roadmap=URIRef(roadmap),
        roadmaps=members(RBM.RoadMap),
        on=asked_day() or reported,
    )


@pages.get("/reports/profile")
def profile() -> Response | str:
    """Return the profile of a strategy or plan."""
    return given(profile_report())


@pages.get("/reports/linkage")
def linkage() -> Response | str:
    """Return the overview of how strategies hang together."""
    return given(linkage_report())


@pages.get("/reports/completeness")
def completeness() -> Response | str:
    """Return what is missing."""
    return given(completeness_report())


def progress_report() -> Report:
    """Return the progress report that the address asks for."""
    roadmap, reported = chosen_roadmap()
    since = request.args.get("since", "")
    try:
        if since:
            day(since)
    except TermError as error:
        abort(400, str(error))
    report = progress_of(roadmap, asked_day() or reported, since)
    return report or abort(404, _("This road map has no milestones."))


def profile_report() -> Report:
    """Return the profile that the address asks for."""
    strategy = request.args.get("strategy", "")
    report = profile_of(strategy) if is_linkable(strategy) else None
    return report or abort(404, _("There is no strategy %(iri)s here.", iri=strategy))


REPORTS = {
    "progress": progress_report,
    "profile": profile_report,
    "linkage": linkage_report,
    "completeness": completeness_report,
}
"""What makes each report for the address of the request, for the pages and the command."""


def given(report: Report, **context: object) -> Response | str:
    """Return a report as the page or as the file that the address asks for."""
    format_ = wanted(tuple(OFFERED))
    if format_ is HTML:
        return render_template("reports/report.html", report=report, **context)
    form = OFFERED[format_]
    charset = "; charset=utf-8" if form.is_text else ""
    response = Response(form.write(report), content_type=format_.media + charset)
    name = f"{report.name}.{format_.name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

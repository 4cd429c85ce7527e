"""The data sets, the snapshots, and the whole as files."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from rdflib import Literal, URIRef

from loaders.exports.forms import FORMS
from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.graphs import is_inferred
from webapp import naming
from webapp.answers import answers
from webapp.choices import members
from webapp.installation import installation
from webapp.serving.exporting import export
from webapp.tables import Sheet, respond

pages = Blueprint("data", __name__)
TITLES = {
    "cids": lazy_gettext("Common Impact Data Standard"),
    "cube": lazy_gettext("RDF Data Cube"),
    "frictionless": lazy_gettext("Frictionless tables"),
    "workbook": lazy_gettext("Our workbook"),
    "graphml": lazy_gettext("GraphML, for drawing programs"),
    "iati": lazy_gettext("IATI activities 2.03"),
    "stratml": lazy_gettext("StratML Part 2"),
    "stratml-all": lazy_gettext("StratML Part 2, a document for each plan"),
}
"""What a reader calls each form of export."""
MOST = 50
"""Snapshots listed."""


@pages.get("/data")
def index() -> str:
    """Return the data sets of the current snapshot and the snapshots that are kept."""
    current = answers().snapshot
    graphs = {name: count for name, count in current.graphs.items() if not is_inferred(name)}
    naming.learn(URIRef(name) for name in graphs)
    kept = installation().library.store.snapshots()
    return render_template(
        "data/index.html",
        graphs=sorted(graphs.items(), key=lambda item: -item[1]),
        inferred=sum(count for name, count in current.graphs.items() if is_inferred(name)),
        snapshots=kept[::-1][:MOST],
        forms=forms(),
        about=request.args.get("about", ""),
        things=(*members(RBM.ResultsFramework), *members(RBM.Plan)),
    )


@pages.get("/export/<name>/left-out")
def left_out(name: str) -> Response | str:
    """Return what a form cannot say of everything, or of what belongs to `?about=IRI`."""
    _snapshot, exported = export(name)
    rows = tuple(
        (URIRef(loss.kind) if loss.kind else None, URIRef(loss.predicate), Literal(loss.count))
        for loss in exported.lost
    )
    headings = {"kind": _("Kind"), "property": _("What is said of it"), "count": _("Statements")}
    table = Table(tuple(headings), rows)
    sheet = Sheet("left-out", _("What this form leaves out"), table, "", headings)
    return respond(
        "data/left.html",
        sheet,
        form=TITLES[name],
        name_of_form=name,
        about=request.args.get("about", ""),
        count=sum(loss.count for loss in exported.lost),
    )


def forms() -> list[tuple[str, str, str]]:
    """Return each form of export: its name, what a reader calls it, how its files end."""
    return [(name, str(TITLES[name]), form.ending) for name, form in FORMS.items()]

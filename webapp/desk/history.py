"""Which data was published when, by whom and from what file; compare, roll back, withdraw."""

from datetime import UTC, datetime
from xml.etree import ElementTree as etree

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from sparql.endpoint import StoreError
from sparql.graphs import is_data
from sparql.terms import iri
from sparql.worker import CallJob
from webapp.desk.foresight import foresights
from webapp.serving.service import as_reference, require, service

pages = Blueprint("history", __name__, url_prefix="/history")
MOST = 200
ATOM = "http://www.w3.org/2005/Atom"


@pages.get("")
def index() -> str:
    """Return the publications and roll backs, the newest first, and the snapshots kept."""
    store = service().store
    current = store.current()
    kept = {snapshot.id: snapshot for snapshot in store.snapshots()}
    return render_template(
        "desk/history.html",
        entries=store.history()[::-1][:MOST],
        kept=kept,
        current=current.id if current else None,
        graphs=sorted(filter(is_data, current.graphs)) if current else [],
    )


@pages.get("/compare")
def compare() -> str:
    """Return what differs between two snapshots, graph by graph."""
    before, after = request.args.get("before", ""), request.args.get("after", "")
    if not before or not after:
        raise BadRequest(_("Name two snapshots: before and after."))
    comparison = service().store.compare(as_reference(before), as_reference(after))
    return render_template("desk/compare.html", comparison=comparison)


@pages.post("/roll-back")
def roll_back() -> ResponseReturnValue:
    """Make an older snapshot current; a steward's part."""
    who = require("steward")
    try:
        service().store.roll_back(request.form.get("snapshot", ""), who.name)
    except StoreError as error:
        raise BadRequest(str(error)) from error
    return redirect(url_for("history.index"), 303)


@pages.get("/withdraw")
def foresee() -> str | tuple[str, int, dict[str, str]]:
    """Return what withdrawing a data set would break in others, or how far that is known."""
    who = require("steward")
    graph = _withdrawable(request.args.get("graph", ""))
    snapshot = service().snapshot()
    foresight = foresights().of(snapshot.id, graph, who.role)
    working = foresight.working  # asked once, as for an upload
    page = render_template(
        "desk/withdraw.html", graph=graph, snapshot=snapshot, foresight=foresight
    )
    return (page, 200, {"Refresh": "1"}) if working else page


@pages.post("/withdraw")
def withdraw() -> ResponseReturnValue:
    """Publish a snapshot without a data set; a steward's part, undone by a roll back."""
    who = require("steward")
    graph = _withdrawable(request.form.get("graph", ""))
    job = CallJob(
        "webapp.desk.work:withdraw",
        (service().store.folder, graph, who.name),
        service().limits(who.role),
    )
    for _piece in service().pool.submit(job, role=who.role).pieces:
        pass
    return redirect(url_for("history.index"), 303)


def _withdrawable(graph: str) -> str:
    iri(graph)
    if graph not in service().snapshot().graphs or not is_data(graph):
        raise BadRequest(_("There is no data set %(graph)s.", graph=graph))
    return graph


@pages.get("/feed.atom")
def feed() -> Response:
    """Return the newest publications as an Atom feed (RFC 4287)."""
    store = service().store
    kept = {snapshot.id: snapshot for snapshot in store.snapshots()}
    entries = store.history()[::-1][:50]
    root = etree.Element("feed", {"xmlns": ATOM})
    address = url_for("history.index", _external=True)
    etree.SubElement(root, "id").text = address
    etree.SubElement(root, "title").text = "RBM Graph"
    etree.SubElement(root, "link", {"href": address})
    etree.SubElement(root, "link", {"rel": "self", "href": request.base_url})
    newest = entries[0].when if entries else datetime.now(UTC)
    etree.SubElement(root, "updated").text = newest.isoformat()
    for number, entry in enumerate(entries):
        snapshot = kept.get(entry.snapshot)
        note = f": {snapshot.note}" if snapshot else ""
        item = etree.SubElement(root, "entry")
        etree.SubElement(item, "id").text = f"{address}#{len(store.history()) - number}"
        etree.SubElement(item, "title").text = f"{entry.action} {entry.snapshot}{note}"
        etree.SubElement(item, "updated").text = entry.when.isoformat()
        etree.SubElement(item, "link", {"href": address})
        author = etree.SubElement(item, "author")
        etree.SubElement(author, "name").text = entry.by or "RBM Graph"
    return Response(
        etree.tostring(root, encoding="utf-8", xml_declaration=True),
        content_type="application/atom+xml",
    )

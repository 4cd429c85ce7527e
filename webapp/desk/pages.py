"""The pages of the desk: upload, progress, report, comparison, publishing."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request
from flask import url_for as address_of
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from rdflib import RDFS, Literal, URIRef
from werkzeug.exceptions import BadRequest, NotFound

from loaders.annotation import has_place
from loaders.ooxml.listing import words
from ontology import modules
from shapes import partial
from shapes.finding import Finding
from shapes.reports import FORMATS
from sparql.formats import safe
from sparql.terms import day
from webapp.addresses import compact
from webapp.desk.checks import Desk, DeskFull, Upload
from webapp.desk.foresight import Foresights
from webapp.desk.grouping import fits, groups, ordered, summary
from webapp.desk.steps import told
from webapp.desk.work import is_mapping
from webapp.languages import interface
from webapp.naming import best
from webapp.serving.service import asker, require, service

pages = Blueprint("desk", __name__, url_prefix="/check")
PAGE = 200
"""Findings on one page of a report."""


def desk() -> Desk:
    """Return the desk of this application."""
    found: Desk = current_app.extensions["rbm-desk"]
    return found


def install(app: Flask) -> None:
    """Give the application its desk."""
    app.extensions["rbm-desk"] = Desk(app.extensions["rbm-service"])
    app.extensions["rbm-foresights"] = Foresights(app.extensions["rbm-service"])
    app.register_blueprint(pages)


@pages.get("")
def form() -> str:
    """Return the form that takes files."""
    return render_template("desk/form.html", today=date.today().isoformat())


@pages.post("")
def take() -> ResponseReturnValue:
    """Take files and lead to the page of their check."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        raise BadRequest(_("Choose at least one file."))
    text = request.form.get("asOf") or date.today().isoformat()
    day(text)
    who = asker()
    try:
        upload = desk().take(
            files,
            request.form.get("dataset") or None,
            date.fromisoformat(text),
            who.name,
            who.role,
        )
    except DeskFull:
        abort(503, _("Too many files are being checked; try again in a minute."))
    return redirect(address_of("desk.show", name=upload.id), 303)


def _upload(name: str) -> Upload:
    upload = desk().get(name)
    if upload is None:
        raise NotFound(_("This upload is not known any more; uploads are forgotten after an hour."))
    return upload


@pages.get("/<name>")
def show(name: str) -> Response | str | tuple[str, int, dict[str, str]]:
    """Return how far a check is, or its report: counts first, then the findings in groups."""
    upload = _upload(name)
    # Asked once: work that ends while the page is written must not leave it without a refresh.
    working = upload.working
    if working or upload.checked is None:
        page = render_template("desk/working.html", upload=upload)
        return page, 200, {"Refresh": "1"} if working else {}
    report = upload.checked.report
    by = request.args.get("by", "rule")
    chosen = ordered((one for one in report.findings if fits(one, request.args)), by)
    number = max(1, request.args.get("page", 1, type=int))
    shown = chosen[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "desk/report.html",
        upload=upload,
        report=report,
        checked=upload.checked,
        wants_fast=service().options.engine == "fast",
        has_place=has_place,
        is_mapping=is_mapping,
        located=_located(report.findings),
        class_name=_class_name,
        unwritable=words(interface().tag)["unwritable"],
        omitted=sum(len(each.left_out) + len(each.cut) for each in upload.left_out),
        chosen=len(chosen),
        groups=list(groups(shown, by, report.counts)),
        broken=summary(report),
        by=by,
        number=number,
        pages=-(-len(chosen) // PAGE),
        formats=[form for form in FORMATS.values() if form.name != "badge"],
        rules_met=sorted(report.counts),
        levels=Counter({str(level): count for level, count in report.weights.items()}),
    )


def _located(findings: Iterable[Finding]) -> set[str]:
    """Return the files in which a finding lies at a cell or line."""
    places = (place for finding in findings for place in finding.places)
    return {place.file for place in places if place.cell or place.line}


def _class_name(token: str) -> str:
    """Return what a class is called; one that is none of ours by the end of its name."""
    kind = URIRef(token.strip("<>"))
    labels = modules.graph().objects(kind, RDFS.label)
    label = best(text for text in labels if isinstance(text, Literal))
    return str(label) if label else compact(str(kind))


@pages.get("/<name>/report.<ending>")
def report(name: str, ending: str) -> Response:
    """Return the report on an upload as a file."""
    upload = _upload(name)
    form = next((form for form in FORMATS.values() if form.ending == ending), None)
    if form is None or upload.checked is None:
        names = ", ".join(form.ending for form in FORMATS.values())
        raise NotFound(_("There is no such report; there are: %(names)s.", names=names))
    response = Response(
        form.write(upload.checked.report, interface().tag), content_type=form.media_type
    )
    if form.name != "badge":
        response.headers["Content-Disposition"] = f'attachment; filename="report.{ending}"'
    return response


def _file(upload: Upload, number: int) -> Path:
    if upload.checked is None or not 0 <= number < len(upload.files):
        raise NotFound(_("This upload has no such file."))
    return Path(upload.files[number])


def _download(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@pages.get("/<name>/marked/<int:number>")
def marked(name: str, number: int) -> ResponseReturnValue:
    """Return the steward's own file with every finding at its cell or line.

    What the copy cannot show is told on the report's page first, with a link to the copy.
    """
    upload = _upload(name)
    path = _file(upload, number)
    assert upload.checked is not None
    if not has_place(path.name):
        raise NotFound(_("A file of this kind cannot hold remarks; the report has them."))
    language = interface().tag
    made = desk().copy("mark", path, upload.checked.report.findings, language)
    if made is not None and (not made.remarks or "download" in request.args):
        return _download(made.content, f"checked-{path.name}")
    unwritable = (words(language)["unwritable"].format(path.name),)
    upload.remarks[number, language] = unwritable if made is None else made.remarks
    return redirect(address_of("desk.show", name=name, _anchor="copies"), 303)


@pages.get("/<name>/mended/<int:number>")
def mended(name: str, number: int) -> Response | str:
    """Return what the certain corrections change, or the copy that has them."""
    upload = _upload(name)
    path = _file(upload, number)
    assert upload.checked is not None
    made = desk().copy("mend", path, upload.checked.edits)
    if "download" in request.args:
        return _download(made.content, f"mended-{path.name}")
    return render_template("desk/mended.html", upload=upload, number=number, made=made)


@pages.get("/<name>/left-out.csv")
def left_out(name: str) -> Response:
    """Return what was left out of a publication, and because of which finding."""
    upload = _upload(name)
    cells: list[tuple[str, ...]] = [("what", "thing", "name", "rule", "because", "round")]
    cells += [row for each in upload.left_out for row in partial.rows(each, interface().tag)]
    text = io.StringIO()
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in cells])
    return _download(text.getvalue().encode("utf-8-sig"), "left-out.csv")


@pages.post("/<name>/publish")
def publish(name: str) -> ResponseReturnValue:
    """Publish the files of an upload; a steward's part."""
    who = require("steward")
    upload = _upload(name)
    if not upload.working and upload.published is None:
        sound_only = request.form.get("part") == "sound"
        desk().publish(upload, who.name, who.role, sound_only=sound_only)
    return redirect(address_of("desk.show", name=name), 303)


@pages.post("/<name>/forget")
def forget(name: str) -> ResponseReturnValue:
    """Stop the work on an upload and forget it at once."""
    desk().cancel(_upload(name))
    return redirect(address_of("desk.form"), 303)


@pages.app_context_processor
def limits() -> dict[str, object]:
    """Return what the upload form says of its limit, and how work at hand is told."""
    return {"upload_mb": service().options.upload_mb, "step_of": told}

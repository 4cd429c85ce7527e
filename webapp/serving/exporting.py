"""The data as files of other systems, and the DCAT record that lists them."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from loaders.exports.catalogue import record
from loaders.exports.forms import FORMS, Exported
from sparql.manifest import Snapshot
from sparql.quads import RDF_FORMATS
from sparql.terms import iri
from sparql.worker import CallJob
from webapp.installation import settings
from webapp.serving.accepting import negotiated
from webapp.serving.problems import problem
from webapp.serving.service import asker, service, store_folder

blueprint = Blueprint("exporting", __name__)
blueprint.register_error_handler(Exception, problem)


@blueprint.get("/export/<name>")
def show(name: str) -> Response:
    """Return everything, or what belongs to `?about=IRI`, in a form.

    The header `X-Not-Said` counts the statements that the form cannot say; `left-out` below this
    address lists them.
    """
    snapshot, exported = export(name)
    form = FORMS[name]
    response = Response(exported.content, content_type=form.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.ending}"'
    response.headers["X-Snapshot"] = snapshot.id
    response.headers["X-Not-Said"] = str(sum(loss.count for loss in exported.lost))
    return response


def export(name: str) -> tuple[Snapshot, Exported]:
    """Return what the request asks for in a form, made by a worker, and its snapshot."""
    if name not in FORMS:
        raise NotFound(_("There is no such form; there are: %(names)s.", names=", ".join(FORMS)))
    thing = request.args.get("about") or None
    if thing:
        iri(thing)
    snapshot = service().snapshot(request.args.get("asOf"))
    who = asker()
    job = CallJob(
        "loaders.exports.forms:run",
        (store_folder(snapshot), name, thing),
        service().limits(who.role),
    )
    exported: Exported
    (exported,) = service().pool.submit(job, role=who.role).pieces
    return snapshot, exported


@blueprint.get("/dcat")
def catalogue() -> Response:
    """Return the DCAT record of the current snapshot."""
    snapshot = service().snapshot(request.args.get("asOf"))
    forms = {
        url_for("exporting.show", name=name, _external=True): (form.title, form.media_type)
        for name, form in FORMS.items()
    }
    whole = url_for("graphs.indirect", default="", _external=True)
    forms[whole] = ("RDF", next(iter(RDF_FORMATS)))
    response = negotiated(record(snapshot, request.host_url, settings().title, forms))
    response.headers["X-Snapshot"] = snapshot.id
    return response

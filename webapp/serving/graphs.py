"""SPARQL 1.1 Graph Store HTTP Protocol: every named graph by its address, read and written.

Reading is open. Writing is for stewards: what is sent is read by the loaders under their limits and
judged by the rules beside what is published, then it is a publication that can be rolled back. The
header `X-Findings` says what the rules found; with `?strict` a violation stops the write, and the
answer (422) is the report.

`?default` is what was written without naming a graph, so that GET gives back what PUT brought; the
default graph of a query holds besides what stands in the named ones.
"""

import secrets
from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, NotFound, UnsupportedMediaType

from loaders.putting import SYNTAXES, Put
from sparql.graphs import UNNAMED
from sparql.quads import RDF_FORMATS
from sparql.terms import iri
from sparql.worker import CallJob, QueryJob
from webapp.serving.accepting import accepted
from webapp.serving.problems import problem
from webapp.serving.service import asker, require, service, store_folder

blueprint = Blueprint("graphs", __name__, url_prefix="/graphs")
blueprint.register_error_handler(Exception, problem)
METHODS = ["GET", "PUT", "POST", "DELETE"]


@blueprint.route("", methods=METHODS, strict_slashes=False)
def indirect() -> ResponseReturnValue:
    """Answer a request that names its graph by `?graph=` or says `?default`."""
    names, default = request.args.getlist("graph"), "default" in request.args
    if len(names) + default > 1:
        raise BadRequest("Name one graph: ?graph=IRI or ?default.")
    if names:
        return _answer(names[0])
    if default:
        return _answer(None)
    if request.method == "POST":
        name = f"{request.base_url}/{secrets.token_urlsafe(9)}"
        made = _write(name, replace=False)
        made.headers["Location"] = name
        return made
    raise BadRequest("Name the graph: ?graph=IRI or ?default.")


@blueprint.route("/<path:name>", methods=METHODS)
def direct(name: str) -> ResponseReturnValue:
    """Answer a request whose own address is the graph's name."""
    return _answer(f"{request.host_url}graphs/{name}")


def _answer(name: str | None) -> ResponseReturnValue:
    if name is not None:
        iri(name)
    if request.method in ("GET", "HEAD"):
        return _read(name)
    if request.method == "DELETE":
        return _delete(name)
    return _write(name or UNNAMED, replace=request.method == "PUT")


def _known(name: str) -> bool:
    current = service().store.current()
    return current is not None and bool(current.graphs.get(name))


def _read(name: str | None) -> Response:
    snapshot = service().snapshot(request.args.get("asOf"))
    if name is not None and not snapshot.graphs.get(name):
        raise NotFound(f"There is no graph <{name}> in snapshot {snapshot.id}.")
    media_type = accepted(list(RDF_FORMATS))
    where = f"GRAPH {iri(name or UNNAMED)} {{ ?s ?p ?o }}"
    who = asker()
    job = QueryJob(
        str(store_folder(snapshot)),
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {where} }}",
        media_type=media_type,
        limits=service().limits(who.role),
    )
    running = service().pool.submit(job, role=who.role)

    def stream() -> Iterator[bytes]:
        yield from running.pieces

    response = Response(stream(), content_type=f"{media_type}; charset=utf-8")
    response.headers["X-Snapshot"] = snapshot.id
    if running.truncated:
        response.headers["X-Result-Truncated"] = running.truncated
    response.vary.add("Accept")
    return response


def _write(name: str, *, replace: bool) -> Response:
    who = require("steward")
    known = _known(name)
    put = _run("put_graph", name, tuple(_bodies()), who.name, replace)
    status = 201 if not known else 204 if replace else 200
    return _told(put, status, {"Location": name} if status == 201 else {})


def _delete(name: str | None) -> Response:
    who = require("steward")
    if not _known(name or UNNAMED):
        if name is None:  # the default graph is always there, if empty
            return Response(status=204)
        raise NotFound(f"There is no graph <{name}>.")
    return _told(_run("delete_graph", name or UNNAMED, who.name), 200, {})


def _run(function: str, *arguments: object) -> Put:
    job = CallJob(
        f"loaders.putting:{function}",
        (
            service().store.folder,
            *arguments,
            "strict" in request.args,
            service().options.manner,
        ),
        service().limits(asker().role),
    )
    (put,) = service().pool.submit(job, role=asker().role).pieces
    return cast("Put", put)


def _told(put: Put, status: int, headers: dict[str, str]) -> Response:
    """Return the answer to a write; the report is its body where the write was stopped."""
    if put.snapshot is None:
        said = "Nothing was published: a rule is violated (?strict)."
        response = jsonify(
            type="about:blank",
            title="Unprocessable Content",
            status=422,
            detail=said,
            report=put.report,
        )
        response.status_code = 422
        response.mimetype = "application/problem+json"
    else:
        response = Response(status=status, headers=headers)
        response.headers["X-Snapshot"] = put.snapshot
    response.headers["X-Findings"] = ", ".join(f"{level}={count}" for level, count in put.levels)
    return response


def _bodies() -> Iterator[tuple[bytes, str]]:
    if request.mimetype == "multipart/form-data":
        if not request.files:
            raise BadRequest("The form holds no file.")
        for upload in request.files.values():
            yield _checked(upload.read(), upload.mimetype)
        return
    yield _checked(request.get_data(), request.mimetype)


def _checked(data: bytes, media_type: str) -> tuple[bytes, str]:
    if media_type not in SYNTAXES:
        raise UnsupportedMediaType(f"Send one of: {', '.join(SYNTAXES)}.")
    return data, media_type

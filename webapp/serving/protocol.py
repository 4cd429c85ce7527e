"""SPARQL 1.1 Protocol: queries by GET and both kinds of POST, updates where they are allowed."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    MethodNotAllowed,
    UnsupportedMediaType,
)

from sparql.guard import MAX_BYTES, guard_update
from sparql.worker import CallJob
from webapp.serving.answering import Asked, answer
from webapp.serving.description import describe
from webapp.serving.pages import answer_page
from webapp.serving.problems import problem
from webapp.serving.service import asker, require, service, wished_id

blueprint = Blueprint("sparql", __name__)
blueprint.register_error_handler(Exception, problem)


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks for: a text, whether it is an update, and the graphs it names."""

    text: str
    update: bool
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
@blueprint.route("/sparql/", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    """Answer a query or an update; without either, describe the service."""
    if request.method not in ("GET", "HEAD", "POST"):
        raise MethodNotAllowed(["GET", "HEAD", "POST", "OPTIONS"])
    call = read_call()
    if call is None:
        if _prefers_html():
            return redirect(url_for("query.show"))
        return describe()
    return _update(call) if call.update else answered(call)


@blueprint.post("/sparql/cancel")
def cancel() -> ResponseReturnValue:
    """Stop a running query by the id that its caller chose (`X-Query-Id`)."""
    stopped = service().pool.cancel(request.values.get("id", ""))
    return {"stopped": stopped}, 200 if stopped else 404


def read_call() -> Call | None:
    """Return what the request asks for, None for nothing; refuse what the protocol forbids."""
    request.max_content_length = request.max_form_memory_size = 4 * MAX_BYTES
    direct = {"application/sparql-query": False, "application/sparql-update": True}
    if request.method == "POST" and request.mimetype in direct:
        if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType("A query is sent as UTF-8.")
        try:
            text = request.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadRequest(f"The query is not UTF-8: {error}.") from error
        return _call(text, direct[request.mimetype])
    if request.method == "POST" and request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType(
            "Send application/x-www-form-urlencoded, application/sparql-query or "
            "application/sparql-update."
        )
    values = request.form if request.method == "POST" else request.args
    queries = request.values.getlist("query")
    updates = values.getlist("update")
    if len(queries) + len(updates) > 1:
        raise BadRequest("A request holds one query or one update.")
    if updates and request.method != "POST":
        raise BadRequest("An update is sent by POST.")
    if not queries and not updates:
        if request.method == "POST":
            raise BadRequest("The form holds neither “query” nor “update”.")
        return None
    return _call((queries or updates)[0], bool(updates))


def _call(text: str, update: bool) -> Call:
    prefix = "using-" if update else ""
    default = request.values.getlist("using-graph-uri" if update else "default-graph-uri")
    named = request.values.getlist(f"{prefix}named-graph-uri")
    return Call(text, update, tuple(default), tuple(named))


def answered(call: Call) -> Response:
    """Return the answer to the query of this request."""
    asked = Asked(
        call.text,
        request.base_url,
        asker().role,
        request.headers.get("Accept", ""),
        request.headers.get("If-None-Match", ""),
        request.values.get("asOf"),
        call.default_graphs,
        call.named_graphs,
        wished_id(),
    )
    size = request.values.get("page-size")
    given = (
        answer_page(
            service(), asked, size, request.values.get("after"), request.values.get("before")
        )
        if size
        else answer(service(), asked)
    )
    return Response(given.body, status=given.status, headers=given.headers)


def _prefers_html() -> bool:
    return request.accept_mimetypes.best == "text/html"


def _update(call: Call) -> ResponseReturnValue:
    if not service().options.updates:
        raise Forbidden("Updates are off here; publish a file with `rbm load`.")
    who = require("steward")
    guarded = guard_update(call.text)
    job = CallJob(
        "sparql.updating:run",
        (
            service().store.folder,
            guarded.text,
            request.base_url,
            call.default_graphs,
            call.named_graphs,
            who.name,
        ),
        service().limits(who.role),
    )
    (snapshot,) = service().pool.submit(job, role=who.role).pieces
    return {"snapshot": snapshot}, 200, {"X-Snapshot": snapshot}

"""What a reader sees when a page cannot be given: what went wrong and what to do."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from sparql.catalogue import QuestionError
from sparql.endpoint import QueryError, StoreError
from sparql.pool import Busy, LimitPassed
from sparql.terms import TermError
from webapp.faults import stopped
from webapp.installation import installation


def told(code: int, title: str, message: str) -> Response:
    """Return the error as a page, or as problem details (RFC 9457) to a program."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if best == "application/json":
        problem = jsonify(type="about:blank", status=code, title=title, detail=message)
        problem.mimetype = "application/problem+json"
        problem.status_code = code
        return problem
    return make_response(render_template("error.html", title=title, message=message), code)


def http(error: HTTPException) -> Response:
    """Return the page of an HTTP error."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    titles = {
        400: _("This request was not understood"),
        401: _("Sign in first"),
        403: _("This is not allowed here"),
        404: _("There is nothing at this address"),
        405: _("This address does not take that kind of request"),
        406: _("There is no such format here"),
        413: _("This is too much at once"),
        429: _("This was asked too often"),
    }
    return told(error.code, titles.get(error.code, error.name), error.description or "")


def bad_input(error: Exception) -> Response:
    """Return the page of a parameter that was not understood."""
    return told(400, _("This request was not understood"), str(error))


def unavailable(error: StoreError) -> Response:
    """Return the page of a store that cannot answer now."""
    said = str(error)
    if installation().library.store.current() is None:
        said = _("Nothing is published here yet. A steward signs in and publishes a file.")
    return told(503, _("There is no data to show"), said)


def busy(error: Busy) -> Response:
    """Return the page of a service that has more questions than it can take."""
    said = _(
        "Too much is asked at the same time. Try again in %(seconds)s s.", seconds=error.seconds
    )
    answer = told(503, _("The service is busy"), said)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def too_long(error: LimitPassed) -> Response:
    """Return the page of a query that passed its limits."""
    return told(504, _("This took too long"), stopped(error))


def broken(_error: Exception) -> Response:
    """Return the page of an error of ours; the log has the rest."""
    return told(
        500,
        _("Something went wrong on our side"),
        _("The fault is written down. Try again, or go back to the home page."),
    )


def install(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(QuestionError, bad_input)
    app.register_error_handler(TermError, bad_input)
    app.register_error_handler(QueryError, bad_input)
    app.register_error_handler(StoreError, unavailable)
    app.register_error_handler(Busy, busy)
    app.register_error_handler(LimitPassed, too_long)
    app.register_error_handler(500, broken)

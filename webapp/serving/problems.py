"""Errors for programs: problem details (RFC 9457), whatever format the client prefers."""

from http import HTTPStatus

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sparql.endpoint import QueryError, StoreError
from sparql.pool import Busy, LimitPassed
from sparql.terms import TermError

STATUS: dict[type[Exception], HTTPStatus] = {
    LimitPassed: HTTPStatus.GATEWAY_TIMEOUT,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryError: HTTPStatus.BAD_REQUEST,
    TermError: HTTPStatus.BAD_REQUEST,
}


def problem(error: Exception) -> ResponseReturnValue:
    """Return an error as problem details; what is not for clients stays in the log."""
    if isinstance(error, HTTPException):
        code, detail = error.code or 500, error.description or ""
        headers = dict(error.get_headers())
    else:
        found = next((STATUS[kind] for kind in STATUS if isinstance(error, kind)), None)
        code = found or HTTPStatus.INTERNAL_SERVER_ERROR
        detail = str(error)
        headers = {"Retry-After": str(error.seconds)} if isinstance(error, Busy) else {}
        if found is None:
            current_app.logger.exception("request failed")
            detail = "The fault is written down under the X-Request-Id of this answer."
    response = jsonify(
        type="about:blank", title=HTTPStatus(code).phrase, status=int(code), detail=detail
    )
    response.status_code = int(code)
    response.mimetype = "application/problem+json"
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in headers:
            response.headers[name] = headers[name]
    if code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response

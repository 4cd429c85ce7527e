"""Errors for programs: problem details (RFC 9457), whatever format the client prefers."""

import json
import logging
from http import HTTPStatus

from flask import Response, g
from werkzeug.exceptions import HTTPException

from sparql.endpoint import QueryError, StoreError
from sparql.pool import Busy, LimitPassed
from sparql.terms import TermError

log = logging.getLogger("rbm.faults")
MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[Exception], HTTPStatus] = {
    LimitPassed: HTTPStatus.GATEWAY_TIMEOUT,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    QueryError: HTTPStatus.BAD_REQUEST,
    TermError: HTTPStatus.BAD_REQUEST,
}


def problem(error: Exception) -> Response:
    """Return an error of this request as problem details."""
    code, headers, body = details(error, g.get("request_id"))
    return Response(body, status=code, headers=headers)


def details(error: Exception, request_id: str | None) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body for an error; what is not for clients stays in the log."""
    headers = {"Content-Type": MEDIA_TYPE}
    if isinstance(error, HTTPException):
        code, detail = error.code or 500, error.description or ""
        given = dict(error.get_headers())
        headers |= {name: given[name] for name in ("Allow", "Retry-After") if name in given}
    else:
        found = next((STATUS[kind] for kind in STATUS if isinstance(error, kind)), None)
        code = found or HTTPStatus.INTERNAL_SERVER_ERROR
        detail = str(error)
        if isinstance(error, Busy):
            headers["Retry-After"] = str(error.seconds)
        if found is None:
            log.error("request failed", exc_info=error, extra={"fields": {"id": request_id}})
            detail = "The fault is written down under the X-Request-Id of this answer."
    if code == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    text = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": int(code)}
    body = json.dumps({**text, "detail": detail}, ensure_ascii=False).encode()
    return int(code), list(headers.items()), body

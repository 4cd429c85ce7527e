"""What stands before the pages and answers plain queries without them.

A plain query is `GET /sparql?query=…` without account, cookie or further parameters. What Flask
does for a request takes longer than the engine does; the rules that hold are the same ones.
"""

import re
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from webapp.security import HEADERS
from webapp.serving.answering import Answered, Asked, answer
from webapp.serving.limiting import Rate
from webapp.serving.origins import shared
from webapp.serving.problems import details
from webapp.serving.service import Service
from webapp.serving.watching import Metrics

ROUTE = "/sparql"
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_X_QUERY_ID")
"""Headers of requests that are not plain."""
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]+)?")
LINES = {int(status): f"{int(status)} {status.phrase}" for status in HTTPStatus}
SECURITY = list(HEADERS.items())


class Front:
    """A WSGI application around the pages."""

    def __init__(self, pages: WSGIApplication, service: Service, rate: Rate, metrics: Metrics):
        self._pages = pages
        self._service = service
        self._rate = rate
        self._metrics = metrics

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a plain query; hand anything else to the pages."""
        asked = plain(environ)
        if asked is None:
            return self._pages(environ, start_response)
        began = perf_counter()
        request_id = secrets.token_hex(8)
        try:
            self._rate.check(environ.get("REMOTE_ADDR"))
            given = answer(self._service, asked)
        except Exception as error:
            status, headers, body = details(error, request_id)
            given = Answered(status, headers, [body])
        headers = [*given.headers, *SECURITY, ("X-Request-Id", request_id)]
        if origin := environ.get("HTTP_ORIGIN"):
            headers += shared(origin, self._service.options.cors)
        snapshot = dict(given.headers).get("X-Snapshot")
        seconds = perf_counter() - began
        self._metrics.note(request_id, "GET", ROUTE, given.status, seconds, snapshot)
        start_response(LINES[given.status], headers)
        return given.body


def plain(environ: WSGIEnvironment) -> Asked | None:
    """Return the query of a plain request, None for any other request."""
    if environ["PATH_INFO"] != ROUTE or environ["REQUEST_METHOD"] != "GET":
        return None
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host) or any(name in environ for name in PERSONAL):
        return None
    try:
        fields = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True, max_num_fields=1)
    except ValueError:
        return None
    if len(fields) != 1 or fields[0][0] != "query":
        return None
    return Asked(
        fields[0][1],
        f"{environ['wsgi.url_scheme']}://{host}{ROUTE}",
        accept=environ.get("HTTP_ACCEPT", ""),
        known=environ.get("HTTP_IF_NONE_MATCH", ""),
    )

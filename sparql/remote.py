"""Any SPARQL 1.1 endpoint as a store: the only module that imports SPARQLWrapper.

A call has a deadline for all of it and a limit in bytes. SPARQLWrapper's own time-out bounds each
read, so a server that sends a byte a second would hold a caller for ever; here the connection is
cut when the deadline passes.
"""

import json
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier
from SPARQLWrapper import CONSTRUCT, JSON, POST, SELECT, TURTLE, SPARQLWrapper

from sparql.answers import Table
from sparql.endpoint import QueryError

CHUNK = 65_536
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
TOLD = 500
"""Characters of a server's error message that are passed on."""


class RemoteStore:
    """A SPARQL endpoint behind the `Endpoint` interface.

    `deadline` is in seconds and counts from the call to the last byte; `max_bytes` bounds an
    answer as it comes over the wire. `snapshot` is None: a remote store does not say what it holds.
    """

    def __init__(
        self,
        url: str,
        deadline: float = 30.0,
        max_bytes: int = 64 * 1024**2,
        credentials: tuple[str, str] | None = None,
    ):
        if not url.startswith(("http://", "https://")):
            raise QueryError(f"“{url}” is no address of a SPARQL endpoint; it begins with http.")
        self.url = url
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.snapshot: str | None = None
        self._credentials = credentials

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query; `truncated` where the server says that rows lack."""
        answer, partial = self._json(query)
        try:
            variables = tuple(str(name) for name in answer["head"]["vars"])
            rows = tuple(
                tuple(_term(row[name]) if name in row else None for name in variables)
                for row in answer["results"]["bindings"]
            )
        except (KeyError, TypeError) as error:
            raise QueryError(f"{self.url} gave no rows: this is not a SELECT query.") from error
        return Table(variables, rows, None, partial)

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        answer, _ = self._json(query)
        match answer:
            case {"boolean": bool(told)}:
                return told
            case {"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": rows}}:
                return bool(rows)  # Virtuoso 7 answers with a row for yes and none for no
        raise QueryError(f"{self.url} gave no yes or no: this is not an ASK query.")

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        data, partial = self._call(query, TURTLE)
        if partial:
            raise QueryError(f"{self.url} ran out of its own time and gave only some triples.")
        try:
            return Graph().parse(data=data, format="turtle")
        except Exception as error:  # rdflib's parser raises what its grammar happens upon
            raise QueryError(f"{self.url} gave no Turtle: {str(error)[:TOLD]}") from error

    def _json(self, query: str) -> tuple[Any, bool]:
        data, partial = self._call(query, JSON)
        try:
            return json.loads(data), partial
        except (ValueError, RecursionError) as error:
            raise QueryError(f"{self.url} gave no JSON: {str(error)[:TOLD]}") from error

    def _call(self, query: str, form: str) -> tuple[bytes, bool]:
        """Return the body of an answer, and whether the server says that it is only a part."""
        wrapper = _Wrapper(self.url)
        wrapper.setQuery(query)
        # Whatever it is, it goes out as a query: SPARQLWrapper would guess at an update.
        wrapper.queryType = SELECT if form == JSON else CONSTRUCT
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(form)
        wrapper.setOnlyConneg(True)
        if self._credentials:
            wrapper.setCredentials(*self._credentials)
        request = wrapper.request()
        with _Watch(self.deadline) as watch:
            try:
                with watch.opener().open(request, timeout=self.deadline) as response:
                    body = self._body(response)
                    watch.check()
                    # Virtuoso answers 200 with what it had when its own time-out struck.
                    return body, "X-SQL-State" in response.headers
            except HTTPError as error:
                with error:
                    reason = error.read(TOLD).decode(errors="replace").strip()
                raise QueryError(f"{self.url} answered {error.code}: {reason}") from error
            except (OSError, URLError, HTTPException) as error:
                watch.check(error)
                raise QueryError(f"{self.url} did not answer: {error}") from error

    def _body(self, response: HTTPResponse) -> bytes:
        pieces, size = [], 0
        while piece := response.read1(CHUNK):
            size += len(piece)
            if size > self.max_bytes:
                raise QueryError(
                    f"{self.url} gave more than {self.max_bytes:,} bytes; ask for less."
                )
            pieces.append(piece)
        return b"".join(pieces)


class _Wrapper(SPARQLWrapper):
    def request(self) -> Request:
        """Return the HTTP request that SPARQL 1.1 Protocol asks for."""
        return self._createRequest()


class _Watch:
    """Cuts the connections that were opened under it when the deadline passes."""

    def __init__(self, deadline: float):
        self._deadline = deadline
        self._sockets: list[socket.socket] = []
        self._passed = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(deadline, self._cut)
        self._timer.daemon = True
        self._end = monotonic() + deadline

    def __enter__(self) -> "_Watch":
        self._timer.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def check(self, cause: Exception | None = None) -> None:
        """Raise `QueryError` where the deadline has passed."""
        if self._passed or monotonic() > self._end:
            raise QueryError(
                f"The remote store took longer than {self._deadline:g} seconds."
            ) from cause

    def opener(self) -> OpenerDirector:
        """Return an opener whose connections are watched."""
        watch = self

        class Plain(HTTPConnection):
            def __init__(self, *arguments: Any, **named: Any):
                super().__init__(*arguments, **named)
                self._create_connection = watch.connect

        class Secure(HTTPSConnection):
            def __init__(self, *arguments: Any, **named: Any):
                super().__init__(*arguments, **named)
                self._create_connection = watch.connect

        class Http(HTTPHandler):
            def http_open(self, req: Request) -> HTTPResponse:
                return self.do_open(Plain, req)

        class Https(HTTPSHandler):
            def https_open(self, req: Request) -> HTTPResponse:
                return self.do_open(Secure, req)

        return build_opener(Http, Https)

    def connect(self, *arguments: Any, **named: Any) -> socket.socket:
        """Return a new connection that the deadline cuts."""
        connection = socket.create_connection(*arguments, **named)
        with self._lock:
            self._sockets.append(connection)
        return connection

    def _cut(self) -> None:
        with self._lock:
            self._passed = True
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _term(found: dict[str, str]) -> Identifier:
    """Return a term of SPARQL 1.1 Query Results JSON."""
    match found["type"]:
        case "uri":
            return URIRef(found["value"])
        case "bnode":
            return BNode(found["value"])
    language, datatype = found.get("xml:lang"), found.get("datatype")
    if language:
        return Literal(found["value"], lang=language)
    if datatype and datatype != XSD_STRING:
        return Literal(found["value"], datatype=URIRef(datatype))
    return Literal(found["value"])

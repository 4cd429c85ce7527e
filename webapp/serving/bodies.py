"""The bodies of requests, read whole and within bounds before anybody works on them.

A body that comes slowly holds a thread as long as it likes. So there are more threads than bodies
that are read at the same time, and no address may send more than a few at once.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import TemporaryFile
from threading import Lock
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.wsgi import ClosingIterator

from sparql.pool import Busy
from webapp.security import HEADERS
from webapp.serving.problems import details

ALL, EACH = 64, 16
"""Bodies read at the same time: of all addresses, and of one."""
IN_MEMORY = 1_000_000
"""Bytes of a body above which it waits on disk; so does one of unknown length."""
PIECE = 65_536


class Bodies:
    """A WSGI application around another one, which gets a body only when all of it is here."""

    def __init__(self, inner: WSGIApplication, most: int):
        self._inner = inner
        self._most = most
        self._reading: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Read the body of a request, if it has one, and hand the request on."""
        length = environ.get("CONTENT_LENGTH", "")
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        if length in ("", "0") and not chunked:
            return self._inner(environ, start_response)
        said = None if chunked or not length.isdigit() else int(length)
        body = room(said)
        try:
            with self._place(environ.get("REMOTE_ADDR", "")):
                self._read(environ["wsgi.input"], said, body)
        except Exception as error:
            body.close()
            status, headers, told = details(error, None)
            start_response(f"{status} {HTTPStatus(status).phrase}", [*headers, *HEADERS.items()])
            return [told]
        environ["CONTENT_LENGTH"] = str(body.tell())
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        body.seek(0)
        environ["wsgi.input"] = body
        return ClosingIterator(self._inner(environ, start_response), [body.close])

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        with self._lock:
            if self._reading.total() >= ALL or self._reading[address] >= EACH:
                raise Busy(5)
            self._reading[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._reading[address] -= 1
                if not self._reading[address]:
                    del self._reading[address]

    def _read(self, source: IO[bytes], length: int | None, body: IO[bytes]) -> None:
        too_large = RequestEntityTooLarge(f"At most {self._most:,} bytes are read.")
        if length is not None and length > self._most:
            raise too_large
        size = 0
        while length is None or size < length:
            piece = source.read(PIECE if length is None else min(PIECE, length - size))
            if not piece:
                break
            size += body.write(piece)
            if size > self._most:
                raise too_large
        if length is not None and size < length:
            raise BadRequest("The body is shorter than its length is said to be.")


def room(length: int | None) -> IO[bytes]:
    """Return where a body of a length, None for unknown, waits until it is whole."""
    if length is not None and length <= IN_MEMORY:
        return io.BytesIO()
    return TemporaryFile()

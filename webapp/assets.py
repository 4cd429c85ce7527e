"""The built files: where the editor lies, and every static text sent compressed and kept long."""

import gzip
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parent / "static"
EDITOR = "build/editor.js"
TEXTS = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
FEW = 1_000
"""Bytes below which compressing gains nothing."""


@cache
def digest(name: str) -> str:
    """Return what changes whenever a static file does, empty where the file is not there."""
    file = STATIC / name
    return sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""


def address(name: str) -> str | None:
    """Return the address of a static file for its present content, None where it was not built."""
    version = digest(name)
    return url_for("static", filename=name, v=version) if version else None


@lru_cache(maxsize=32)
def compressed(body: bytes) -> bytes:
    """Return bytes compressed as gzip, the same for the same bytes."""
    return gzip.compress(body, 9, mtime=0)


def shrink(response: Response) -> Response:
    """Return a static text compressed, where the browser takes that."""
    if request.endpoint != "static" or response.mimetype not in TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= FEW:
        response.set_data(compressed(body))
        response.headers["Content-Encoding"] = "gzip"
        etag, _weak = response.get_etag()
        response.set_etag(f"{etag}-gzip" if etag else digest(request.path)[:12])
    return response


def install(app: Flask) -> None:
    """Send static files compressed and give the templates their addresses."""
    app.after_request(shrink)
    app.jinja_env.globals["asset"] = address

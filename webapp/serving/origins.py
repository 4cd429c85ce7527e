"""Cross-origin reading: scripts of the allowed origins may read answers; cookies never go along."""

from collections.abc import Sequence

from flask import Response, current_app, request

MACHINES = ("sparql", "graphs", "exporting", "watching")
"""Blueprints whose answers other sites' scripts may read."""
REQUEST_HEADERS = "Accept, Content-Type, X-Query-Id"
EXPOSED = "Link, X-Snapshot, X-Query-Id, X-Result-Limit, X-Result-Truncated, X-Request-Id"


def shared(origin: str, allowed: Sequence[str]) -> list[tuple[str, str]]:
    """Return the headers that let scripts of an origin read an answer, none where it may not."""
    if "*" not in allowed and origin not in allowed:
        return []
    return [
        ("Access-Control-Allow-Origin", "*" if "*" in allowed else origin),
        ("Access-Control-Allow-Headers", REQUEST_HEADERS),
        ("Access-Control-Expose-Headers", EXPOSED),
        ("Vary", "Origin"),
    ]


def share(response: Response) -> Response:
    """Let scripts of the allowed origins read the answer to this request."""
    origin = request.headers.get("Origin")
    if origin and request.blueprint in MACHINES:
        for name, value in shared(origin, current_app.extensions["rbm-service"].options.cors):
            response.headers.add(name, value)
    return response

"""Content negotiation for programs (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable
from functools import lru_cache

from flask import Response, request
from rdflib import Graph
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

from sparql.quads import RDF_FORMATS

SERIALIZERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
"""What rdflib calls the media types of `RDF_FORMATS`."""


def accepted(offers: Iterable[str]) -> str:
    """Return the media type that this request prefers."""
    return preferred(request.headers.get("Accept", ""), tuple(offers))


@lru_cache(maxsize=256)
def preferred(header: str, offers: tuple[str, ...]) -> str:
    """Return the media type that an Accept header prefers, the first offer where it names none.

    Parameters such as `charset=utf-8` do not matter. A browser, which asks for a page, gets the
    first offer too. Status 406 where no offer is accepted.
    """
    ranges = MIMEAccept(
        [
            (value.partition(";")[0].strip(), weight)
            for value, weight in parse_accept_header(header, MIMEAccept)
        ]
    )
    if not ranges or ranges.best == "text/html":
        return offers[0]
    best = ranges.best_match(offers)
    if best is None:
        raise NotAcceptable(f"This is available as: {', '.join(offers)}.")
    return best


def negotiated(graph: Graph) -> Response:
    """Return a graph in the RDF format that the request prefers."""
    media_type = accepted(RDF_FORMATS)
    text = graph.serialize(format=SERIALIZERS[media_type])
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.vary.add("Accept")
    return response

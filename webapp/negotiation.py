"""Which format a reader gets: the one named in the address, or the best the request accepts."""

from dataclasses import dataclass

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.exceptions import NotAcceptable


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its short name, its media type and the name rdflib knows it by."""

    name: str
    media: str
    rdflib: str = ""


HTML = Format("html", "text/html")
RDF = (
    Format("ttl", "text/turtle", "turtle"),
    Format("jsonld", "application/ld+json", "json-ld"),
    Format("nt", "application/n-triples", "nt11"),
    Format("rdf", "application/rdf+xml", "xml"),
)
TABLES = (
    Format("csv", "text/csv"),
    Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("json", "application/json"),
)


def wanted(formats: tuple[Format, ...]) -> Format:
    """Return the format of the answer, HTML first; status 400 or 406 where there is none."""
    offered = (HTML, *formats)
    name = request.values.get("format")
    if name is not None:
        for offer in offered:
            if offer.name == name:
                return offer
        names = ", ".join(offer.name for offer in offered)
        abort(
            400,
            _(
                "There is no format “%(name)s” here. Choose one of: %(names)s.",
                name=name,
                names=names,
            ),
        )
    best = request.accept_mimetypes.best_match([offer.media for offer in offered])
    if best is None and request.accept_mimetypes:
        raise NotAcceptable(
            _(
                "This address is available as: %(types)s.",
                types=", ".join(offer.media for offer in offered),
            )
        )
    return next((offer for offer in offered if offer.media == best), HTML)

"""Every form of export by its name."""

from collections.abc import Mapping
from dataclasses import dataclass

from loaders.exports import cube, frictionless, graphml
from loaders.exports.selection import Writer


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it is, for programs and for people, and what writes it."""

    title: str
    media_type: str
    ending: str
    write: Writer


FORMS: Mapping[str, Form] = {
    "cube": Form("RDF Data Cube", "text/turtle", "ttl", cube.write),
    "frictionless": Form("Frictionless tables", "application/zip", "zip", frictionless.write),
    "graphml": Form("GraphML", "application/graphml+xml", "graphml", graphml.write),
}

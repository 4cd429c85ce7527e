"""Every form of export by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from rdflib import Graph

from loaders.exports import cids, cube, frictionless, graphml, iati, stratml
from loaders.exports.selection import Loss, Writer, about, everything
from loaders.template_export import workbook_of
from sparql.embedded import EmbeddedStore


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it is, for programs and for people, and what writes it."""

    title: str
    media_type: str
    ending: str
    write: Writer


def _workbook(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write our own workbook, which holds every statement: nothing is lost."""
    workbook_of(graph, output)
    return ()


FORMS: Mapping[str, Form] = {
    "cids": Form("Common Impact Data Standard", "application/ld+json", "jsonld", cids.write),
    "cube": Form("RDF Data Cube", "text/turtle", "ttl", cube.write),
    "frictionless": Form("Frictionless tables", "application/zip", "zip", frictionless.write),
    "workbook": Form(
        "Our workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        _workbook,
    ),
    "graphml": Form("GraphML", "application/graphml+xml", "graphml", graphml.write),
    "iati": Form("IATI activities 2.03", "application/xml", "xml", iati.write),
    "stratml": Form("StratML Part 2", "application/xml", "xml", stratml.write),
    "stratml-all": Form(
        "StratML Part 2, a document for each plan", "application/zip", "zip", stratml.write_all
    ),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The bytes of an export, and what its form could not say."""

    content: bytes
    lost: tuple[Loss, ...]


def run(store: Path, name: str, thing: str | None, progress: Callable[..., None]) -> Exported:
    """Return a snapshot's data, or what belongs to one plan or framework, in a form."""
    progress("read")
    reader = EmbeddedStore(store)
    graph = everything(reader, reader.graphs())
    chosen = about(graph, thing) if thing else graph
    progress("write")
    output = BytesIO()
    lost = FORMS[name].write(chosen, output)
    return Exported(output.getvalue(), lost)

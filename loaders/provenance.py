"""Who imported which file when, with which loader: PROV-O for every import."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Graph, Literal, URIRef

from loaders import tokens


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: name, hash, size in bytes, and the loader that read it."""

    name: str
    document: str
    sha256: str
    size: int
    loader: str
    version: str


def describe(
    graph: str,
    read: tuple[Read, ...],
    base: str,
    by: str | None,
    began: datetime,
    ended: datetime,
    origin: str | None = None,
) -> Graph:
    """Return the account of one import: an activity that used files and made a graph."""
    about = Graph()
    dataset = graph.rsplit("/", 1)[-1]
    stamp = began.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    activity = URIRef(f"{base}{dataset}/import/{stamp}")
    about.add((activity, RDF.type, PROV.Activity))
    about.add((activity, RDFS.label, Literal(f"Import of {dataset}", lang="en")))
    about.add((activity, PROV.startedAtTime, _moment(began)))
    about.add((activity, PROV.endedAtTime, _moment(ended)))
    about.add((activity, PROV.generated, URIRef(graph)))
    about.add((URIRef(graph), RDF.type, PROV.Entity))
    if by:
        agent = URIRef(f"{base}agent/{quote(by, safe='')}")
        about.add((agent, RDF.type, PROV.Agent))
        about.add((agent, RDFS.label, Literal(by)))
        about.add((activity, PROV.wasAssociatedWith, agent))
    for file in read:
        document = URIRef(file.document.strip("<>"))
        loader = URIRef(f"{base}loader/{file.loader}/{file.version}")
        about.add((document, RDF.type, PROV.Entity))
        about.add((document, RDFS.label, Literal(file.name)))
        about.add((document, DCTERMS.identifier, Literal(f"sha256:{file.sha256}")))
        about.add((document, DCTERMS.extent, Literal(f"{file.size} bytes")))
        if origin:
            about.add((document, DCTERMS.source, URIRef(tokens.iri(origin).strip("<>"))))
        about.add((activity, PROV.used, document))
        about.add((URIRef(graph), PROV.wasDerivedFrom, document))
        about.add((loader, RDF.type, PROV.SoftwareAgent))
        label = f"{file.loader} loader, version {file.version}"
        about.add((loader, RDFS.label, Literal(label, lang="en")))
        about.add((activity, PROV.wasAssociatedWith, loader))
    return about


def _moment(when: datetime) -> Literal:
    return Literal(when.astimezone(UTC).isoformat(timespec="milliseconds"), datatype=XSD.dateTime)

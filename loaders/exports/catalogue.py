"""A DCAT 3 record of what is published here: one data set, its versions and its forms."""

from rdflib import DCAT, DCTERMS, PROV, RDF, Graph, Literal, URIRef
from rdflib.namespace import XSD

from sparql.manifest import Snapshot

LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
MEDIA = "https://www.iana.org/assignments/media-types/"


def record(snapshot: Snapshot, site: str, forms: dict[str, str]) -> Graph:
    """Return the record of a snapshot served at a site; `forms` maps addresses to media types."""
    graph = Graph()
    graph.bind("dcat", DCAT)
    data = URIRef(f"{site}data")
    graph.add((data, RDF.type, DCAT.Dataset))
    for text, language in (
        ("Results-based management: frameworks, strategies and their links", "en"),
        ("基于结果的管理：框架、战略及其相互联系", "zh"),
    ):
        graph.add((data, DCTERMS.title, Literal(text, lang=language)))
    graph.add((data, DCTERMS.identifier, Literal(snapshot.id)))
    graph.add((data, URIRef(f"{DCAT}version"), Literal(snapshot.id)))
    graph.add((data, DCTERMS.issued, Literal(snapshot.made)))
    graph.add((data, DCTERMS.license, LICENCE))
    if snapshot.parent:
        graph.add((data, PROV.wasRevisionOf, URIRef(f"{site}data?asOf={snapshot.parent}")))
    service = URIRef(f"{site}sparql")
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCAT.servesDataset, data))
    graph.add((service, DCTERMS.title, Literal("SPARQL endpoint", lang="en")))
    for address, media_type in sorted(forms.items()):
        form = URIRef(address)
        graph.add((data, DCAT.distribution, form))
        graph.add((form, RDF.type, DCAT.Distribution))
        graph.add((form, DCAT.downloadURL, form))
        graph.add((form, DCAT.mediaType, URIRef(MEDIA + media_type)))
        graph.add((form, DCTERMS.license, LICENCE))
    graph.add((data, DCTERMS.extent, Literal(snapshot.total, datatype=XSD.integer)))
    return graph

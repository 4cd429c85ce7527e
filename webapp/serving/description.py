"""The service description (SPARQL 1.1 Service Description) with VoID statistics."""

from flask import Response, request
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID, XSD

from sparql.manifest import Snapshot
from webapp.serving.accepting import negotiated
from webapp.serving.service import service

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def describe() -> Response:
    """Return the description of this endpoint in the RDF format the client prefers."""
    options = service().options
    return negotiated(description(request.base_url, service().snapshot(), updates=options.updates))


def description(endpoint: str, snapshot: Snapshot, *, updates: bool) -> Graph:
    """Return the description of an endpoint over a snapshot, counts made at publishing."""
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("void", VOID)
    here = URIRef(endpoint)
    graph.add((here, RDF.type, SD.Service))
    graph.add((here, SD.endpoint, here))
    graph.add((here, SD.supportedLanguage, SD.SPARQL11Query))
    if updates:
        graph.add((here, SD.supportedLanguage, SD.SPARQL11Update))
    for name in RESULTS:
        graph.add((here, SD.resultFormat, FORMATS[name]))
    dataset, default = BNode(), BNode()
    graph.add((here, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, DCTERMS.identifier, Literal(snapshot.id)))
    graph.add((dataset, DCTERMS.modified, Literal(snapshot.made, datatype=XSD.dateTime)))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    graph.add((default, VOID.triples, Literal(snapshot.total)))
    for name, count in snapshot.classes.items():
        part = BNode()
        graph.add((default, VOID.classPartition, part))
        graph.add((part, VOID["class"], URIRef(name)))
        graph.add((part, VOID.entities, Literal(count)))
    for name, count in snapshot.properties.items():
        part = BNode()
        graph.add((default, VOID.propertyPartition, part))
        graph.add((part, VOID.property, URIRef(name)))
        graph.add((part, VOID.triples, Literal(count)))
    for name, count in snapshot.graphs.items():
        named, inside = BNode(), BNode()
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(name)))
        graph.add((named, SD.graph, inside))
        graph.add((inside, RDF.type, SD.Graph))
        graph.add((inside, VOID.triples, Literal(count)))
    return graph

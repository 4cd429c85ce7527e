"""GraphML: plans, results, milestones and links as nodes and edges, for Gephi, yEd, NetworkX."""

from typing import BinaryIO
from xml.etree import ElementTree as etree

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from loaders.exports.selection import Loss, losses
from ontology.vocabulary import RBM

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
KEYS = (("label", "node"), ("class", "node"), ("kind", "edge"), ("evidence", "edge"))


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write each named thing as a node and each statement between two of them as an edge.

    A linkage becomes an edge of its own between its two ends, with its kind and evidence.
    """
    said: set[tuple[Node, Node, Node]] = set()
    root = etree.Element("graphml", {"xmlns": NAMESPACE})
    for name, place in KEYS:
        etree.SubElement(
            root,
            "key",
            {"id": name, "for": place, "attr.name": name, "attr.type": "string"},
        )
    drawn = etree.SubElement(root, "graph", {"id": "rbm", "edgedefault": "directed"})
    linkages = set(graph.subjects(RDF.type, RBM.Linkage))
    things: set[Node] = {each for each in graph.subjects() if each not in linkages}
    things |= {end for each in linkages for end in graph.objects(each, RBM.linksTo)}
    nodes = sorted((each for each in things if isinstance(each, URIRef)), key=str)
    for thing in nodes:
        element = etree.SubElement(drawn, "node", {"id": str(thing)})
        for name, shown in (("label", RDFS.label), ("class", RDF.type)):
            for text in sorted(graph.objects(thing, shown), key=_english_first)[:1]:
                _data(element, name, str(text))
                said.add((thing, shown, text))
    known: set[Node] = set(nodes)
    edges = 0
    for subject, predicate, value in sorted(graph, key=lambda triple: tuple(map(str, triple))):
        if subject in known and value in known and predicate != RDF.type:
            edges += 1
            _edge(drawn, edges, subject, value, str(predicate), "")
            said.add((subject, predicate, value))
    for link in sorted(linkages, key=str):
        kind = graph.value(link, RBM.hasLinkKind)
        evidence = " ".join(sorted(str(place) for place in graph.objects(link, RBM.statedAt)))
        for start in graph.objects(link, RBM.linksFrom):
            for end in graph.objects(link, RBM.linksTo):
                edges += 1
                _edge(drawn, edges, start, end, str(kind or ""), evidence)
        for predicate in (RBM.linksFrom, RBM.linksTo, RBM.hasLinkKind, RBM.statedAt, RDF.type):
            said.update(graph.triples((link, predicate, None)))
    etree.ElementTree(root).write(output, encoding="utf-8", xml_declaration=True)
    return losses(graph, said)


def _english_first(value: Node) -> tuple[bool, str]:
    return (not (isinstance(value, Literal) and value.language == "en"), str(value))


def _data(element: etree.Element, name: str, text: str) -> None:
    etree.SubElement(element, "data", {"key": name}).text = "".join(
        sign for sign in text if sign in "\t\n" or sign >= " "
    )


def _edge(
    drawn: etree.Element, number: int, start: Node, end: Node, kind: str, evidence: str
) -> None:
    element = etree.SubElement(
        drawn, "edge", {"id": f"e{number}", "source": str(start), "target": str(end)}
    )
    _data(element, "kind", kind)
    if evidence:
        _data(element, "evidence", evidence)

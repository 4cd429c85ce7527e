"""Common Impact Data Standard 3.2 as JSON-LD: our terms in the words of CIDS.

The table that the loader reads CIDS by (`loaders/terms/cids.tsv`) is read the other way round; of
several CIDS terms for one of ours the first that fits the thing's class is taken.
"""

from collections import defaultdict
from typing import BinaryIO

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from loaders.exports.selection import Loss, losses
from loaders.foreign import PREFIXES, Row, table

CONTEXT = {
    **{name: name for name in ("act", "cids", "dcterms", "i72", "rdfs")},
    "org": "tove",
}
"""The prefixes of the context of CIDS, and what our tables call each."""

Triple = tuple[Node, Node, Node]
Property = tuple[URIRef, Row]


def cids(graph: Graph) -> tuple[Graph, set[Triple]]:
    """Return what CIDS can say of a graph, and the statements of the graph that it says."""
    classes: dict[Node, URIRef] = {}
    properties: dict[Node, list[Property]] = defaultdict(list)
    used = set(graph.objects(None, RDF.type))
    for term, rows in table("cids").items():
        for row in rows:
            ours = _iri(row.ours)
            if ours in used:
                classes.setdefault(ours, _iri(term))
            else:
                properties[ours].append((_iri(term), row))
    made = Graph()
    said: set[Triple] = set()
    kinds: dict[Node, set[URIRef]] = defaultdict(set)
    for thing, kind in graph.subject_objects(RDF.type):
        if kind in classes:
            kinds[thing].add(classes[kind])
            made.add((thing, RDF.type, classes[kind]))
            said.add((thing, RDF.type, kind))
    for triple in graph:
        if triple[0] in kinds and _tell(made, triple, properties.get(triple[1], []), kinds):
            said.add(triple)
    return made, said


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write the CIDS data with its context inside, so that nobody needs to fetch one.

    The prefixes are those of the context of CIDS, so the data says the same with that one.
    """
    made, said = cids(graph)
    context = {theirs: PREFIXES[ours] for theirs, ours in CONTEXT.items()}
    text = made.serialize(format="json-ld", context=context, sort_keys=True, encoding="utf-8")
    output.write(text)
    return losses(graph, said)


def _tell(
    made: Graph, triple: Triple, rows: list[Property], kinds: dict[Node, set[URIRef]]
) -> bool:
    subject, _, value = triple
    for term, row in rows:
        start, end = (value, subject) if row.turned else (subject, value)
        if row.turned and isinstance(value, Literal):
            continue
        if row.of and _iri(row.of) not in kinds.get(start, set()):
            continue
        if row.via:
            part = BNode()
            made.add((start, _iri(row.via), part))
            start = part
        made.add((start, term, end))
        return True
    return False


def _iri(token: str) -> URIRef:
    return URIRef(token.strip("<>"))

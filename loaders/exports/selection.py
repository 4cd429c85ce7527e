"""What is exported: everything, or one plan or framework with all that belongs to it."""

from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from rdflib import DCTERMS, RDF, RDFS, Graph, URIRef
from rdflib.term import Node

from ontology.vocabulary import RBM
from sparql.endpoint import Endpoint, QueryError
from sparql.graphs import (
    CODES,
    CROSSWALK,
    DERIVED,
    ONTOLOGY,
    PROVENANCE,
    QUESTIONS,
    SHAPES,
    is_inferred,
)
from sparql.terms import iri

BELONGING = (
    *(RBM.inFramework, RBM.measures, RBM.ofIndicator, RBM.explains, RBM.statedInPlan),
    *(RBM.inRoadMap, RBM.linksFrom, RBM.allocatedTo, RBM.covers, RBM.reviews, RBM.reportsOn),
)
"""Properties that lead from a part to what it belongs to."""
HOLDING = (
    *(RBM.seeks, RBM.holdsFramework, RBM.includesTarget, RBM.hasDimension, RBM.inPeriod),
    *(RBM.usesDefinition, RBM.statedAt, RBM.inDocument, RBM.assumes, RBM.hasReference),
    *(RBM.atPlace, RBM.inCountry, DCTERMS.subject, DCTERMS.references),
    *(RBM.ownedBy, RBM.hasImplementer, RBM.hasPartner, RBM.hasParticipant, RBM.hasFunder),
)
"""Properties that lead from a thing to what its description needs."""
OURS = frozenset({ONTOLOGY, CODES, CROSSWALK, SHAPES, PROVENANCE, QUESTIONS, DERIVED})


class ExportError(QueryError):
    """Nothing can be exported as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Statements that a form cannot say: their class and property, and how many there are."""

    kind: str
    predicate: str
    count: int


class Writer(Protocol):
    """Writes a graph in one form and says what that form could not hold."""

    def __call__(self, graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
        """Write to a binary file."""
        ...


def everything(source: Endpoint, graphs: tuple[str, ...]) -> Graph:
    """Return the statements of all imports: not the ontology, not what was derived."""
    chosen = [name for name in graphs if name not in OURS and not is_inferred(name)]
    if not chosen:
        return Graph()
    named = " ".join(iri(name) for name in chosen)
    return source.construct(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?g {{ {named} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    )


def about(whole: Graph, thing: str) -> Graph:
    """Return what a graph says of a plan or framework, its parts, and what those refer to."""
    start = URIRef(thing)
    if (start, None, None) not in whole:
        raise ExportError(f"Nothing is said of <{thing}>.")
    inside: set[Node] = set()
    waiting: list[Node] = [start]
    while waiting:
        node = waiting.pop()
        if node in inside:
            continue
        inside.add(node)
        for predicate in BELONGING:
            waiting += whole.subjects(predicate, node)
        for predicate in HOLDING:
            waiting += whole.objects(node, predicate)
    chosen = Graph()
    for node in inside:
        for triple in whole.triples((node, None, None)):
            chosen.add(triple)
            name = whole.value(triple[2], RDFS.label) if triple[2] not in inside else None
            if name is not None:
                chosen.add((triple[2], RDFS.label, name))
    return chosen


def losses(graph: Graph, said: set[tuple[Node, Node, Node]]) -> tuple[Loss, ...]:
    """Return what of a graph was not said, counted by class and property."""
    counts: Counter[tuple[str, str]] = Counter()
    for subject, predicate, value in graph:
        if (subject, predicate, value) not in said:
            kind = graph.value(subject, RDF.type)
            counts[str(kind or ""), str(predicate)] += 1
    return tuple(Loss(kind, name, count) for (kind, name), count in sorted(counts.items()))

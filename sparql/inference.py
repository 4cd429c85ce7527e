"""What follows from the data by the ontology's axioms, as queries generated from those axioms.

The first stratum is what follows from one statement alone (OWL 2 RL: cax-sco, cax-eqc, prp-spo1,
prp-eqp, prp-inv, prp-symp): it is kept per graph, so an import redoes its own part only. The second
is what follows from several (prp-trp, prp-spo2): it is computed over all data until nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rdflib import URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS

from sparql.endpoint import Endpoint
from sparql.graphs import ONTOLOGY

Node = TypeVar("Node")
Property = tuple[str, bool]
"""A property and whether it is read from object to subject."""


@dataclass(frozen=True, slots=True)
class Axioms:
    """The axioms that inference uses, closed: everything above a class or property is listed.

    `chains` names a property and the two or more whose path implies it; a transitive property is
    the chain of itself twice.
    """

    classes: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, tuple[Property, ...]]
    chains: tuple[tuple[str, tuple[str, ...]], ...]


def axioms(endpoint: Endpoint) -> Axioms:
    """Return the axioms of the ontology graph; those on blank nodes other than chains are left."""
    graph = endpoint.construct(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONTOLOGY}> {{ ?s ?p ?o }} }}"
    )

    def pairs(predicate: URIRef) -> Iterator[tuple[str, str]]:
        for lower, upper in graph.subject_objects(predicate):
            if isinstance(lower, URIRef) and isinstance(upper, URIRef):
                yield str(lower), str(upper)

    classes: dict[str, set[str]] = defaultdict(set)
    for lower, upper in pairs(RDFS.subClassOf):
        classes[lower].add(upper)
    for one, other in pairs(OWL.equivalentClass):
        classes[one].add(other)
        classes[other].add(one)
    edges: dict[Property, set[Property]] = defaultdict(set)

    def above(lower: str, upper: str, turned: bool) -> None:
        edges[lower, False].add((upper, turned))
        edges[lower, True].add((upper, not turned))

    for lower, upper in pairs(RDFS.subPropertyOf):
        above(lower, upper, False)
    for predicate, turned in ((OWL.equivalentProperty, False), (OWL.inverseOf, True)):
        for one, other in pairs(predicate):
            above(one, other, turned)
            above(other, one, turned)
    for symmetric in graph.subjects(RDF.type, OWL.SymmetricProperty):
        above(str(symmetric), str(symmetric), True)
    chains: list[tuple[str, tuple[str, ...]]] = [
        (str(name), (str(name),) * 2) for name in graph.subjects(RDF.type, OWL.TransitiveProperty)
    ]
    for name, steps in graph.subject_objects(OWL.propertyChainAxiom):
        chains.append((str(name), tuple(str(step) for step in Collection(graph, steps))))
    return Axioms(
        {name: tuple(sorted(_reach(classes, name) - {str(OWL.Thing)})) for name in sorted(classes)},
        {
            name: tuple(sorted(_reach(edges, (name, False))))
            for name in sorted({name for name, _ in edges})
        },
        tuple(sorted(chains)),
    )


def from_one_statement(known: Axioms, graph: str) -> Iterator[str]:
    """Return CONSTRUCT queries for what follows from each statement of a graph taken alone."""
    rows = " ".join(
        f"(<{lower}> <{upper}>)" for lower, uppers in known.classes.items() for upper in uppers
    )
    if rows:
        yield (
            f"CONSTRUCT {{ ?s a ?upper }} WHERE {{ VALUES (?lower ?upper) {{ {rows} }} "
            f"GRAPH <{graph}> {{ ?s a ?lower FILTER NOT EXISTS {{ ?s a ?upper }} }} }}"
        )
    for turned, head in ((False, "?s ?upper ?o"), (True, "?o ?upper ?s")):
        rows = " ".join(
            f"(<{lower}> <{upper}>)"
            for lower, uppers in known.properties.items()
            for upper, way in uppers
            if way is turned
        )
        if rows:
            yield (
                f"CONSTRUCT {{ {head} }} WHERE {{ VALUES (?lower ?upper) {{ {rows} }} "
                f"GRAPH <{graph}> {{ ?s ?lower ?o FILTER NOT EXISTS {{ {head} }} }} "
                f"{'FILTER (!isLiteral(?o))' if turned else ''} }}"
            )


def from_several_statements(known: Axioms) -> Iterator[str]:
    """Return CONSTRUCT queries for one round of chains over all data."""
    for name, steps in known.chains:
        path = "/".join(f"<{step}>" for step in steps)
        yield (
            f"CONSTRUCT {{ ?s <{name}> ?o }} WHERE {{ ?s {path} ?o "
            f"FILTER NOT EXISTS {{ ?s <{name}> ?o }} }}"
        )


def _reach(edges: Mapping[Node, set[Node]], start: Node) -> set[Node]:
    """Return every node that can be reached from one, itself left out."""
    found: set[Node] = set()
    open_ends = [start]
    while open_ends:
        for node in edges.get(open_ends.pop(), set()) - found:
            found.add(node)
            open_ends.append(node)
    return found - {start}

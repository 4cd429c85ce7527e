"""Focus nodes chosen beforehand, sorted by the shapes that target them (section 2.1.3)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from rdflib import RDF, SH, URIRef
from rdflib.term import Node

from shapes.compiler.context import Classes
from shapes.compiler.graph import ShapesGraph, Target
from shapes.compiler.terms import text
from sparql.endpoint import Endpoint

Focus = Collection[str] | Mapping[Node, Collection[Node] | None]
"""IRIs to check, or for each shape the nodes to check, None for all of them."""

CHUNK = 2_000
"""Nodes that one query names."""


class Selection:
    """Some nodes of the data, with what makes them targets: their classes and properties."""

    def __init__(
        self,
        endpoint: Endpoint,
        classes: Classes,
        nodes: Collection[Node],
        targets: Collection[Target],
    ):
        self._classes = classes
        self._nodes = frozenset(nodes)
        self._typed = self._grouped(
            endpoint, f"?this {RDF.type.n3()} ?of .", _values(targets, SH.targetClass, classes)
        )
        self._subjects = self._grouped(
            endpoint, "?this ?of ?any .", _values(targets, SH.targetSubjectsOf)
        )
        self._objects = self._grouped(
            endpoint, "?any ?of ?this .", _values(targets, SH.targetObjectsOf)
        )

    def of(self, targets: Iterable[Target]) -> list[Node]:
        """Return the nodes among the chosen ones that some targets aim at, sorted."""
        found: set[Node] = set()
        for target in targets:
            if target.kind == SH.targetNode:
                found |= {target.value} & self._nodes
            elif target.kind == SH.targetSubjectsOf:
                found |= self._subjects.get(target.value, frozenset())
            elif target.kind == SH.targetObjectsOf:
                found |= self._objects.get(target.value, frozenset())
            else:
                for kind in self._classes.within(target.value):
                    found |= self._typed.get(kind, frozenset())
        return sorted(found, key=str)

    def _grouped(
        self, endpoint: Endpoint, pattern: str, wanted: Collection[Node]
    ) -> dict[Node, set[Node]]:
        """Return the chosen nodes by what a pattern finds for each of them."""
        found: dict[Node, set[Node]] = {}
        if not wanted:
            return found
        within = ", ".join(text(node) for node in sorted(wanted, key=str))
        for part in _chunks(self._nodes):
            block = " ".join(text(node) for node in part)
            query = (
                f"SELECT DISTINCT ?this ?of {{ VALUES ?this {{ {block} }} {pattern} "
                f"FILTER (?of IN ({within})) }}"
            )
            for row in endpoint.select(query):
                found.setdefault(row["of"], set()).add(row["this"])
        return found


def _values(targets: Collection[Target], kind: URIRef, classes: Classes | None = None) -> set[Node]:
    values = {target.value for target in targets if target.kind == kind}
    if classes is None:
        return values
    return {below for value in values for below in classes.within(value)}


def asked(focus: Focus, roots: Collection[Node]) -> dict[Node, frozenset[Node]]:
    """Return the nodes asked for by shape, the shapes that run on all of their targets left out."""
    if not isinstance(focus, Mapping):
        return dict.fromkeys(roots, frozenset[Node](map(URIRef, focus)))
    every = {root: focus.get(root, ()) for root in roots}
    return {root: frozenset(nodes) for root, nodes in every.items() if nodes is not None}


def chosen(
    wanted: Mapping[Node, Collection[Node]],
    shapes: ShapesGraph,
    endpoint: Endpoint,
    classes: Classes,
) -> dict[Node, list[Node]]:
    """Return those of the nodes asked for that are targets of the shape, sorted."""
    targets = {target for root in wanted for target in shapes.shape(root).targets}
    everyone = frozenset[Node]().union(*wanted.values())
    selection = Selection(endpoint, classes, everyone, targets)
    found = {}
    for root, nodes in wanted.items():
        aimed = selection.of(shapes.shape(root).targets)
        found[root] = [node for node in aimed if node in nodes]
    return found


def _chunks(nodes: Collection[Node]) -> Iterator[list[Node]]:
    rest = iter(sorted(nodes, key=str))
    while part := list(islice(rest, CHUNK)):
        yield part

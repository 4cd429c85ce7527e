"""Which triples a shape reads, seen from a focus node: what a change of the data can touch.

A shape's verdict on a node depends on triples that hang on the node by a chain of others. A
changed triple is followed back along that chain. The chain itself holds in the data as it is now:
where a link of it changed too, that link's own, shorter chain finds the node.
"""

from collections.abc import Iterator

from rdflib import RDF, SH, URIRef, Variable
from rdflib.term import Node

from shapes.compiler.custom import Validators
from shapes.compiler.graph import COMPONENTS, LISTING, QUALIFIED, Constraint, Shape, ShapesGraph
from shapes.compiler.paths import Route, joined
from shapes.compiler.patterns import THIS, Textual, queried
from shapes.compiler.steps import Read, read, walked


class Reader:
    """Finds what the shapes of a graph read."""

    def __init__(self, shapes: ShapesGraph, validators: Validators, textual: Textual):
        self._shapes = shapes
        self._textual = textual
        self._validators = validators

    def of(self, node: Node, prefix: Route | None = None) -> Iterator[Read]:
        """Return what a shape reads of a focus node that a prefix of paths leads to."""
        if self._shapes.deactivated(node):
            return
        shape = self._shapes.shape(node)
        values = prefix
        if shape.route is not None:
            yield from walked(shape.route, prefix)
            values = joined(prefix, shape.route)
        for constraint in shape.constraints:
            yield from self._of_constraint(shape, constraint, prefix, values)

    def _of_constraint(
        self, shape: Shape, constraint: Constraint, prefix: Route | None, values: Route | None
    ) -> Iterator[Read]:
        parameter = constraint.parameter
        if parameter == SH["class"]:
            yield read(RDF.type, values)
        elif parameter in (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals):
            yield read(URIRef(str(constraint.value)), prefix)
        elif parameter == SH.closed:
            yield read(None, values)
        elif parameter in (SH.node, SH.property, SH["not"]):
            yield from self.of(constraint.value, values)
        elif parameter in LISTING:
            for member in constraint.members:
                yield from self.of(member, values)
        elif parameter in QUALIFIED:
            yield from self.of(constraint.beside[SH.qualifiedValueShape], values)
            for sibling in self._shapes.siblings(shape.node):
                yield from self.of(sibling, values)
        elif parameter not in COMPONENTS:
            validator = self._validators.of(shape, constraint)
            if validator is not None:
                around = () if shape.route is None else ((THIS, shape.route, Variable("value")),)
                yield from queried(validator.template.plain, around, prefix, self._textual)

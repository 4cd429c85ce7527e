"""Runs shapes over a store and returns results (sections 3.4 to 3.6).

Constraints run as queries over all nodes at once. Where a constraint depends on whether nodes
conform to another shape and no expression says so, the nodes that fail that shape are found
first, by queries too, and the answer is joined here.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from datetime import date
from functools import cached_property

from rdflib import SH, XSD, BNode, URIRef, Variable
from rdflib.term import Node

from shapes.compiler import scan
from shapes.compiler.context import Classes, Context, focus, these
from shapes.compiler.custom import Validator, Validators
from shapes.compiler.extract import extract, textual
from shapes.compiler.faults import ShapeFault, Unsupported
from shapes.compiler.graph import COMPONENTS, LISTING, QUALIFIED, Constraint, Shape, ShapesGraph
from shapes.compiler.patterns import THIS
from shapes.compiler.queries import qualified, queries
from shapes.compiler.reads import Reader
from shapes.compiler.reporting import answer, result
from shapes.compiler.results import Result
from shapes.compiler.scan import Test
from shapes.compiler.terms import nameable, text
from shapes.compiler.values import Expressions
from sparql.endpoint import Endpoint, QueryError

SOME = 500
"""Up to this number of nodes a query names them; for more it asks about all and sorts out here."""

Found = Iterator[tuple[Node, Result]]
"""Results, each with the node of the context at which it came to light."""


class Evaluation:
    """Shapes ready to run over one store."""

    def __init__(
        self, endpoint: Endpoint, shapes: ShapesGraph, shapes_graph: str, as_of: date | None = None
    ):
        self._endpoint = endpoint
        self._shapes = shapes
        self._validators = Validators(shapes, shapes_graph, as_of)
        self._is_copy = False

    @cached_property
    def classes(self) -> Classes:
        """Return the classes of the data; nothing is read before a shape needs it."""
        return Classes(self._endpoint)

    @cached_property
    def _expressions(self) -> Expressions:
        return Expressions(self._shapes, self.classes, narrowed=_narrowed(self._endpoint))

    def move(self, endpoint: Endpoint) -> None:
        """Go on with another way to the same data."""
        self._endpoint = endpoint

    def copied(self, small: Endpoint) -> "Evaluation":
        """Return the same over a copy of what the shapes read of their nodes."""
        other = copy(self)
        other._endpoint, other._is_copy = small, True
        return other

    def reader(self) -> Reader:
        """Return what tells which triples shapes read."""
        return Reader(self._shapes, self._validators, textual(self._endpoint))

    def focus(self, node: Node) -> Context:
        """Return the focus nodes of a shape."""
        return focus(self._shapes.shape(node).targets, self.classes)

    def at(self, node: Node, context: Context) -> Found:
        """Return the results of a shape at the nodes of a context."""
        for part in self.parts(node, context):
            yield from part()

    def parts(self, node: Node, context: Context) -> list[Callable[[], Found]]:
        """Return the work of a shape at a context in parts that may run side by side."""
        if self._shapes.deactivated(node):
            return []
        shape = self._shapes.shape(node)
        tests: list[Test] = []
        parts: list[Callable[[], Found]] = []
        for constraint in shape.constraints:
            test = scan.test(shape, constraint, self._expressions)
            if test is not None:
                tests.append(test)
            elif constraint.parameter == SH.property and shape.route is None:
                parts += self.parts(constraint.value, context)
            else:
                parts.append(_later(self._run, shape, constraint, context))
        if tests:
            parts.insert(0, lambda: self._tested(shape, tests, context))
        return parts

    def check(self, node: Node) -> None:
        """Raise what keeps a shape, or one below it, from running."""
        if self._shapes.deactivated(node):
            return
        shape = self._shapes.shape(node)
        for constraint in shape.constraints:
            if self._expressions.broken(shape, constraint) is None:
                known = constraint.parameter in (*COMPONENTS, *QUALIFIED)
                if not known:
                    self._validators.of(shape, constraint)
        for below in self._shapes.nested(node):
            self.check(below)

    def _rows(
        self, shape: Shape, query: str, endpoint: Endpoint | None = None
    ) -> Iterator[Mapping[str, Node]]:
        try:
            yield from (endpoint or self._endpoint).select(query)
        except QueryError as error:
            raise ShapeFault(shape.node, f"its query failed: {error}") from error

    def _tested(self, shape: Shape, tests: list[Test], context: Context) -> Found:
        """Return the results of the constraints that one pass over the values decides."""
        rows = list(self._rows(shape, scan.query(shape, tests, context)))
        for index, test in enumerate(tests):
            found = list(scan.hits(index, test, rows))
            below = self._details(test.constraint, context.values(shape.route), found)
            for row in found:
                details = below.get(row["value"], ()) if below else ()
                yield row["this"], result(shape, test.constraint, row, details=details)

    def _details(
        self, constraint: Constraint, values: Context, hits: list[Mapping[str, Node]]
    ) -> Mapping[Node, tuple[Result, ...]]:
        """Return what the shapes below sh:node, sh:and, sh:or and sh:xone found at the values."""
        below = constraint.members if constraint.parameter in LISTING else ()
        below = (constraint.value,) if constraint.parameter == SH.node else below
        if not below or not hits:
            return {}
        wanted = {row["value"] for row in hits}
        if len(wanted) <= SOME and all(nameable(value) for value in wanted):
            values = these(wanted)
        found: dict[Node, tuple[Result, ...]] = {}
        for node in below:
            for value, one in self.at(node, values):
                if value in wanted:
                    found[value] = (*found.get(value, ()), one)
        return found

    def _run(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        """Return the results of one constraint that needs a query of its own or more."""
        if nested := _NESTED.get(constraint.parameter):
            yield from nested(self, shape, constraint, context)
            return
        written = queries(self._shapes, shape, constraint, context)
        if written or constraint.parameter in COMPONENTS:
            for query in written:
                for row in self._rows(shape, query):
                    yield row["this"], result(shape, constraint, row)
            return
        if (validator := self._validators.of(shape, constraint)) is not None:
            for row in self._answers(shape, validator, context):
                yield row["this"], answer(shape, constraint, validator, row)

    def _answers(
        self, shape: Shape, validator: Validator, context: Context
    ) -> Iterator[Mapping[str, Node]]:
        if validator.asks or not validator.template.one_by_one:
            few = None
            if context.nodes and validator.template.asks_beyond and not self._is_copy:
                around = () if shape.route is None else ((THIS, shape.route, Variable("value")),)
                few = extract(self._endpoint, validator.template.plain, around, context.nodes)
            yield from self._rows(shape, validator.violations(context, shape), few)
            return
        for row in list(self._rows(shape, f"SELECT ?this {{ {context.bind('this')} }}")):
            if isinstance(row["this"], BNode):
                raise Unsupported(shape.node, "asks about each node alone, and one is blank")
            query = validator.template.select(these([row["this"]]).bind("this"), one=True)
            for found in self._rows(shape, query):
                yield {**found, "this": row["this"]}

    def _failing(self, node: Node, values: Context) -> dict[Node, tuple[Result, ...]]:
        """Return the nodes of a context that do not conform to a shape, with the reasons."""
        found: dict[Node, list[Result]] = {}
        for value, one in self.at(node, values):
            found.setdefault(value, []).append(one)
        return {value: tuple(results) for value, results in found.items()}

    def _pairs(
        self, shape: Shape, context: Context, wanted: Mapping[Node, object] | None = None
    ) -> Iterator[Mapping[str, Node]]:
        """Return each node with each of its values, or only where the value is wanted."""
        narrow = ""
        if wanted is not None:
            if not wanted:
                return
            if len(wanted) <= SOME and all(nameable(value) for value in wanted):
                name = "this" if shape.route is None else "value"
                narrow = f"VALUES ?{name} {{ {' '.join(text(value) for value in wanted)} }} "
        query = f"SELECT ?this ?value {{ {narrow}{context.pairs(shape.route)} }}"
        for row in self._rows(shape, query):
            if wanted is None or row["value"] in wanted:
                yield row

    def _property(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        failing = self._failing(constraint.value, context.values(shape.route))
        for row in self._pairs(shape, context, failing):
            for one in failing[row["value"]]:
                yield row["this"], one

    def _node(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        failing = self._failing(constraint.value, context.values(shape.route))
        for row in self._pairs(shape, context, failing):
            details = failing[row["value"]]
            yield row["this"], result(shape, constraint, row, details=details)

    def _not(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        failing = self._failing(constraint.value, context.values(shape.route))
        for row in self._pairs(shape, context):
            if row["value"] not in failing:
                yield row["this"], result(shape, constraint, row)

    def _logic(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        values = context.values(shape.route)
        failing = [self._failing(member, values) for member in constraint.members]
        for row in self._pairs(shape, context):
            reasons = [part[row["value"]] for part in failing if row["value"] in part]
            sound = len(failing) - len(reasons)
            broken = {
                SH["and"]: bool(reasons),
                SH["or"]: sound == 0,
                SH.xone: sound != 1,
            }[constraint.parameter]
            if broken:
                details = tuple(one for part in reasons for one in part)
                yield row["this"], result(shape, constraint, row, details=details)

    def _qualified(self, shape: Shape, constraint: Constraint, context: Context) -> Found:
        others: list[Node] = []
        if SH.qualifiedValueShapesDisjoint in constraint.beside:
            others = sorted(self._shapes.siblings(shape.node), key=str)
        counted = constraint.beside[SH.qualifiedValueShape]
        sound = self._expressions.sound(counted, "value")
        apart = [self._expressions.sound(other, "value") for other in others]
        if sound is not None and all(part is not None for part in apart):
            wanted = " && ".join([f"({sound})", *(f"!({part})" for part in apart)])
            for row in self._rows(shape, qualified(shape, constraint, context, wanted)):
                yield row["this"], result(shape, constraint, row)
            return
        values = context.values(shape.route)
        failing = self._failing(counted, values)
        siblings = [self._failing(other, values) for other in others]
        everyone = self._rows(shape, f"SELECT ?this {{ {context.bind('this')} }}")
        counts = {row["this"]: 0 for row in everyone}
        for row in self._pairs(shape, context):
            value = row["value"]
            if value not in failing and all(value in sibling for sibling in siblings):
                counts[row["this"]] += 1
        bound = constraint.number()
        least = constraint.parameter == SH.qualifiedMinCount
        for this, count in counts.items():
            if count < bound if least else count > bound:
                yield this, result(shape, constraint, {"this": this})


_NESTED: Mapping[URIRef, Callable[[Evaluation, Shape, Constraint, Context], Found]] = {
    SH.property: Evaluation._property,
    SH.node: Evaluation._node,
    SH["not"]: Evaluation._not,
    **dict.fromkeys(QUALIFIED, Evaluation._qualified),
    **dict.fromkeys(LISTING, Evaluation._logic),
}
"""How constraints run that ask whether nodes conform to another shape."""


def _narrowed(endpoint: Endpoint) -> bool:
    """Return whether a store keeps xsd:byte and the like apart from xsd:integer."""
    byte = XSD.byte.n3()
    table = endpoint.select(f'SELECT ?kind {{ BIND (datatype("1"^^{byte}) AS ?kind) }}')
    return any(row.get("kind") == XSD.byte for row in table)


def _later(
    run: Callable[[Shape, Constraint, Context], Found],
    shape: Shape,
    constraint: Constraint,
    context: Context,
) -> Callable[[], Found]:
    return lambda: run(shape, constraint, context)

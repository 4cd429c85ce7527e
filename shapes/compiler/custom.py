"""SPARQL-based constraints (section 5) and constraint components (section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rdflib import OWL, SH, BNode, Literal
from rdflib.term import Node

from shapes.compiler.context import Context
from shapes.compiler.faults import NotWellFormed, Unsupported
from shapes.compiler.graph import Constraint, Shape, ShapesGraph
from shapes.compiler.paths import text as path_text
from shapes.compiler.prebinding import IllegalQuery, Template
from shapes.compiler.terms import nameable, text
from shapes.compiler.tokens import at_moment, substitute

THIS = frozenset(("this",))
BOTH = frozenset(("this", "value"))


@dataclass(frozen=True)
class Validator:
    """A query of a shape with its own messages; `asks` tells an ASK from a SELECT."""

    template: Template
    asks: bool
    source: Node | None
    messages: tuple[Literal, ...]
    parameters: Mapping[str, Node] = field(default_factory=dict)

    def violations(self, context: Context, shape: Shape) -> str:
        """Return a SELECT of `this` and more for the nodes that break the constraint."""
        if not self.asks:
            bind = context.loose if self.template.drops_repeats else context.bind
            return self.template.select(bind("this"))
        pairs = context.pairs(shape.route)
        if self.template.filter:
            return (
                f"SELECT ?this ?value {{ {pairs} "
                f"FILTER (!COALESCE({self.template.filter}, false)) }}"
            )
        sound = f"SELECT DISTINCT ?this ?value {{ {self.template.body(pairs)} }}"
        return f"SELECT ?this ?value {{ {pairs} MINUS {{ {sound} }} }}"


class Validators:
    """Finds the query of a SPARQL-based constraint and makes it ready to run."""

    def __init__(self, shapes: ShapesGraph, shapes_graph: str, as_of: date | None):
        self._shapes = shapes
        self._shapes_graph = shapes_graph
        self._as_of = as_of

    def of(self, shape: Shape, constraint: Constraint) -> Validator | None:
        """Return the validator of a constraint, or None where it is switched off."""
        graph = self._shapes.graph
        if constraint.component == SH.SPARQLConstraintComponent:
            if self._shapes.deactivated(constraint.value):
                return None
            return self._read(shape, constraint.value, constraint.value, {}, constraint.value)
        own = SH.nodeValidator if shape.route is None else SH.propertyValidator
        for parameter in (own, SH.validator):
            if (node := graph.value(constraint.component, parameter)) is not None:
                break
        else:
            raise NotWellFormed(shape.node, f"<{constraint.component}> has no validator for it")
        parameters = {
            str(path).replace("#", "/").rpartition("/")[2]: value
            for path, value in constraint.beside.items()
        }
        return self._read(shape, node, constraint.component, parameters, None)

    def _read(
        self,
        shape: Shape,
        node: Node,
        owner: Node,
        parameters: Mapping[str, Node],
        source: Node | None,
    ) -> Validator:
        graph = self._shapes.graph
        select, ask = graph.value(node, SH.select), graph.value(node, SH.ask)
        query = select if select is not None else ask
        if query is None:
            why = "only SPARQL validators run, no script" if source is None else "has no sh:select"
            raise Unsupported(shape.node, why) if source is None else NotWellFormed(shape.node, why)
        written = self._bound(shape, str(query), node, parameters)
        try:
            template = Template(written, THIS if select is not None else BOTH)
        except IllegalQuery as error:
            raise NotWellFormed(shape.node, f"has an illegal query: {error}") from error
        messages = [*graph.objects(node, SH.message), *graph.objects(owner, SH.message)]
        unique = dict.fromkeys(m for m in messages if isinstance(m, Literal))
        return Validator(template, select is None, source, tuple(unique), parameters)

    def _bound(self, shape: Shape, query: str, source: Node, parameters: Mapping[str, Node]) -> str:
        """Return the query with everything but the nodes put in."""
        for name, value in parameters.items():
            if isinstance(value, BNode):
                raise Unsupported(shape.node, f"gives a query the blank node {value} as ${name}")
        terms = {name: text(value) for name, value in parameters.items()}
        if shape.route is not None:
            terms["PATH"] = path_text(shape.route)
        terms["shapesGraph"] = f"<{self._shapes_graph}>"
        if nameable(shape.node):
            terms["currentShape"] = text(shape.node)
        if self._as_of is not None:
            moment = f'"{self._as_of}T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
            query = at_moment(query, moment)
        return substitute(query, terms, self._prefixes(source))

    def _prefixes(self, node: Node) -> dict[str, str]:
        graph = self._shapes.graph
        found: dict[str, str] = {}
        waiting = list(graph.objects(node, SH.prefixes))
        seen: set[Node] = set()
        while waiting:
            ontology = waiting.pop()
            if ontology in seen:
                continue
            seen.add(ontology)
            waiting.extend(graph.objects(ontology, OWL.imports))
            for declaration in graph.objects(ontology, SH.declare):
                prefix = graph.value(declaration, SH.prefix)
                found[str(prefix)] = str(graph.value(declaration, SH.namespace))
        return found

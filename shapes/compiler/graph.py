"""The shapes graph as shapes, constraints and targets (sections 2.1 and 4, parameters)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from shapes.compiler.faults import NotWellFormed, Recursive, Unsupported
from shapes.compiler.paths import Route, route

CORE = (
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive",
    "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "languageIn",
    "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or",
    "xone", "node", "property", "closed", "hasValue", "in",
)  # fmt: skip
COMPONENTS: Mapping[URIRef, URIRef] = {
    SH[name]: SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"] for name in CORE
}
"""Each parameter of SHACL Core with the component it belongs to (section 4)."""

QUALIFIED: Mapping[URIRef, URIRef] = {
    SH.qualifiedMinCount: SH.QualifiedMinCountConstraintComponent,
    SH.qualifiedMaxCount: SH.QualifiedMaxCountConstraintComponent,
}
PROPERTY_ONLY = frozenset(
    (SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals)
)
NESTING = frozenset((SH["not"], SH.node, SH.property, SH.qualifiedValueShape))
LISTING = frozenset((SH["and"], SH["or"], SH.xone))
LISTS = LISTING | {SH["in"], SH.languageIn}
NUMBERS = frozenset((SH.minCount, SH.maxCount, SH.minLength, SH.maxLength))
Parameters = tuple[tuple[URIRef, bool], ...]
"""The parameters of a component, each with whether a shape may leave it out."""
TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True)
class Constraint:
    """One constraint of one shape: its component, the parameter's value and the parameters beside.

    `members` holds the members of a list parameter.
    """

    component: URIRef
    parameter: URIRef
    value: Node
    members: tuple[Node, ...] = ()
    beside: Mapping[URIRef, Node] = field(default_factory=dict)

    def number(self) -> int:
        """Return the value as a whole number."""
        return int(str(self.value))


@dataclass(frozen=True)
class Target:
    """One way in which a shape finds its focus nodes (section 2.1.3)."""

    kind: URIRef
    value: Node


@dataclass(frozen=True)
class Shape:
    """A node shape (`route` is None) or a property shape."""

    node: Node
    path: Node | None
    route: Route | None
    severity: URIRef
    messages: tuple[Literal, ...]
    constraints: tuple[Constraint, ...]
    targets: tuple[Target, ...]


class ShapesGraph:
    """The shapes of a graph, read on demand; refuses what is not well-formed or recursive."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.shape = lru_cache(maxsize=None)(self._shape)
        self.owner = lru_cache(maxsize=None)(self._owner)
        self.custom = tuple(self._custom())

    def roots(self) -> tuple[Node, ...]:
        """Return the nodes of the shapes that have a target, sorted by name."""
        nodes = {node for target in TARGETS for node in self.graph.subjects(target)}
        nodes |= set(self.graph.subjects(SH.target))
        for kind in (SH.NodeShape, SH.PropertyShape):
            nodes |= {n for n in self.graph.subjects(RDF.type, kind) if self._is_class(n)}
        return tuple(sorted((n for n in nodes if not self.deactivated(n)), key=str))

    def deactivated(self, node: Node) -> bool:
        """Return whether the shape is switched off (section 2.1.5)."""
        flag = self.graph.value(node, SH.deactivated)
        return flag is not None and str(flag) in ("true", "1")

    def nested(self, node: Node) -> Iterator[Node]:
        """Return the shapes that a shape refers to through its parameters."""
        for parameter in NESTING:
            yield from self.graph.objects(node, parameter)
        for parameter in LISTING:
            for head in self.graph.objects(node, parameter):
                yield from self.members(node, head)

    def refuse_recursion(self, node: Node, above: tuple[Node, ...] = ()) -> None:
        """Raise `Recursive` where a shape refers to itself, directly or through others."""
        if node in above:
            raise Recursive(node, "refers to itself: SHACL gives recursive shapes no meaning")
        for below in self.nested(node):
            self.refuse_recursion(below, (*above, node))

    def _owner(self, node: Node) -> Node:
        """Return the nearest IRI above a blank node of the shapes graph, or the node itself."""
        seen = {node}
        above: Node | None = node
        while isinstance(above, BNode):
            above = next((s for s in self.graph.subjects(None, above) if s not in seen), None)
            seen.add(above or node)
        return above or node

    def members(self, shape: Node, head: Node) -> tuple[Node, ...]:
        """Return the members of a SHACL list."""
        seen: set[Node] = set()
        found = []
        while head != RDF.nil:
            first = self.graph.value(head, RDF.first)
            if first is None or head in seen:
                raise NotWellFormed(shape, "holds a list that is not a SHACL list")
            seen.add(head)
            found.append(first)
            head = self.graph.value(head, RDF.rest) or RDF.nil
        return tuple(found)

    def siblings(self, parent: Node) -> frozenset[Node]:
        """Return the sibling shapes of a qualified value shape (section 4.7.3)."""
        found = set()
        for owner in self.graph.subjects(SH.property, parent):
            for brother in self.graph.objects(owner, SH.property):
                found |= set(self.graph.objects(brother, SH.qualifiedValueShape))
        return frozenset(found - set(self.graph.objects(parent, SH.qualifiedValueShape)))

    def allowed(self, shape: Shape, constraint: Constraint) -> tuple[Node, ...]:
        """Return the properties that a closed shape lets a node have (section 4.8.1)."""
        named = (
            self.graph.value(child, SH.path)
            for child in self.graph.objects(shape.node, SH.property)
        )
        return tuple(sorted({p for p in (*named, *constraint.members) if isinstance(p, URIRef)}))

    def _is_class(self, node: Node) -> bool:
        seen: set[Node] = set()
        kinds = list(self.graph.objects(node, RDF.type))
        while kinds:
            kind = kinds.pop()
            if kind == RDFS.Class:
                return isinstance(node, URIRef)
            if kind not in seen:
                seen.add(kind)
                kinds.extend(self.graph.objects(kind, RDFS.subClassOf))
        return False

    def _shape(self, node: Node) -> Shape:
        if isinstance(node, Literal):
            raise NotWellFormed(node, "is a literal where a shape belongs")
        paths = list(self.graph.objects(node, SH.path))
        if len(paths) > 1:
            raise NotWellFormed(node, "has more than one sh:path")
        if not paths and (node, RDF.type, SH.PropertyShape) in self.graph:
            raise NotWellFormed(node, "is a property shape without sh:path")
        if (node, SH.target, None) in self.graph:
            raise Unsupported(node, "has sh:target, which SHACL Core does not know")
        severity = self.graph.value(node, SH.severity)
        return Shape(
            node,
            paths[0] if paths else None,
            route(self.graph, paths[0], node) if paths else None,
            severity if isinstance(severity, URIRef) else SH.Violation,
            tuple(m for m in self.graph.objects(node, SH.message) if isinstance(m, Literal)),
            tuple(self._constraints(node, bool(paths))),
            tuple(self._targets(node)),
        )

    def _targets(self, node: Node) -> Iterator[Target]:
        for kind in TARGETS:
            for value in sorted(self.graph.objects(node, kind), key=str):
                if isinstance(value, BNode):
                    raise NotWellFormed(node, f"names a blank node as its {kind.fragment}")
                yield Target(kind, value)
        if self._is_class(node) and any(
            (node, RDF.type, kind) in self.graph for kind in (SH.NodeShape, SH.PropertyShape)
        ):
            yield Target(SH.targetClass, node)

    def _constraints(self, node: Node, has_path: bool) -> Iterator[Constraint]:
        graph = self.graph
        for parameter in sorted(set(graph.predicates(node)), key=str):
            if not has_path and parameter in PROPERTY_ONLY:
                raise NotWellFormed(node, f"is a node shape with sh:{_local(parameter)}")
            if parameter in COMPONENTS:
                for value in sorted(graph.objects(node, parameter), key=str):
                    yield from self._core(node, cast("URIRef", parameter), value)
        yield from self._qualified(node)
        for value in sorted(graph.objects(node, SH.sparql), key=str):
            yield Constraint(SH.SPARQLConstraintComponent, SH.sparql, value)
        for component, parameters in self.custom:
            yield from self._of_component(node, component, parameters)

    def _core(self, node: Node, parameter: URIRef, value: Node) -> Iterator[Constraint]:
        beside: dict[URIRef, Node] = {}
        members: tuple[Node, ...] = ()
        if parameter in (SH.closed, SH.uniqueLang):
            if str(value) not in ("true", "1"):
                return
            # Only the canonical literal is well-formed for sh:uniqueLang (section 4.4.5).
            if parameter == SH.uniqueLang and str(value) != "true":
                return
        if parameter in NUMBERS and not str(value).isdigit():
            raise NotWellFormed(node, f"sh:{_local(parameter)} is not a whole number: {value}")
        if parameter == SH.pattern and (flags := self.graph.value(node, SH.flags)) is not None:
            beside[SH.flags] = flags
        if parameter == SH.closed:
            ignored = self.graph.value(node, SH.ignoredProperties)
            members = tuple(self.members(node, ignored)) if ignored is not None else ()
        if parameter in LISTS:
            members = self.members(node, value)
        yield Constraint(COMPONENTS[parameter], parameter, value, members, beside)

    def _qualified(self, node: Node) -> Iterator[Constraint]:
        disjoint = self.graph.value(node, SH.qualifiedValueShapesDisjoint)
        for value in sorted(self.graph.objects(node, SH.qualifiedValueShape), key=str):
            beside = {SH.qualifiedValueShape: value}
            if disjoint is not None and str(disjoint) in ("true", "1"):
                beside[SH.qualifiedValueShapesDisjoint] = disjoint
            for parameter in QUALIFIED:
                if (number := self.graph.value(node, parameter)) is not None:
                    yield Constraint(QUALIFIED[parameter], parameter, number, (), beside)

    def _custom(self) -> Iterator[tuple[URIRef, Parameters]]:
        """Return each SPARQL-based component with its parameters (section 6.2)."""
        graph = self.graph
        for kind in graph.transitive_subjects(RDFS.subClassOf, SH.ConstraintComponent):
            for component in sorted(graph.subjects(RDF.type, kind), key=str):
                parameters = tuple(
                    (graph.value(p, SH.path), str(graph.value(p, SH.optional)) in ("true", "1"))
                    for p in sorted(graph.objects(component, SH.parameter), key=str)
                )
                if isinstance(component, URIRef) and parameters:
                    yield component, cast("Parameters", parameters)

    def _of_component(
        self, node: Node, component: URIRef, parameters: Parameters
    ) -> Iterator[Constraint]:
        mandatory = [path for path, optional in parameters if not optional]
        values = {path: list(self.graph.objects(node, path)) for path, _ in parameters}
        if not mandatory or not all(values[path] for path in mandatory):
            return
        several = len(parameters) > 1
        if several and any(len(found) > 1 for found in values.values()):
            raise NotWellFormed(node, f"gives a parameter of <{component}> more than one value")
        for value in values[mandatory[0]]:
            beside = {path: found[0] for path, found in values.items() if found}
            beside[mandatory[0]] = value
            yield Constraint(component, mandatory[0], value, (), beside)


def aimed_only(shapes: Graph, roots: Collection[Node]) -> Graph:
    """Return the shapes graph with only some shapes left a target, for another engine to run."""
    cut = Graph()
    cut += shapes
    for node in set(ShapesGraph(shapes).roots()) - set(roots):
        for target in TARGETS:
            cut.remove((node, target, None))
        cut.remove((node, RDF.type, RDFS.Class))
    return cut


def _local(parameter: Node) -> str:
    return str(parameter).rpartition("#")[2]

"""The Rust engine `shacl`, SHACL Core over a whole graph: the only module that imports shacl.

It is several times faster than queries and knows nothing of places where they are better: so it
is given shapes that it is proven equal on, written anew without messages, and what it finds is
told as the compiler tells it. It does not say why a value fails sh:node, sh:and, sh:or or sh:xone;
a second pass over the values that fail asks that.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import shacl
from rdflib import RDF, RDFS, SH, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from shapes.compiler.faults import Unsupported
from shapes.compiler.graph import (
    COMPONENTS,
    LISTING,
    LISTS,
    NESTING,
    QUALIFIED,
    Constraint,
    Shape,
    ShapesGraph,
    Target,
)
from shapes.compiler.literals import RANGES, uncommon
from shapes.compiler.reporting import result
from shapes.compiler.results import Result
from shapes.compiler.terms import text
from shapes.compiler.values import KINDS
from sparql.results import identifier

DETAILED = LISTING | {SH.node}
"""Parameters whose results hold what the shapes below found."""
EXACT = frozenset((SH["in"], SH.hasValue))
"""Parameters that compare terms: Oxigraph sees one number where the data has two ways to write."""
PLAIN = frozenset((None, XSD.string, RDF.langString))

_LITERAL = re.compile(r'"(.*)"(?:@([\w-]+)|\^\^<(.*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_BELOW = re.compile(rf"^\s*<([^>]+)>\s+<{RDFS.subClassOf}>\s+<([^>]+)>", re.MULTILINE)
_BLANK = re.compile(r"^\s*_:(\S+)|\s_:(\S+)\s*\.\s*$", re.MULTILINE)
_LABEL = re.compile(r"_:\d+_b(\d+)")


def takes(shapes: ShapesGraph, root: Node) -> bool:
    """Return whether the engine is known to find in a shape what the compiler finds."""
    if shapes.deactivated(root):
        return True
    try:
        shape = shapes.shape(root)
    except Unsupported:
        return False
    told = [one.component for one in shape.constraints if one.parameter != SH.property]
    return (
        len(told) == len(set(told))
        and not any("{?other}" in text or "{$other}" in text for text in shape.messages)
        and all(_takes(one) for one in shape.constraints)
        and all(takes(shapes, below) for below in shapes.nested(root))
    )


def _takes(constraint: Constraint) -> bool:
    parameter, value = constraint.parameter, constraint.value
    if parameter not in (*COMPONENTS, *QUALIFIED) or (
        SH.qualifiedValueShapesDisjoint in constraint.beside
    ):
        return False
    if parameter == SH.nodeKind:
        return value in KINDS
    if parameter == SH.pattern:
        return uncommon(str(value)) is None
    if parameter == SH.datatype:
        return value not in RANGES
    if parameter in EXACT:
        return all(_named(term) for term in constraint.members or (value,))
    return True


def _named(term: Node) -> bool:
    """Return whether a term can be named in one way only."""
    if isinstance(term, Literal):
        return term.datatype in PLAIN
    return isinstance(term, URIRef)


def idle(shapes: ShapesGraph, roots: Iterable[Node], data: str) -> list[Node]:
    """Return the shapes whose targets aim at no node that N-Triples hold."""
    below: dict[str, set[str]] = {}
    for lower, upper in _BELOW.findall(data) if str(RDFS.subClassOf) in data else ():
        below.setdefault(upper, set()).add(lower)
    return [
        root
        for root in roots
        if not any(_aimed(target, data, below) for target in shapes.shape(root).targets)
    ]


def _aimed(target: Target, data: str, below: Mapping[str, set[str]]) -> bool:
    if target.kind == SH.targetNode:
        return True
    if target.kind != SH.targetClass:
        name = re.escape(str(target.value))
        return re.search(rf"^\s*\S+\s+<{name}>\s", data, re.MULTILINE) is not None
    waiting, seen = [str(target.value)], set[str]()
    while waiting:
        name = waiting.pop()
        typed = rf"^\s*\S+\s+<{RDF.type}>\s+<{re.escape(name)}>"
        if f"<{name}>" in data and re.search(typed, data, re.MULTILINE):
            return True
        seen.add(name)
        waiting.extend(below.get(name, set()) - seen)
    return False


def results(shapes: ShapesGraph, roots: Iterable[Node], data: str) -> list[Result]:
    """Return the results of some shapes over a graph in N-Triples.

    Raises `Unsupported` where a value that fails has no name to ask about it.
    """
    writing = _Writing(shapes)
    for root in roots:
        writing.add(root, shapes.shape(root).targets)
    return [found for _, found in _Pass(shapes, data).run(writing)]


@dataclass
class _Writing:
    """Shapes as Turtle in which every shape has a name; copies tell apart what is asked of it."""

    shapes: ShapesGraph
    lines: list[str] = field(default_factory=list)
    names: dict[tuple[int, Node], str] = field(default_factory=dict)
    told: dict[str, tuple[int, Node]] = field(default_factory=dict)
    blanks: int = 0

    def add(self, node: Node, targets: Iterable[Target] = (), copy: int = 0) -> str:
        """Write a shape and those below it, and return its name."""
        key = copy, node
        name = self.names.get(key)
        if name is None:
            name = self.names[key] = f"<urn:x-shape:{len(self.names)}>"
            self.told[name] = key
            self._describe(name, self.shapes.shape(node), copy)
        for target in targets:
            self.lines.append(f"{name} {target.kind.n3()} {text(target.value)} .")
        return name

    def _describe(self, name: str, shape: Shape, copy: int) -> None:
        kind = SH.NodeShape if shape.route is None else SH.PropertyShape
        self.lines.append(f"{name} a {kind.n3()} .")
        if shape.path is not None:
            self.lines.append(f"{name} {SH.path.n3()} {self._path(shape.path)} .")
        if self.shapes.deactivated(shape.node):
            self.lines.append(f"{name} {SH.deactivated.n3()} true .")
            return
        for constraint in shape.constraints:
            for parameter, value in self._written(constraint, copy):
                self.lines.append(f"{name} {parameter.n3()} {value} .")

    def _written(self, constraint: Constraint, copy: int) -> Iterator[tuple[URIRef, str]]:
        parameter, value = constraint.parameter, constraint.value
        if parameter in LISTING:
            yield parameter, self._list(self.add(one, (), copy) for one in constraint.members)
        elif parameter in LISTS:
            yield parameter, self._list(map(text, constraint.members))
        elif parameter in NESTING:
            yield parameter, self.add(value, (), copy)
        else:
            yield parameter, text(value)
        if parameter == SH.closed:
            yield SH.ignoredProperties, self._list(map(text, constraint.members))
        for beside, other in constraint.beside.items():
            shown = self.add(other, (), copy) if beside in NESTING else text(other)
            yield beside, shown

    def _path(self, node: Node) -> str:
        if isinstance(node, URIRef):
            return text(node)
        graph = self.shapes.graph
        if (node, RDF.first, None) in graph:
            return self._list(map(self._path, self.shapes.members(node, node)))
        parts = (f"{p.n3()} {self._path(o)}" for p, o in graph.predicate_objects(node))
        self.blanks += 1
        return f"[ {' ; '.join(parts)} ]"

    def _list(self, members: Iterable[str]) -> str:
        written = list(members)
        self.blanks += len(written)
        return f"( {' '.join(written)} )"


class _Pass:
    """Runs of the engine over one graph."""

    def __init__(self, shapes: ShapesGraph, data: str):
        self._shapes = shapes
        self._data = data
        self._labels: list[str] | None = None
        self._first = 0

    def run(self, writing: _Writing) -> list[tuple[tuple[int, Node], Result]]:
        """Return what some shapes find, each with the copy and the focus node it was found at."""
        engine = shacl.Shapes.from_text("\n".join(writing.lines), format="turtle")
        self._first = writing.blanks
        rows = []
        for one in engine.validate_text(self._data, format="ntriples").results:
            copy, node = writing.told[str(one.source_shape)]
            shape = self._shapes.shape(node)
            constraint = next(c for c in shape.constraints if str(c.component) == one.component_iri)
            row: dict[str, Node] = {"this": self._term(one.focus_node)}
            if one.value is not None:
                row["value"] = self._term(one.value)
            if constraint.parameter == SH.closed and one.path is not None:
                row["path"] = self._term(one.path)
            rows.append((copy, shape, constraint, row))
        below = self._below(rows)
        found = []
        for copy, shape, constraint, row in rows:
            details = below.get((shape.node, constraint.parameter, row.get("value")), ())
            told = result(shape, constraint, row, details=tuple(details))
            found.append(((copy, row["this"]), told))
        return found

    def _below(
        self, rows: Iterable[tuple[int, Shape, Constraint, Mapping[str, Node]]]
    ) -> Mapping[tuple[Node, URIRef, Node | None], list[Result]]:
        """Return what the shapes below found at the values that fail them, by a pass of its own."""
        wanted: dict[tuple[Node, URIRef], tuple[Constraint, dict[Node, None]]] = {}
        for _, shape, constraint, row in rows:
            if constraint.parameter in DETAILED:
                key = shape.node, constraint.parameter
                wanted.setdefault(key, (constraint, {}))[1][row["value"]] = None
        if not wanted:
            return {}
        writing = _Writing(self._shapes)
        keys = list(wanted)
        for copy, (constraint, values) in enumerate(wanted.values()):
            if any(isinstance(value, BNode) for value in values):
                raise Unsupported(keys[copy][0], "is failed by a blank node, which has no name")
            targets = [Target(SH.targetNode, value) for value in values]
            for node in constraint.members or (constraint.value,):
                writing.add(node, targets, copy)
        found: dict[tuple[Node, URIRef, Node | None], list[Result]] = {}
        for (copy, focus), told in self.run(writing):
            found.setdefault((*keys[copy], focus), []).append(told)
        return found

    def _term(self, written: str) -> Node:
        """Return a term in N-Triples as rdflib has it, as an answer of a store does."""
        if written.startswith("<"):
            return URIRef(written[1:-1])
        if match := _LABEL.fullmatch(written):
            return BNode(self._label(int(match[1])))
        match = _LITERAL.fullmatch(written)
        assert match, f"{written} is no term"
        form, language, datatype = match.groups()
        if "\\" in form:
            form = _ESCAPE.sub(_unescaped, form)
        return identifier(("literal", form, language, datatype))

    def _label(self, number: int) -> str:
        """Return the label of a blank node: the engine counts them as they come, shapes first."""
        if self._labels is None:
            found = (first or second for first, second in _BLANK.findall(self._data))
            self._labels = list(dict.fromkeys(found))
        if number < self._first:
            raise ValueError(f"b{number} is a blank node of the shapes, not of the data")
        return self._labels[number - self._first]


def _unescaped(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _LETTERS.get(match[3], match[3])

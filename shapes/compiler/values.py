"""Constraints that one value decides, as SPARQL expressions (sections 4.1 to 4.4, 4.6 and 4.8).

Each expression is true where the value breaks the constraint, and never an error.
"""

from collections.abc import Callable, Mapping
from itertools import count

from rdflib import RDF, SH, URIRef
from rdflib.term import Node

from shapes.compiler import literals
from shapes.compiler.context import Classes
from shapes.compiler.faults import NotWellFormed, Unsupported
from shapes.compiler.graph import LISTING, Constraint, Shape, ShapesGraph
from shapes.compiler.paths import single, step
from shapes.compiler.terms import nameable, text

RANGES: Mapping[URIRef, str] = {
    SH.minExclusive: ">",
    SH.minInclusive: ">=",
    SH.maxExclusive: "<",
    SH.maxInclusive: "<=",
}
KINDS: Mapping[URIRef, str] = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}
MANY = 12
"""Above this number of classes one lookup of all types is cheaper than one lookup per class."""


class Expressions:
    """Writes what breaks a constraint as an expression over the variables `this` and a value's."""

    def __init__(self, shapes: ShapesGraph, classes: Classes, *, narrowed: bool):
        self._shapes = shapes
        self._narrowed = narrowed
        self._classes = classes
        self._fresh = count()
        self._writers: Mapping[URIRef, Callable[[Shape, Constraint, str], str]] = {
            SH["class"]: self._class,
            SH.datatype: self._datatype,
            SH.nodeKind: self._node_kind,
            SH.minLength: lambda _, c, v: f"(isBlank({v}) || STRLEN(STR({v})) < {c.number()})",
            SH.maxLength: lambda _, c, v: f"(isBlank({v}) || STRLEN(STR({v})) > {c.number()})",
            SH.pattern: self._pattern,
            SH.languageIn: self._language_in,
            SH["in"]: lambda _, c, v: f"!({_one_of(c.members, v)})",
            **dict.fromkeys(RANGES, self._range),
        }

    def broken(self, shape: Shape, constraint: Constraint, value: str = "value") -> str | None:
        """Return the expression that is true where a value breaks the constraint, or None.

        None says that no single value decides the constraint, or only in more than an expression.
        """
        variable = f"?{value}"
        if writer := self._writers.get(constraint.parameter):
            return writer(shape, constraint, variable)
        if constraint.component == SH.SPARQLConstraintComponent:
            return None
        if constraint.parameter in LISTING:
            return self._logic(constraint, value)
        if constraint.parameter in (SH.node, SH["not"]):
            sound = self.sound(constraint.value, value)
            if sound is None:
                return None
            return sound if constraint.parameter == SH["not"] else f"!({sound})"
        if constraint.parameter == SH.disjoint:
            return f"EXISTS {{ ?this {text(constraint.value)} {variable} }}"
        if shape.route is None and constraint.parameter == SH.hasValue:
            return f"!({_same(variable, constraint.value)})"
        return None

    def sound(self, node: Node, value: str) -> str | None:
        """Return the expression that is true where a value conforms to a shape, or None."""
        if self._shapes.deactivated(node):
            return "true"
        shape = self._shapes.shape(node)
        if shape.route is None:
            parts = [self._broken_inside(shape, c, value) for c in shape.constraints]
        elif single(shape.route):
            parts = [self._broken_below(shape, c, value) for c in shape.constraints]
        else:
            return None
        if any(part is None for part in parts):
            return None
        return " && ".join(f"!({part})" for part in parts) or "true"

    def _broken_inside(self, shape: Shape, constraint: Constraint, value: str) -> str | None:
        if constraint.parameter == SH.property:
            sound = self.sound(constraint.value, value)
            return None if sound is None else f"!({sound})"
        if constraint.parameter in (SH.disjoint, SH.equals):
            return None
        if constraint.parameter == SH.closed:
            allowed = ", ".join(text(p) for p in self._shapes.allowed(shape, constraint))
            has = f"?{value}_has{next(self._fresh)}"
            return f"EXISTS {{ ?{value} {has} ?{value}_any FILTER ({has} NOT IN ({allowed})) }}"
        return self.broken(shape, constraint, value)

    def _broken_below(self, shape: Shape, constraint: Constraint, start: str) -> str | None:
        """Return the expression for a constraint of a nested property shape."""
        assert shape.route is not None
        end = f"{start}_{next(self._fresh)}"
        walk = step(shape.route, start, end)
        if constraint.parameter == SH.minCount and constraint.number() <= 1:
            return f"NOT EXISTS {{ {walk} }}" if constraint.number() else "false"
        if constraint.parameter == SH.maxCount and constraint.number() == 0:
            return f"EXISTS {{ {walk} }}"
        if constraint.parameter == SH.hasValue and nameable(constraint.value):
            walk = walk.replace(f"?{end}", text(constraint.value))
            return f"NOT EXISTS {{ {walk} }}"
        inner = self._broken_inside(shape, constraint, end)
        return None if inner is None else f"EXISTS {{ {walk} FILTER ({inner}) }}"

    def _logic(self, constraint: Constraint, value: str) -> str | None:
        parts = [self.sound(member, value) for member in constraint.members]
        if any(part is None for part in parts):
            return None
        if constraint.parameter == SH["and"]:
            return " || ".join(f"!({part})" for part in parts) or "false"
        if constraint.parameter == SH["or"]:
            return " && ".join(f"!({part})" for part in parts) or "true"
        if len(parts) > 6:
            return None
        alone = (
            " && ".join(f"{'' if i == j else '!'}({part})" for j, part in enumerate(parts))
            for i in range(len(parts))
        )
        return "!(" + (" || ".join(f"({way})" for way in alone) or "false") + ")"

    def _class(self, shape: Shape, constraint: Constraint, value: str) -> str:
        kinds = [text(name) for name in self._classes.within(constraint.value)]
        if len(kinds) > MANY:
            kind = f"?kind_{next(self._fresh)}"
            within = f"{kind} IN ({', '.join(kinds)})"
            return f"NOT EXISTS {{ {value} {RDF.type.n3()} {kind} FILTER ({within}) }}"
        return " && ".join(f"NOT EXISTS {{ {value} {RDF.type.n3()} {kind} }}" for kind in kinds)

    def _datatype(self, _: Shape, constraint: Constraint, value: str) -> str:
        sound = literals.has_datatype(constraint.value, value, narrowed=self._narrowed)
        return f"!({sound})"

    def _node_kind(self, shape: Shape, constraint: Constraint, value: str) -> str:
        if constraint.value not in KINDS:
            raise NotWellFormed(shape.node, f"sh:nodeKind is no kind of node: {constraint.value}")
        return f"!({KINDS[URIRef(str(constraint.value))].format(value)})"

    def _range(self, shape: Shape, constraint: Constraint, value: str) -> str:
        sign = RANGES[constraint.parameter]
        return f"!COALESCE({value} {sign} {text(constraint.value)}, false)"

    def _pattern(self, shape: Shape, constraint: Constraint, value: str) -> str:
        if reason := literals.uncommon(str(constraint.value)):
            raise Unsupported(shape.node, f"sh:pattern {reason}: {constraint.value}")
        pattern = text(literals.plain(constraint.value))
        flags = constraint.beside.get(SH.flags)
        more = f", {text(literals.plain(flags))}" if flags is not None else ""
        return f"(isBlank({value}) || !REGEX(STR({value}), {pattern}{more}))"

    def _language_in(self, shape: Shape, constraint: Constraint, value: str) -> str:
        ways = " || ".join(
            f"langMatches(lang({value}), {text(literals.plain(tag))})" for tag in constraint.members
        )
        return f"!COALESCE({ways or 'false'}, false)"


def _one_of(members: tuple[Node, ...], value: str) -> str:
    named = [member for member in members if nameable(member)]
    if named and all(isinstance(member, URIRef) for member in named):
        return f"{value} IN ({', '.join(text(member) for member in named)})"
    return " || ".join(_same(value, member) for member in named) or "false"


def _same(value: str, term: Node) -> str:
    return f"sameTerm({value}, {text(term)})" if nameable(term) else "false"

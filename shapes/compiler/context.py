"""The nodes that a shape is checked at, as query patterns: targets (section 2.1.3) and values."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, URIRef
from rdflib.term import Node

from shapes.compiler.graph import Target
from shapes.compiler.paths import Route, may_be_empty, single, step
from shapes.compiler.terms import text
from sparql.endpoint import Endpoint


class Classes:
    """The classes of the data with those below them, over `rdfs:subClassOf*`."""

    def __init__(self, endpoint: Endpoint):
        table = endpoint.select(f"SELECT ?below ?above {{ ?below {RDFS.subClassOf.n3()} ?above }}")
        self._below: dict[Node, list[Node]] = {}
        for below, above in table.rows:
            if isinstance(below, URIRef) and above is not None:
                self._below.setdefault(above, []).append(below)

    def within(self, name: Node) -> tuple[Node, ...]:
        """Return a class and every class below it."""
        found = {name: None}
        waiting = [name]
        while waiting:
            for below in self._below.get(waiting.pop(), ()):
                if below not in found:
                    found[below] = None
                    waiting.append(below)
        return tuple(found)


Bind = Callable[[str], str]
"""Writes a pattern that binds a variable of the name given."""


@dataclass(frozen=True)
class Context:
    """Patterns that bind a variable to the nodes to check: `bind` to each node once.

    `loose` may bind a node twice and is cheaper where the query drops repeats anyway. `nodes` are
    those of a context that names them.
    """

    bind: Bind
    repeating: Bind | None = None
    nodes: tuple[Node, ...] | None = None

    @property
    def loose(self) -> Bind:
        """Return the pattern that may bind a node twice."""
        return self.repeating or self.bind

    def pairs(
        self, route: Route | None, this: str = "this", value: str = "value", *, loose: bool = False
    ) -> str:
        """Return a pattern of each node with each of its value nodes, each pair once."""
        bind = self.loose if loose else self.bind
        if route is None:
            return f"{bind(this)} BIND (?{this} AS ?{value})"
        if single(route):
            return f"{bind(this)} {step(route, this, value)}"
        walk = f"{self.loose(this)} {step(route, this, value)}"
        if may_be_empty(route):
            # A zero-length path does not match nodes that no triple holds; SHACL's does.
            walk = f"{{ {walk} }} UNION {{ {self.loose(this)} BIND (?{this} AS ?{value}) }}"
        return f"{{ SELECT DISTINCT ?{this} ?{value} {{ {walk} }} }}"

    def values(self, route: Route | None) -> "Context":
        """Return the context of the value nodes that the path leads to."""
        if route is None:
            return self

        def bind(name: str) -> str:
            pairs = self.pairs(route, f"{name}_", name, loose=True)
            return f"{{ SELECT DISTINCT ?{name} {{ {pairs} }} }}"

        return Context(bind)


def these(nodes: Iterable[Node]) -> Context:
    """Return the context of nodes given by name."""
    named = tuple(nodes)
    block = " ".join(text(node) for node in named)
    return Context(lambda name: f"VALUES ?{name} {{ {block} }}", nodes=named)


def focus(targets: Collection[Target], classes: Classes) -> Context:
    """Return the nodes that a shape's targets aim at."""
    found = (branch for target in targets for branch in _branches(target, classes))
    branches = list({branch.bind("this"): branch for branch in found}.values())

    if len(branches) == 1 and branches[0].once:
        return Context(branches[0].bind)

    def union(name: str) -> str:
        return " UNION ".join(f"{{ {branch.bind(name)} }}" for branch in branches)

    # Classes seldom share a node; the properties of a node would bind it once for each.
    rare = all(branch.once for branch in branches)

    def once(name: str) -> str:
        return f"{{ SELECT DISTINCT ?{name} {{ {union(name)} }} }}"

    return Context(once, union if rare else None)


@dataclass(frozen=True)
class _Branch:
    """A pattern of some focus nodes, and whether it binds each of them once."""

    bind: Callable[[str], str]
    once: bool = True


def _branches(target: Target, classes: Classes) -> list[_Branch]:
    value = text(target.value)
    if target.kind == SH.targetNode:
        return [_Branch(lambda name: f"VALUES ?{name} {{ {value} }}")]
    if target.kind == SH.targetSubjectsOf:
        return [_Branch(lambda name: f"?{name} {value} ?{name}_any .", once=False)]
    if target.kind == SH.targetObjectsOf:
        return [_Branch(lambda name: f"?{name}_any {value} ?{name} .", once=False)]
    return [_of_class(text(kind)) for kind in classes.within(target.value)]


def _of_class(kind: str) -> _Branch:
    return _Branch(lambda name: f"?{name} {RDF.type.n3()} {kind} .")

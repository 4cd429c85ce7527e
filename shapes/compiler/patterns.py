"""Triples that the query of a constraint reads, each with the chain that ties it to `$this`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from pyparsing import ParseException
from rdflib import RDF, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from shapes.compiler.paths import Route, text, turned
from shapes.compiler.steps import Read, read, walked
from shapes.compiler.terms import text as term_text

Pattern = tuple[Node, Route | Variable, Node]
Textual = Callable[[URIRef], bool]
"""Tells whether the objects of a predicate are literals, which many subjects share."""

THIS = Variable("this")
MOST = 256
"""Above this number of ways to read a query its reads are not worked out."""


class Untraceable(Exception):
    """A query reads triples that no chain of triples ties to its focus node."""


def queried(
    query: str, around: tuple[Pattern, ...], prefix: Route | None, textual: Textual
) -> Iterator[Read]:
    """Return what a query reads, seen from a focus node that a prefix of paths leads to.

    `around` holds patterns beside those of the query. Each way to take its UNIONs and OPTIONALs
    is read on its own: a variable of one branch says nothing about another.
    """
    seen: set[Read] = set()
    for way in _ways_of(query):
        for found in _of_way([*around, *way], prefix, textual):
            if found not in seen:
                seen.add(found)
                yield found


@lru_cache(maxsize=1024)
def _ways_of(query: str) -> list[list[Pattern]]:
    """Return each way to match a query; parsing one takes longer than checking a small change."""
    try:
        return _ways(translateQuery(parseQuery(query)).algebra, "").all
    except ParseException as error:  # a query that only the store understands
        raise Untraceable from error


def _of_way(patterns: list[Pattern], prefix: Route | None, textual: Textual) -> Iterator[Read]:
    chains: dict[Node, str] = {THIS: ""}
    waiting = list(patterns)
    while waiting:
        # Each pattern hangs on chains laid before it, never on its own.
        ready = [pattern for pattern in waiting if pattern[0] in chains or pattern[2] in chains]
        if not ready:
            raise Untraceable
        pattern = min(ready, key=lambda ready: _width(ready, chains, textual))
        waiting.remove(pattern)
        yield from _seeds(pattern, chains, prefix)
        subject, _, obj = pattern
        start, end = (subject, obj) if subject in chains else (obj, subject)
        if isinstance(end, Variable) and end not in chains:
            # The end comes first: a store that keeps the order starts from the few it is given.
            chains[end] = f"{_written(pattern)} {chains[start]}"


def _width(pattern: Pattern, chains: dict[Node, str], textual: Textual) -> int:
    """Return how many nodes a pattern may lead to: few by its subject, most by a shared class."""
    subject, route, _ = pattern
    if subject in chains:
        return 0
    if route == RDF.type:
        return 3
    return 2 if isinstance(route, URIRef) and textual(route) else 1


def _seeds(pattern: Pattern, chains: dict[Node, str], prefix: Route | None) -> Iterator[Read]:
    """Return the reads of one triple pattern that hangs on a chain by its subject or object."""
    subject, route, obj = pattern
    forward = subject in chains
    start = subject if forward else obj
    steps: Iterator[Read] = iter((read(None, None, inverse=not forward),))
    if not isinstance(route, Variable):
        steps = walked(route if forward else turned(route), None)
    for step in steps:
        chain = chains[start]
        if step.link:
            chain = f"{step.link.replace('?this', _end(start))} {chain}"
        else:
            chain = _swap(chain, _end(start), f"?{step.start}")
        if start == THIS and not step.link:
            yield read(step.predicate, prefix, inverse=step.start == "o")
        elif prefix is None:
            yield Read(step.predicate, _swap(chain, _end(THIS), "?this"), step.start)
        else:
            way = f"{chain} ?this {text(prefix)} {_end(THIS)} ."
            yield Read(step.predicate, way, step.start)


def _written(pattern: Pattern) -> str:
    subject, route, obj = pattern
    middle = _end(route) if isinstance(route, Variable) else text(route)
    return f"{_end(subject)} {middle} {_end(obj)} ."


def _end(node: Node) -> str:
    """Return a term, or a variable under a name that no read uses for itself."""
    return f"?in_{node}" if isinstance(node, Variable) else term_text(node)


def _swap(chain: str, old: str, new: str) -> str:
    return re.sub(rf"{re.escape(old)}(?!\w)", lambda _: new, chain)


@dataclass(frozen=True)
class _Ways:
    """The ways to match an expression: `cores` without any OPTIONAL, `more` with some."""

    cores: list[list[Pattern]]
    more: list[list[Pattern]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.cores) + len(self.more) > MOST:
            raise Untraceable

    @property
    def all(self) -> list[list[Pattern]]:
        """Return every way."""
        return self.cores + self.more

    def beside(self, other: "_Ways") -> list[list[Pattern]]:
        """Return the ways with an OPTIONAL of this expression and a core of the other, or both.

        Two OPTIONALs are read together only where one says something about the other.
        """
        ways = _both(self.more, other.cores)
        own = _names(self.more) - _names(self.cores)
        return ways + (_both(self.more, other.more) if own & _names(other.more) else [])


def _ways(part: object, hidden: str) -> _Ways:
    """Return the triple patterns of each way to match an algebra expression."""
    if not isinstance(part, CompValue):
        return _Ways([[]])
    if part.name == "BGP":
        return _Ways([[_pattern(triple) for triple in part.triples]])
    _refuse_exists(part.get("expr"))
    if part.name == "Union":
        first, second = _ways(part.p1, hidden), _ways(part.p2, hidden)
        return _Ways(first.cores + second.cores, first.more + second.more)
    if part.name == "LeftJoin":
        first, second = _ways(part.p1, hidden), _ways(part.p2, hidden)
        optional = _Ways(first.cores, _both(first.cores, second.all))
        if (_names(first.more) - _names(first.cores)) & _names(second.all):
            return _Ways(first.cores, first.more + optional.more + _both(first.more, second.all))
        return _Ways(first.cores, first.more + optional.more)
    if part.name == "Join":
        first, second = _ways(part.p1, hidden), _ways(part.p2, hidden)
        more = first.beside(second) + _both(first.cores, second.more)
        return _Ways(_both(first.cores, second.cores), more)
    if part.name in ("Graph", "ServiceGraphPattern"):
        raise Untraceable  # what it reads is not in the default graph
    if part.name == "Project" and hidden:
        shown = {str(name) for name in part.PV}
        inside = _ways(part.p, f"{hidden}_")
        return _Ways(
            [[_renamed(p, shown, hidden) for p in way] for way in inside.cores],
            [[_renamed(p, shown, hidden) for p in way] for way in inside.more],
        )
    if part.name == "ToMultiSet":
        return _ways(part.p, f"{hidden}_nested{id(part)}")
    if "p" in part:
        return _ways(part.p, hidden)
    raise Untraceable


def _both(first: list[list[Pattern]], second: list[list[Pattern]]) -> list[list[Pattern]]:
    if len(first) * len(second) > MOST:
        raise Untraceable
    return [[*one, *other] for one, other in product(first, second)]


def _names(ways: list[list[Pattern]]) -> set[Node]:
    parts = (part for way in ways for pattern in way for part in pattern)
    return {part for part in parts if isinstance(part, Variable)}


def _pattern(triple: tuple[Node, object, Node]) -> Pattern:
    subject, route, obj = triple
    if not isinstance(route, URIRef | Path | Variable):
        raise Untraceable
    return subject, route, obj


def _renamed(pattern: Pattern, shown: set[str], mark: str) -> Pattern:
    """Return a pattern of a nested SELECT with the variables renamed that it does not return."""

    def name(node: Node) -> Node:
        if isinstance(node, Variable) and str(node) not in shown:
            return Variable(f"{node}{mark}")
        return node

    subject, route, obj = pattern
    return (
        name(subject),
        Variable(str(name(route))) if isinstance(route, Variable) else route,
        name(obj),
    )


def _refuse_exists(part: object) -> None:
    if isinstance(part, list | tuple):
        for item in part:
            _refuse_exists(item)
    if isinstance(part, CompValue):
        if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            raise Untraceable
        for key, item in part.items():
            if key != "_vars":
                _refuse_exists(item)

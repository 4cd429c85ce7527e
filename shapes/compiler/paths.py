"""Property paths (section 2.3.1) as SPARQL 1.1 path text."""

from rdflib import Graph, URIRef
from rdflib.extras.shacl import SHACLPathError, parse_shacl_path
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import Node

from shapes.compiler.faults import NotWellFormed

Route = URIRef | Path
"""A predicate or a path made of several."""


def route(graph: Graph, node: Node, shape: Node) -> Route:
    """Return the path that a node of the shapes graph describes (section 2.3.1)."""
    try:
        return parse_shacl_path(graph, node)
    except (SHACLPathError, TypeError) as error:
        raise NotWellFormed(shape, f"sh:path is not a path: {error}") from error
    except RecursionError as error:
        raise NotWellFormed(shape, "sh:path refers to itself") from error


def text(path: Route) -> str:
    """Return the path as SPARQL writes it, each part of a longer one in brackets."""
    if isinstance(path, URIRef):
        return path.n3()
    if isinstance(path, InvPath):
        return f"^{_part(path.arg)}"
    if isinstance(path, MulPath):
        return f"{_part(path.path)}{path.mod}"
    sign = "|" if isinstance(path, AlternativePath) else "/"
    return sign.join(_part(part) for part in _parts(path))


def _part(path: Route) -> str:
    return text(path) if isinstance(path, URIRef) else f"({text(path)})"


def _parts(path: Route) -> tuple[Route, ...]:
    return tuple(path.args) if isinstance(path, AlternativePath | SequencePath) else ()


def single(path: Route) -> bool:
    """Return whether the path is one predicate or its inverse: it gives no pair twice."""
    return isinstance(path, URIRef) or (isinstance(path, InvPath) and isinstance(path.arg, URIRef))


def step(path: Route, start: str, end: str) -> str:
    """Return a triple pattern from one variable along the path to another."""
    return f"?{start} {text(path)} ?{end} ."


def may_be_empty(path: Route) -> bool:
    """Return whether the path also leads from a node to itself without any triple."""
    if isinstance(path, MulPath):
        return path.zero or may_be_empty(path.path)
    if isinstance(path, InvPath):
        return may_be_empty(path.arg)
    if isinstance(path, AlternativePath):
        return any(may_be_empty(part) for part in _parts(path))
    if isinstance(path, SequencePath):
        return all(may_be_empty(part) for part in _parts(path))
    return False


def predicates(path: Route) -> frozenset[URIRef]:
    """Return the predicates that the path steps along, in either direction."""
    if isinstance(path, URIRef):
        return frozenset((path,))
    if isinstance(path, MulPath):
        return predicates(path.path)
    if isinstance(path, InvPath):
        return predicates(path.arg)
    return frozenset[URIRef]().union(*(predicates(part) for part in _parts(path)))


def turned(route: Route) -> Route:
    """Return the inverse of a path with the inversion moved to its predicates."""
    if isinstance(route, URIRef):
        return InvPath(route)
    if isinstance(route, InvPath):
        return route.arg
    if isinstance(route, MulPath):
        return MulPath(turned(route.path), route.mod)
    if isinstance(route, AlternativePath):
        return AlternativePath(*(turned(part) for part in route.args))
    assert isinstance(route, SequencePath)
    return SequencePath(*(turned(part) for part in reversed(route.args)))


def joined(first: Route | None, second: Route) -> Route:
    """Return the path along one path and then another."""
    return second if first is None else SequencePath(first, second)

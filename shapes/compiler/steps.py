"""Triples that a path walks over, each with the way back to where the walk began."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from shapes.compiler.paths import Route, joined, text, turned


@dataclass(frozen=True)
class Read:
    """Triples that a shape reads: their predicate (None is any), and the way back to the focus.

    `start` is `s` or `o`, the end of such a triple that a chain ties to the focus node, `link` the
    pattern of that chain from `?s` or `?o` to `?this`, empty where the end is the focus itself.
    """

    predicate: URIRef | None
    link: str
    start: str


def walked(route: Route, prefix: Route | None) -> Iterator[Read]:
    """Return the triples along a path, each with the way back over the part walked before."""
    if isinstance(route, URIRef):
        yield read(route, prefix)
    elif isinstance(route, InvPath):
        if isinstance(route.arg, URIRef):
            yield read(route.arg, prefix, inverse=True)
        else:
            yield from walked(turned(route.arg), prefix)
    elif isinstance(route, MulPath):
        yield from walked(route.path, joined(prefix, MulPath(route.path, "*")))
    elif isinstance(route, AlternativePath):
        for part in route.args:
            yield from walked(part, prefix)
    elif isinstance(route, SequencePath):
        for part in route.args:
            yield from walked(part, prefix)
            prefix = joined(prefix, part)


def read(predicate: URIRef | None, prefix: Route | None, *, inverse: bool = False) -> Read:
    """Return the read of a triple at the end of a prefix of paths."""
    start = "o" if inverse else "s"
    return Read(predicate, "" if prefix is None else f"?this {text(prefix)} ?{start} .", start)

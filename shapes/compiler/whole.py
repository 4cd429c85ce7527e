"""Shapes that another engine runs over the whole graph at once, where it is installed.

Nothing depends on it: what it does not take, or fails at, runs as queries.
"""

import logging
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib import import_module
from types import ModuleType
from typing import Protocol, runtime_checkable

from rdflib.term import Node

from shapes.compiler.graph import ShapesGraph
from shapes.compiler.results import Result
from sparql.endpoint import Endpoint

ENGINE = "shapes.rust"
_log = logging.getLogger(__name__)


@runtime_checkable
class Readable(Protocol):
    """A store whose graph can be read as one text."""

    def text(self) -> str:
        """Return the default graph as N-Triples."""
        ...


class Whole:
    """Another engine, the shapes that it takes and the graph that it reads."""

    name = "shacl"

    def __init__(self, engine: ModuleType, shapes: ShapesGraph, store: Readable):
        self._engine = engine
        self._shapes = shapes
        self._store = store
        self.takes = lru_cache(maxsize=None)(self._takes)

    def results(self, roots: Iterable[Node]) -> list[Result] | None:
        """Return the results of some shapes, or None where the engine fails."""
        try:
            found: list[Result] = self._engine.results(self._shapes, roots, self._text)
        except Exception as error:
            # A young engine may fail in any way; the compiler then does what it was asked.
            _log.warning("shacl failed, its shapes run as queries: %s", error)
            return None
        return found

    def idle(self, roots: Iterable[Node]) -> list[Node]:
        """Return the shapes that have no focus node."""
        found: list[Node] = self._engine.idle(self._shapes, roots, self._text)
        return found

    def _takes(self, root: Node) -> bool:
        return bool(self._engine.takes(self._shapes, root))

    @cached_property
    def _text(self) -> str:
        return self._store.text()


def installed() -> bool:
    """Return whether the other engine can be asked at all."""
    try:
        import_module(ENGINE)
    except ImportError:
        return False
    return True


def whole(shapes: ShapesGraph, endpoint: Endpoint) -> Whole | None:
    """Return the other engine, or None where it is not installed or the store has no text."""
    # A file is a text by itself; asked for its store it would be read into one.
    store = endpoint if isinstance(endpoint, Readable) else getattr(endpoint, "embedded", None)
    if not isinstance(store, Readable):
        return None
    return Whole(import_module(ENGINE), shapes, store) if installed() else None

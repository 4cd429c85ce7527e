"""What changed between two snapshots: statements added and removed, graph by graph."""

from collections.abc import Iterator
from dataclasses import dataclass

from sparql.embedded import EmbeddedStore
from sparql.manifest import Snapshot
from sparql.quads import Triple, statement


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How many statements of a graph only the later (`added`) or the earlier snapshot holds."""

    graph: str
    added: int
    removed: int


class Comparison:
    """Two snapshots side by side; graphs that no publication between them touched are not read."""

    def __init__(self, before: Snapshot, after: Snapshot):
        self.before = before
        self.after = after
        self._old = EmbeddedStore(before.folder / "store", snapshot=before.id)
        self._new = EmbeddedStore(after.folder / "store", snapshot=after.id)

    def touched(self) -> tuple[str, ...]:
        """Return the graphs that may differ, sorted."""
        names = set(self.before.graphs) | set(self.after.graphs)
        return tuple(
            sorted(
                name
                for name in names
                if self.before.versions.get(name) != self.after.versions.get(name)
            )
        )

    def changes(self) -> tuple[GraphChange, ...]:
        """Return the graphs that differ, with the number of statements added and removed."""
        counted = (
            GraphChange(graph, _length(self.added(graph)), _length(self.removed(graph)))
            for graph in self.touched()
        )
        return tuple(change for change in counted if change.added or change.removed)

    def added(self, graph: str) -> Iterator[str]:
        """Return the statements that only the later snapshot holds, as lines of N-Triples."""
        return difference(self._new, self._old, graph)

    def removed(self, graph: str) -> Iterator[str]:
        """Return the statements that only the earlier snapshot holds, as lines of N-Triples."""
        return difference(self._old, self._new, graph)


def difference(one: EmbeddedStore, other: EmbeddedStore, graph: str) -> Iterator[str]:
    """Return the statements of a graph that only the first store holds, as lines of N-Triples."""
    for quad in one.quads(graph):
        if not other.holds(quad):
            yield f"{quad.subject} {quad.predicate} {quad.object} ."


def gained(one: EmbeddedStore, other: EmbeddedStore, graph: str) -> Iterator[Triple]:
    """Return the same as triples of rdflib terms."""
    return (statement(quad) for quad in one.quads(graph) if not other.holds(quad))


def _length(lines: Iterator[str]) -> int:
    return sum(1 for _ in lines)

"""The next snapshot while it is built: a writable copy of the current one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rdflib import Graph

from sparql.answers import Table
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.manifest import Snapshot, write_manifest

CLASSES = """
SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY ?class"""

Adopt = Callable[[Path, str], Snapshot]
"""Takes a finished folder in under an id and makes it the current snapshot."""


class Candidate:
    """A writable copy of the current snapshot, an `Endpoint` that also takes changes.

    Readers see nothing of it until `publish`. A change that fails spoils the candidate: it
    cannot be published any more.
    """

    def __init__(
        self,
        folder: Path,
        number: int,
        parent: Snapshot | None,
        note: str,
        by: str | None,
        adopt: Adopt,
    ):
        self.snapshot = f"{number}-draft"
        self._folder = folder
        self._number = number
        self._parent = parent
        self._note = note
        self._by = by
        self._adopt = adopt
        self._counts = dict(parent.graphs) if parent else {}
        self._fault: str | None = None
        if parent is not None:
            EmbeddedStore(parent.folder / "store").backup(folder / "store")
        self._store = EmbeddedStore(folder / "store", writable=True, snapshot=self.snapshot)

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query over the data as it will be published."""
        return self._store.select(query)

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        return self._store.ask(query)

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        return self._store.construct(query)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs."""
        return self._store.graphs()

    def replace(self, graph: str, path: Path) -> None:
        """Put the triples of a file (N-Triples, N-Quads, Turtle) in place of a named graph."""
        with self._change(graph):
            self._store.replace(graph, path)

    def add(self, graph: str, triples: Graph) -> None:
        """Add the triples of an rdflib graph to a named graph."""
        with self._change(graph):
            self._store.add(graph, triples)

    def remove(self, graph: str) -> None:
        """Remove a named graph."""
        with self._change(graph):
            self._store.remove(graph)

    def update(self, text: str) -> None:
        """Run a SPARQL update on the named graphs."""
        with self._change(*self._store.graphs()):
            self._store.update(text)
        self._counts = {graph: self._store.count(graph) for graph in self._store.graphs()}

    def publish(self) -> Snapshot:
        """Make this candidate the current snapshot; once it returns, the data is on the disk."""
        if self._fault:
            raise StoreError(f"Nothing was published, because a change failed: {self._fault}")
        self._store.flush()
        built = self._folder / "built"
        built.mkdir()
        self._store.backup(built / "store")
        name = write_manifest(
            built,
            {
                "number": self._number,
                "parent": self._parent.id if self._parent else None,
                "note": self._note,
                "by": self._by,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "total": self._store.count(),
                "graphs": {graph: count for graph, count in self._counts.items() if count},
                "classes": {
                    str(row["class"]): int(str(row["count"])) for row in self.select(CLASSES)
                },
            },
        )
        return self._adopt(built, name)

    def close(self) -> None:
        """Let go of the working folder."""
        self._store.close()

    @contextmanager
    def _change(self, *graphs: str) -> Iterator[None]:
        """Count the graphs that a change touches again; remember a change that failed."""
        try:
            yield
            self._counts.update({graph: self._store.count(graph) for graph in graphs})
        except Exception as error:
            self._fault = str(error)
            raise

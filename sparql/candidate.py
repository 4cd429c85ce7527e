"""The next snapshot while it is built: a writable copy of the current one."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import IO

from rdflib import Graph

from sparql.answers import Table
from sparql.comparison import difference, gained
from sparql.consequences import Consequences
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.graphs import DERIVED, PROVENANCE, is_inferred
from sparql.incidences import watched
from sparql.journal import Journal
from sparql.kept import keep_all
from sparql.lines import FILE as LINES
from sparql.lines import Lines
from sparql.manifest import Snapshot, write_manifest
from sparql.quads import Triple, statement
from sparql.textindex import FILE, write_index
from sparql.trail import Change, Import, Publication, last_changes, statements, trail
from sparql.writing import Difference, remove, replace, update

CLASSES = """
SELECT ?name (COUNT(?thing) AS ?count) WHERE { ?thing a ?name FILTER (isIRI(?name)) }
GROUP BY ?name ORDER BY ?name"""
PROPERTIES = """
SELECT ?name (COUNT(*) AS ?count) WHERE { ?thing ?name ?value } GROUP BY ?name ORDER BY ?name"""

Progress = Callable[[str], None]
"""Is told each step in words."""
Adopt = Callable[[Path, str, str | None], Snapshot]
"""Takes a finished folder in under an id, by someone, and makes it the current snapshot."""


def silent(step: str) -> None:
    """Tell nobody."""


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
        self._changed: set[str] = set()
        self._since_parent: set[str] = set()
        self._differences: dict[str, Difference] = {}
        self._imports: dict[str, Import] = {}
        self._started = datetime.now(UTC)
        before = EmbeddedStore(parent.folder / "store") if parent else None
        if before is not None:
            before.backup(folder / "store")
        self._journal = Journal(watched(), complete=before is not None)
        self._store = EmbeddedStore(
            folder / "store", writable=True, snapshot=self.snapshot, journal=self._journal
        )
        lines = parent.folder / LINES if parent else None
        self._consequences = Consequences(
            self._store, folder, before, Lines(lines) if lines and lines.exists() else None
        )

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query over the data as it will be published."""
        return self._store.select(query)

    @property
    def embedded(self) -> EmbeddedStore:
        """Return the store that is written, for a fork of this process to read a copy of."""
        return self._store

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        return self._store.ask(query)

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        return self._store.construct(query)

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs."""
        return self._store.graphs()

    def changes(self, graph: str) -> tuple[Iterator[str], Iterator[str]]:
        """Return the statements that a graph has gained, and those it has lost, as N-Triples."""
        before = self.before()
        return difference(self._store, before, graph), difference(before, self._store, graph)

    def published(self) -> frozenset[str]:
        """Return the IRIs of the named graphs that are published now."""
        return frozenset(self._parent.graphs if self._parent else ())

    def before(self) -> EmbeddedStore:
        """Return the data as it is published now, an empty store where nothing is."""
        if self._parent is None:
            return EmbeddedStore(None)
        return EmbeddedStore(self._parent.folder / "store", snapshot=self._parent.id)

    def triples_changed(self, graph: str) -> tuple[Iterator[Triple], Iterator[Triple]]:
        """Return the triples that a graph has gained, and those it has lost."""
        if graph in self._differences:
            came, gone = self._differences[graph]
            return map(statement, came), map(statement, gone)
        before = self.before()
        return gained(self._store, before, graph), gained(before, self._store, graph)

    def replace(self, graph: str, path: Path) -> None:
        """Put the triples of a file (N-Triples, N-Quads, Turtle) in place of a named graph."""
        first = graph not in self._since_parent
        with self._change(graph):
            found = replace(self._store, graph, path)
        if first and found is not None:
            self._differences[graph] = found

    def add(self, graph: str, triples: Graph) -> None:
        """Add the triples of an rdflib graph to a named graph."""
        with self._change(graph):
            self._store.add(graph, triples)

    def load(self, quads: IO[bytes], name: str) -> None:
        """Add N-Quads to the graphs that they name; `name` is the file's, for messages."""
        with self._change():
            self._store.load(quads, name)
        self._touched(*self.graphs())

    def remove(self, graph: str) -> None:
        """Remove a named graph."""
        with self._change(graph):
            remove(self._store, graph)

    def update(self, text: str) -> None:
        """Run a SPARQL update on the named graphs."""
        before = set(self.graphs())
        with self._change():
            update(self._store, text)
        self._touched(*before.union(self.graphs()))

    def record(self, source: Import) -> None:
        """Say for the audit trail which file an import's graph comes from, and what checked it."""
        self._imports[source.graph] = source

    def derive(self, progress: Progress = silent) -> None:
        """Bring up to date what follows from the data: inferred statements and shared things."""
        changed, self._changed = self._changed, set()
        if changed:
            with self._change():
                for graph, growth in self._consequences.follow(changed, progress).items():
                    self._touched(graph, growth=growth)
            self._changed.clear()

    def publish(self) -> Snapshot:
        """Make this candidate the current snapshot; once it returns, the data is on the disk."""
        if self._fault:
            raise StoreError(f"Nothing was published, because a change failed: {self._fault}")
        self.derive()
        made = datetime.now(UTC)
        self._record(made)
        built = self._folder / "built"
        built.mkdir()
        # The copy is whole: Oxigraph writes its buffers out before it links the files.
        self._store.backup(built / "store")
        self._index(built / FILE)
        if self._consequences.lines is not None:
            # Neither the parent's file nor our own is written any more.
            (built / LINES).hardlink_to(self._consequences.lines.path)
        snapshot = self._adopt(built, write_manifest(built, self._manifest(made)), self._by)
        keep_all(snapshot.folder, self._store, snapshot.total)
        return snapshot

    def _manifest(self, made: datetime) -> dict[str, object]:
        versions = dict(self._parent.versions) if self._parent else {}
        # Numbers meet again where a backup of another store is restored; a token does not.
        versions.update(dict.fromkeys(self._since_parent, f"{self._number}.{token_hex(4)}"))
        return {
            "number": self._number,
            "parent": self._parent.id if self._parent else None,
            "note": self._note,
            "by": self._by,
            "made": made.isoformat(timespec="seconds"),
            "graphs": {graph: count for graph, count in self._counts.items() if count},
            **self._statistics(),
            "versions": {graph: versions[graph] for graph in versions if self._counts.get(graph)},
        }

    def _statistics(self) -> dict[str, object]:
        """Return how many triples, things of each class and uses of each property there are.

        Where the journal is whole, the parent's numbers are carried on; else all is counted.
        """
        if self._parent and self._parent.properties and self._journal.complete:
            return {
                "total": self._parent.total + self._journal.total,
                "classes": _grown(self._parent.classes, self._journal.classes),
                "properties": _grown(self._parent.properties, self._journal.properties),
            }
        classes, properties = (
            {str(row["name"]): int(str(row["count"])) for row in self.select(query)}
            for query in (CLASSES, PROPERTIES)
        )
        return {
            "total": sum(properties.values()),
            "classes": classes,
            "properties": properties,
        }

    def close(self) -> None:
        """Let go of the working folder."""
        self._store.close()

    def _record(self, made: datetime) -> None:
        """Write this publication into the audit trail."""
        before = last_changes(trail(self._store))
        changes = tuple(
            Change(graph, self._counts[graph], before.get(graph), self._imports.get(graph))
            for graph in sorted(self._since_parent - {DERIVED, PROVENANCE})
            if not is_inferred(graph)
        )
        publication = Publication(self._number, self._note, self._by, self._started, made, changes)
        self.add(PROVENANCE, statements(publication))

    def _index(self, path: Path) -> None:
        """Write the full-text index: the parent's, brought up to date with what has changed."""
        graphs: Iterable[str] = self._since_parent
        if self._parent and (self._parent.folder / FILE).exists():
            shutil.copyfile(self._parent.folder / FILE, path)
        else:
            graphs = self.graphs()
        named = sorted(set(graphs) - {DERIVED, PROVENANCE})
        write_index(path, self._store, (graph for graph in named if not is_inferred(graph)))

    @contextmanager
    def _change(self, *graphs: str) -> Iterator[None]:
        """Take note of the graphs that a change touches, and of a change that failed."""
        try:
            yield
            self._touched(*graphs)
        except Exception as error:
            self._fault = str(error)
            raise

    def _touched(self, *graphs: str, growth: int | None = None) -> None:
        for graph in graphs:
            self._changed.add(graph)
            self._since_parent.add(graph)
            self._differences.pop(graph, None)
            if growth is None:
                self._counts[graph] = self._store.count(graph)
            else:
                self._counts[graph] += growth


def _grown(before: Mapping[str, int], by: Counter[str]) -> dict[str, int]:
    """Return counts by IRI, grown by changes whose terms N-Triples writes; blank nodes are left."""
    counts = Counter(before)
    counts.update({term[1:-1]: change for term, change in by.items() if term.startswith("<")})
    return {name: counts[name] for name in sorted(counts) if counts[name]}

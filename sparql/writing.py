"""Changes to a store that keep its default graph true: a graph replaced, an update run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sparql.embedded import EmbeddedStore, in_graph, parsed
from sparql.graphs import LOOSE, LOST, REBUILD, UNNAMED

DIFFERED = 2_000_000
"""Triples up to which a graph is compared with its new version in memory."""


def replace(store: EmbeddedStore, graph: str, path: Path) -> None:
    """Put the triples of a file into a named graph, in place of what it held.

    The file is N-Triples, N-Quads (the names of its own graphs are passed over) or Turtle. Blank
    nodes keep their labels, told apart by graph: the same file gives the same graph.
    """
    held = store.count(graph)
    if 0 < held <= DIFFERED:
        # What both hold stays untouched: a new version of a data set mostly repeats the old one.
        old = {hash(quad) for quad in store.quads(graph)}
        gone = old.difference(map(hash, parsed(graph, path)))
        if len(gone) <= held / 2:
            store.take_out([quad for quad in store.quads(graph) if hash(quad) in gone])
            store.put_in(quad for quad in parsed(graph, path) if hash(quad) not in old)
            return
    store.remove(graph)
    store.extend(graph, path)


def update(store: EmbeddedStore, text: str) -> None:
    """Run a SPARQL update, then rebuild the default graph from the named graphs.

    What the update writes without naming a graph is kept in the graph `UNNAMED`.
    """
    with _copy(store) as before:
        store.run_update(text)
        store.run_update(LOST.format(graph=UNNAMED))
        # What stood there before has lost its named graph and leaves with the rebuild.
        loose = list(store.triples(LOOSE))
        store.put_in(in_graph((quad for quad in loose if not before.holds(quad)), UNNAMED))
        store.run_update(REBUILD)


@contextmanager
def _copy(store: EmbeddedStore) -> Iterator[EmbeddedStore]:
    """Give the store as it is now, to compare with later."""
    assert store.folder is not None
    with TemporaryDirectory(dir=store.folder.parent) as folder:
        store.backup(Path(folder) / "store")
        yield EmbeddedStore(Path(folder) / "store")

"""Changes to a store that keep its default graph true: a graph replaced, an update run."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sparql.embedded import EmbeddedStore
from sparql.graphs import CLEAR, LEAVE, LOOSE, LOST, REBUILD, UNNAMED
from sparql.journal import MOST
from sparql.quads import Quad, in_graph, parsed
from sparql.results import Solutions

DIFFERED = 2_000_000
"""Triples up to which a graph is compared with its new version in memory."""
REMEMBERED = 250_000
"""Triples up to which a graph is read once for that, and what changed is remembered."""
BATCH = 10_000
"""Triples that are taken out at once."""


Difference = tuple[Sequence[Quad], Sequence[Quad]]
"""The quads that a graph has gained, and those it has lost."""


def replace(store: EmbeddedStore, graph: str, path: Path) -> Difference | None:
    """Put the triples of a file into a named graph; return what changed, None where it is much.

    The file is N-Triples, N-Quads (the names of its own graphs are passed over) or Turtle. Blank
    nodes keep their labels, told apart by graph: the same file gives the same graph. A number that
    is written in another way than the store writes it counts as changed.
    """
    size = store.count(graph)
    if not 0 < size <= DIFFERED:
        remove(store, graph)
        store.extend(graph, path)
        return None
    # What both hold stays untouched: a new version of a data set mostly repeats the old one.
    few = size <= REMEMBERED
    old = {hash(quad): quad if few else None for quad in store.quads(graph)}
    kept: set[int] = set()
    new: dict[int, Quad] = {}
    for quad in parsed(graph, path):
        mark = hash(quad)
        if mark in old:
            kept.add(mark)
        else:
            new[mark] = quad
    before = old.values() if few else store.quads(graph)
    gone = [quad for quad in before if quad is not None and hash(quad) not in kept]
    came = list(new.values())
    take_out(store, gone)
    store.put_in(came)
    return (came, gone) if few else None


def remove(store: EmbeddedStore, graph: str) -> None:
    """Remove a named graph, and from the default graph what no other graph holds."""
    if store.journal is not None and store.journal.complete:
        if store.count(graph) <= MOST:
            take_out(store, store.quads(graph))
        else:
            store.journal.give_up()
    while store.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"):
        store.run_update(LEAVE.format(graph=graph), noted=True)
        store.run_update(CLEAR.format(graph=graph), noted=True)
    store.run_update(f"DROP SILENT GRAPH <{graph}>", noted=True)


def take_out(store: EmbeddedStore, quads: Iterable[Quad]) -> None:
    """Remove quads of a named graph, with the twins that no other named graph holds."""
    rest = iter(quads)
    while batch := list(islice(rest, BATCH)):
        # A blank node has no name in a query: such triples go one by one.
        unnamed = [quad for quad in batch if "_:" in (str(quad.subject)[:2], str(quad.object)[:2])]
        named = [quad for quad in batch if quad not in set(unnamed)] if unnamed else batch
        held = _held_elsewhere(store, named)
        gone = [quad for number, quad in enumerate(named) if number not in held]
        own = " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in named)
        twins = " ".join(f"{quad.triple} ." for quad in gone)
        store.run_update(f"DELETE DATA {{ {own} {twins} }}", noted=True)
        gone += [quad for quad in unnamed if store.take_out(quad)]
        if store.journal is not None and store.journal.complete:
            for quad in gone:
                store.journal.left(quad.triple)


def _held_elsewhere(store: EmbeddedStore, quads: Sequence[Quad]) -> set[int]:
    """Return the places of the quads whose triple another named graph holds too."""
    rows = " ".join(
        f"({number} {quad.triple} {quad.graph_name})" for number, quad in enumerate(quads)
    )
    answer = store.run(
        f"SELECT ?number WHERE {{ VALUES (?number ?s ?p ?o ?own) {{ {rows} }} "
        "GRAPH ?other { ?s ?p ?o } FILTER (?other != ?own) }"
    )
    assert isinstance(answer, Solutions)
    return {int(number[1]) for (number,) in answer.rows if number}


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

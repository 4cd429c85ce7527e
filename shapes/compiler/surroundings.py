"""What shapes read of many nodes, copied from a store on disk into memory.

The rules read the same triples again and again. A store on disk takes some 20 microseconds for
each, far more than one in memory; a store that has just been written in takes longer still. So what
is read of the nodes of an import is copied once, and the rules run on the copy.

The copy grows along the chains that tie a shape's reads to its nodes: of a node at which a chain
ends, all is copied that is said of it, and of a read against its direction the triples that lead
there. Every chain is followed in the copy itself, which holds its earlier links already.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from rdflib import RDFS, SH
from rdflib.term import Node

from shapes.compiler.extract import triples
from shapes.compiler.graph import ShapesGraph
from shapes.compiler.narrowing import Narrowing
from shapes.compiler.patterns import Untraceable
from shapes.compiler.reads import Reader
from shapes.compiler.steps import Read
from shapes.compiler.terms import nameable, text
from sparql.embedded import EmbeddedStore, behind
from sparql.endpoint import Endpoint
from sparql.quads import Quad

FEW = 200
"""Nodes up to which each rule reads them where they are."""
SHARE = 20
"""Triples for each node that are copied at most; beyond, a shape runs where its data is."""
LEAST, MOST = 50_000, 1_000_000
"""Triples that may be copied however few the nodes are, and however many."""
_AGAIN = re.compile(r"[>)][*+]")


class Surroundings:
    """A store in memory that takes in what shapes read of some nodes of another store.

    At first it holds all that is said of the nodes, and the hierarchy of classes.
    """

    def __init__(self, store: EmbeddedStore, nodes: Collection[Node]):
        self.small = EmbeddedStore(None)
        self._store = store
        self._narrowing = Narrowing(store)
        self._taken: dict[tuple[str, str | None], set[str]] = {}
        self._left = min(MOST, max(LEAST, SHARE * len(nodes)))
        self.small.copy(store.triples(f"CONSTRUCT WHERE {{ ?s {RDFS.subClassOf.n3()} ?o }}"))
        self._whole = self._take("s", None, {text(node) for node in nodes if nameable(node)})

    def targets(self, shapes: ShapesGraph, roots: Iterable[Node]) -> bool:
        """Take in what makes nodes the targets of shapes; return whether that was not too much."""
        led = {
            target.value.n3()
            for root in roots
            for target in shapes.shape(root).targets
            if target.kind == SH.targetObjectsOf
        }
        nodes = frozenset(self._taken["s", None])
        return self._whole and all(self._take("o", predicate, nodes) for predicate in sorted(led))

    def hold(self, reader: Reader, chosen: Mapping[Node, Collection[Node]]) -> set[Node]:
        """Take in what shapes read of their nodes; return the shapes that can run on the copy.

        Others cannot: no chain ties what they read to their nodes, or it is too much to copy.
        """
        able = set()
        for root, nodes in chosen.items():
            if not nodes:
                able.add(root)
                continue
            try:
                reads = list(dict.fromkeys(reader.of(root)))
            except Untraceable:
                continue
            if all(map(nameable, nodes)) and self._follow(reads, list(map(text, nodes))):
                able.add(root)
        return able

    def _follow(self, reads: Collection[Read], nodes: Collection[str]) -> bool:
        """Take in what reads lead to from nodes; return whether that was not too much."""
        used = [read for read in reads if self._finds(read)]
        known = {("", "s"): nodes, ("", "o"): nodes}
        for read in used:
            chain = read.link, read.start
            if chain not in known:
                known[chain] = self._ends(read, nodes)
            if not self._read(read, known[chain]):
                return False
        # A path of any length is longer than it was before its last steps were taken in.
        growing = [read for read in used if _AGAIN.search(read.link)]
        before = -1
        while growing and before != self._left:
            before = self._left
            if not all(self._read(read, self._ends(read, nodes)) for read in growing):
                return False
        return True

    def _ends(self, read: Read, nodes: Collection[str]) -> Collection[str]:
        """Return the ends of the triples of a read that a chain ties to the nodes.

        All nodes are named at once: most lead to the same ends.
        """
        link = self._narrowing.narrowed(read.link)
        if link is None:
            return []
        given = f"VALUES ?this {{ {' '.join(nodes)} }}"
        return list(self.small.column(f"SELECT DISTINCT ?{read.start} {{ {given} {link} }}"))

    def _finds(self, read: Read) -> bool:
        """Return whether the store may have triples for a read that are not all copied."""
        if read.predicate is None:
            return True
        return read.predicate != RDFS.subClassOf and self._narrowing.is_used(read.predicate.n3())

    def _read(self, read: Read, ends: Collection[str]) -> bool:
        if read.start == "s":
            return self._take("s", None, [end for end in ends if not end.startswith('"')])
        return self._take("o", read.predicate and read.predicate.n3(), ends)

    def _take(self, at: str, predicate: str | None, ends: Collection[str]) -> bool:
        """Take in the triples of a predicate that begin or end somewhere; False if too many."""
        taken = self._taken.setdefault((at, predicate), set())
        new = set(ends) - taken
        found = list(islice(self._triples(at, predicate, new), self._left + 1))
        if len(found) > self._left:
            return False
        self._left -= len(found)
        self.small.copy(found)
        taken |= new
        return True

    def _triples(self, at: str, predicate: str | None, ends: Collection[str]) -> Iterator[Quad]:
        blank = {end for end in ends if end.startswith("_:")}
        yield from triples(self._store, at, predicate, set(ends) - blank)
        for end in sorted(blank):
            yield from self._store.around_blank(end[2:], at, predicate and predicate[1:-1])


def surroundings(
    endpoint: Endpoint, wanted: Mapping[Node, Collection[Node]], shapes: ShapesGraph
) -> Surroundings | None:
    """Return what surrounds the nodes wanted for each shape; None where they are few or too many.

    Only a store on disk is copied.
    """
    store = behind(endpoint)
    nodes = frozenset[Node]().union(*wanted.values())
    if store is None or store.folder is None or len(nodes) <= FEW:
        return None
    near = Surroundings(store, nodes)
    return near if near.targets(shapes, wanted) else None

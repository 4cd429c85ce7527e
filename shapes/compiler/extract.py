"""The triples that a query reads for some focus nodes, copied into a small store of their own.

A nested SELECT that says nothing of `$this` is answered for all data before it is joined. Asked of
a few nodes in a large store, that is most of the work of a check; in a store that holds only what
the query reads for these nodes the answer is the same.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import islice

from rdflib import Literal, URIRef
from rdflib.term import Node

from shapes.compiler.patterns import Pattern, Textual, Untraceable, queried
from shapes.compiler.steps import Read
from shapes.compiler.terms import nameable, text
from sparql.embedded import EmbeddedStore, behind
from sparql.endpoint import Endpoint
from sparql.quads import Quad

CHUNK = 2_000
"""Nodes that one query names."""


def extract(
    endpoint: Endpoint, query: str, around: tuple[Pattern, ...], nodes: Iterable[Node]
) -> EmbeddedStore | None:
    """Return a store of what a query reads for some nodes; None where that cannot be told.

    Only an embedded store is read: what another one answers may be written in other terms.
    """
    store = behind(endpoint)
    named = [text(node) for node in nodes if nameable(node)]
    if store is None:
        return None
    try:
        reads = list(queried(query, around, None, textual(store)))
    except Untraceable:
        return None
    return _Extract(store, named).of(reads)


class _Extract:
    """Copies what reads lead to from some nodes; each chain is followed once."""

    def __init__(self, store: EmbeddedStore, nodes: Collection[str]):
        self._store = store
        self._nodes = nodes
        self._small = EmbeddedStore(None)
        self._ends: dict[tuple[str, str], Collection[str] | None] = {}
        self._copied: dict[tuple[URIRef | None, str], set[str]] = {}

    def of(self, reads: Iterable[Read]) -> EmbeddedStore | None:
        """Return a store of the triples; None where a blank node stands on the way to them."""
        for read in reads:
            ends = self._follow(read)
            if ends is None:
                return None
            copied = self._copied.setdefault((read.predicate, read.start), set())
            predicate = read.predicate and read.predicate.n3()
            self._small.copy(triples(self._store, read.start, predicate, set(ends) - copied))
            copied.update(ends)
        return self._small

    def _follow(self, read: Read) -> Collection[str] | None:
        """Return the ends of the triples of a read that a chain ties to the nodes."""
        if not read.link:
            return self._nodes
        if (read.link, read.start) not in self._ends:
            ends = {
                row[read.start]
                for block in _blocks(self._nodes)
                for row in self._store.select(
                    f"SELECT DISTINCT ?{read.start} {{ VALUES ?this {{ {block} }} {read.link} }}"
                )
            }
            named = set(map(text, ends)) if all(map(nameable, ends)) else None
            self._ends[read.link, read.start] = named
        return self._ends[read.link, read.start]


def triples(
    store: EmbeddedStore, at: str, predicate: str | None, ends: Collection[str]
) -> Iterator[Quad]:
    """Return the triples that begin (`at` is `s`) or end in some terms, all written as in SPARQL.

    Without a predicate it is those of every one. The ends are named one by one: joined with the
    chain that leads to them, Oxigraph reads all triples of the predicate.
    """
    triple = f"?s {predicate or '?predicate'} ?o"
    for block in _blocks(ends):
        values = f"VALUES ?{at} {{ {block} }}"
        yield from store.triples(f"CONSTRUCT {{ {triple} }} WHERE {{ {values} {triple} }}")


def _blocks(terms: Collection[str]) -> Iterator[str]:
    rest = iter(sorted(terms))
    while block := " ".join(islice(rest, CHUNK)):
        yield block


def textual(endpoint: Endpoint) -> Textual:
    """Return a test of whether a predicate has literals, judged by one of its triples."""

    @cache
    def test(predicate: URIRef) -> bool:
        query = f"SELECT ?o {{ ?s {predicate.n3()} ?o }} LIMIT 1"
        return any(isinstance(row["o"], Literal) for row in endpoint.select(query))

    return test

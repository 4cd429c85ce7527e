"""Chains between two things, grown from both ends: the fast way to answer `why-linked`.

`questions/why-linked.rq` says what a hop is and gives the same rows where no hub is in the way; a
single query has to walk every chain of four hops before it can put the shortest first. Here the
search stops at the number of hops that fills the answer, and a hub is not walked through: a thing
with more than `HUB` neighbours joins two ends only where both touch it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from rdflib import Literal, URIRef

from sparql.answers import Row, Table
from sparql.edges import Edges, Neighbours
from sparql.endpoint import Endpoint

MOST = 25
"""Chains that are told."""
HUB = 200
"""Neighbours beyond which a thing says little about why two others are linked."""
VARIABLES = ("hops", "chain", "hop", "from", "direction", "how", "to", "basis", "evidence")

Chain = tuple[str, ...]


def chains(edges: Edges, first: str, second: str) -> tuple[tuple[Chain, ...], bool]:
    """Return the shortest chains, both ends included, and whether a hub was passed by."""
    around = edges.neighbours([first, second])
    left, right = around[first] - {first}, around[second] - {second}
    found: list[Chain] = [(first, second)] if second in left else []
    found += sorted((first, node, second) for node in left & right)
    if len(found) >= MOST:
        return tuple(found[:MOST]), False
    near, nearby = left - {second}, right - {first}
    walkable, hubs = _walkable(edges, near | nearby)
    reach = edges.neighbours(walkable)
    found += sorted(
        (first, one, two, second)
        for one in near
        for two in nearby
        if two != one and (two in reach.get(one, ()) or one in reach.get(two, ()))
    )
    if len(found) < MOST:
        found += sorted(_of_four(first, second, near, nearby, reach))
    return tuple(found[:MOST]), hubs


def table(endpoint: Endpoint, first: str, second: str) -> Table:
    """Return the rows of `why-linked`: each hop of each chain, with what it rests on."""
    edges = Edges(endpoint)
    with edges.held():
        told, hubs = chains(edges, first, second)
        hops = edges.hops({pair for chain in told for pair in pairwise(chain)})
    rows: list[Row] = []
    for chain in told:
        # The same short name as in the query: unbound places are empty there.
        nodes = " ".join([*chain[1:-1], "", "", ""][:3])
        name = Literal(hashlib.sha1(nodes.encode(), usedforsecurity=False).hexdigest()[:8])
        for number, (start, end) in enumerate(pairwise(chain), start=1):
            where = Literal(len(chain) - 1), name, Literal(number), URIRef(start)
            rows += ((*where, *hop) for hop in hops.get((start, end), ()))
    rows.sort(key=lambda row: (int(str(row[0])), *map(str, (row[1], row[2], *row[4:6], row[7]))))
    return Table(VARIABLES, tuple(rows), edges.snapshot, hubs)


def _of_four(
    first: str,
    second: str,
    near: frozenset[str],
    nearby: frozenset[str],
    reach: Neighbours,
) -> Iterable[Chain]:
    """Return the chains of four hops; both sides meet in the middle."""
    before, after = _sources(near, reach), _sources(nearby, reach)
    for two in before.keys() & after.keys() - {first, second}:
        for one in before[two] - {two}:
            for three in after[two] - {two, one}:
                yield first, one, two, three, second


def _sources(nodes: frozenset[str], reach: Neighbours) -> dict[str, set[str]]:
    """Return each thing beyond the nodes with the nodes that touch it."""
    beyond: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for other in reach.get(node, ()):
            beyond[other].add(node)
    return beyond


def _walkable(edges: Edges, nodes: frozenset[str]) -> tuple[list[str], bool]:
    """Return the nodes that are no hubs, and whether some are."""
    degrees = edges.degrees(nodes)
    kept = [node for node in sorted(nodes) if degrees.get(node, 0) <= HUB]
    return kept, len(kept) < len(nodes)

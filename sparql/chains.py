"""Chains between two things, grown from both ends: the fast way to answer `why-linked`.

`questions/why-linked.rq` says what a hop is and gives the same rows where no hub is in the way; a
single query has to walk every chain of four hops before it can put the shortest first. Here the
search stops at the number of hops that fills the answer, and a hub is not walked through: a thing
with more than `HUB` neighbours joins two ends only where both touch it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from rdflib import Literal, URIRef

from sparql.answers import Row, Table
from sparql.endpoint import Endpoint
from sparql.terms import iri

MOST = 25
"""Chains that are told."""
HUB = 200
"""Neighbours beyond which a thing says little about why two others are linked."""
BATCH = 500
"""IRIs named in one query."""
VARIABLES = ("hops", "chain", "hop", "from", "direction", "how", "to", "basis", "evidence")

Neighbours = Mapping[str, frozenset[str]]
Chain = tuple[str, ...]

PREFIX = "PREFIX rbm: <https://w3id.org/rbm/ns#>\n"
# The nodes are told in every branch: a store starts there, and never walks all links.
STEPS = (
    "?link rbm:linksFrom ?node ; rbm:linksTo ?other .",
    "?link rbm:linksTo ?node ; rbm:linksFrom ?other .",
    "?incidence rbm:incidencePlan ?node ; rbm:incidenceThing ?other .",
    "?incidence rbm:incidenceThing ?node ; rbm:incidencePlan ?other .",
    "?node rbm:seeks|^rbm:seeks|rbm:contributesTo|^rbm:contributesTo ?other .",
)
ENDS = ("linksFrom", "linksTo", "incidencePlan", "incidenceThing", "seeks", "contributesTo")
"""The ends by which a thing hangs on others; what it points to itself is never much."""
DEGREES = f"""{PREFIX}
SELECT ?node (COUNT(*) AS ?degree) WHERE {{
  {" UNION ".join(f"{{ VALUES ?node {{ NODES }} ?edge rbm:{end} ?node . }}" for end in ENDS)}
}}
GROUP BY ?node
ORDER BY ?node"""
NEIGHBOURS = f"""{PREFIX}
SELECT DISTINCT ?node ?other WHERE {{
  {" UNION ".join(f"{{ VALUES ?node {{ NODES }} {step} }}" for step in STEPS)}
}}
ORDER BY ?node ?other"""
HOPS = f"""{PREFIX}
SELECT ?from ?to ?direction ?how ?basis
  (GROUP_CONCAT(DISTINCT STR(?location); SEPARATOR=" ") AS ?evidence) WHERE {{
  VALUES (?from ?to) {{ NODES }}
  {{
    ?via rbm:linksFrom ?from ; rbm:linksTo ?to ; rbm:hasLinkKind ?how .
    BIND("stated" AS ?basis)
    BIND("to" AS ?direction)
  }} UNION {{
    ?via rbm:linksTo ?from ; rbm:linksFrom ?to ; rbm:hasLinkKind ?how .
    BIND("stated" AS ?basis)
    BIND("from" AS ?direction)
  }} UNION {{
    ?via rbm:incidencePlan ?from ; rbm:incidenceThing ?to ; rbm:incidenceHow ?how .
    BIND("derived" AS ?basis)
    BIND("to" AS ?direction)
  }} UNION {{
    ?via rbm:incidenceThing ?from ; rbm:incidencePlan ?to ; rbm:incidenceHow ?how .
    BIND("derived" AS ?basis)
    BIND("from" AS ?direction)
  }} UNION {{
    VALUES ?how {{ rbm:seeks rbm:contributesTo }}
    ?from ?how ?to .
    BIND(?from AS ?via)
    BIND("stated" AS ?basis)
    BIND("to" AS ?direction)
  }} UNION {{
    VALUES ?how {{ rbm:seeks rbm:contributesTo }}
    ?to ?how ?from .
    BIND(?to AS ?via)
    BIND("stated" AS ?basis)
    BIND("from" AS ?direction)
  }}
  OPTIONAL {{ ?via rbm:statedAt ?location . }}
}}
GROUP BY ?from ?to ?direction ?how ?basis
ORDER BY ?from ?to ?direction ?how ?basis"""


def chains(endpoint: Endpoint, first: str, second: str) -> tuple[tuple[Chain, ...], bool]:
    """Return the shortest chains, both ends included, and whether a hub was passed by."""
    around = {end: _neighbours(endpoint, [end])[end] for end in (first, second)}
    left, right = around[first] - {first}, around[second] - {second}
    found: list[Chain] = [(first, second)] if second in left else []
    found += sorted((first, node, second) for node in left & right)
    if len(found) >= MOST:
        return tuple(found[:MOST]), False
    near, nearby = left - {second}, right - {first}
    walkable, hubs = _walkable(endpoint, near | nearby)
    reach = _neighbours(endpoint, walkable)
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
    told, hubs = chains(endpoint, first, second)
    pairs = {pair for chain in told for pair in pairwise(chain)}
    hops: dict[tuple[str, str], list[Row]] = defaultdict(list)
    snapshot = None
    for some in _batches([f"({iri(start)} {iri(end)})" for start, end in sorted(pairs)]):
        answer = endpoint.select(HOPS.replace("NODES", some))
        snapshot = answer.snapshot
        for row in answer.rows:
            hops[str(row[0]), str(row[1])].append(row[2:])
    rows: list[Row] = []
    for chain in told:
        # The same short name as in the query: unbound places are empty there.
        nodes = " ".join([*chain[1:-1], "", "", ""][:3])
        name = Literal(hashlib.sha1(nodes.encode(), usedforsecurity=False).hexdigest()[:8])
        for number, (start, end) in enumerate(pairwise(chain), start=1):
            rows += (
                (
                    *(Literal(len(chain) - 1), name, Literal(number)),
                    *(URIRef(start), direction, how, URIRef(end), basis, evidence),
                )
                for direction, how, basis, evidence in hops[start, end]
            )
    rows.sort(key=lambda row: (int(str(row[0])), *map(str, (row[1], row[2], *row[4:6], row[7]))))
    return Table(VARIABLES, tuple(rows), snapshot, hubs)


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


def _walkable(endpoint: Endpoint, nodes: frozenset[str]) -> tuple[list[str], bool]:
    """Return the nodes that are no hubs, and whether some are."""
    degrees: dict[str, int] = {}
    for some in _batches(map(iri, sorted(nodes))):
        for row in endpoint.select(DEGREES.replace("NODES", some)).rows:
            degrees[str(row[0])] = int(str(row[1]))
    kept = [node for node in sorted(nodes) if degrees.get(node, 0) <= HUB]
    return kept, len(kept) < len(nodes)


def _neighbours(endpoint: Endpoint, nodes: Iterable[str]) -> Neighbours:
    found: dict[str, set[str]] = {node: set() for node in nodes}
    for some in _batches(map(iri, found)):
        for node, other in endpoint.select(NEIGHBOURS.replace("NODES", some)).rows:
            if isinstance(other, URIRef):
                found[str(node)].add(str(other))
    return {node: frozenset(others) for node, others in found.items()}


def _batches(terms: Iterable[str]) -> Iterable[str]:
    every = list(terms)
    for start in range(0, len(every), BATCH):
        yield " ".join(every[start : start + BATCH])

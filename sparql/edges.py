"""What a thing hangs on and what hangs on it: the edges that chains are made of.

`questions/why-linked.rq` says what an edge is. A store answers for all of them; beside a snapshot
what plans share is read from its lines, where the store would walk all that touch a hub.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext

from rdflib import Literal, URIRef

from sparql.answers import Row
from sparql.endpoint import Endpoint
from sparql.lines import Lines, beside
from sparql.terms import iri

BATCH = 500
"""IRIs named in one query."""
PREFIX = "PREFIX rbm: <https://w3id.org/rbm/ns#>\n"

Neighbours = Mapping[str, frozenset[str]]
Pair = tuple[str, str]

# The nodes are told in every branch: a store starts there, and never walks all links.
STATED_STEPS = (
    "?link rbm:linksFrom ?node ; rbm:linksTo ?other .",
    "?link rbm:linksTo ?node ; rbm:linksFrom ?other .",
    "?node rbm:seeks|^rbm:seeks|rbm:contributesTo|^rbm:contributesTo ?other .",
)
DERIVED_STEPS = (
    "?incidence rbm:incidencePlan ?node ; rbm:incidenceThing ?other .",
    "?incidence rbm:incidenceThing ?node ; rbm:incidencePlan ?other .",
)
STATED_ENDS = ("linksFrom", "linksTo", "seeks", "contributesTo")
"""The ends by which a thing hangs on others; what it points to itself is never much."""
DERIVED_ENDS = ("incidencePlan", "incidenceThing")
# Patterns in one direction: a store begins with the first, and there is no hub of what things say.
STATED_HOPS = (
    '?via rbm:linksFrom ?from ; rbm:linksTo ?to ; rbm:hasLinkKind ?how . BIND("stated" AS ?basis)',
    '?from rbm:seeks ?to . BIND(rbm:seeks AS ?how) BIND(?from AS ?via) BIND("stated" AS ?basis)',
    """?from rbm:contributesTo ?to .
    BIND(rbm:contributesTo AS ?how) BIND(?from AS ?via) BIND("stated" AS ?basis)""",
)
DERIVED_HOP = (
    "?via rbm:incidencePlan ?from ; rbm:incidenceThing ?to ; rbm:incidenceHow ?how . "
    'BIND("derived" AS ?basis)'
)
TO, FROM, DERIVED = Literal("to"), Literal("from"), Literal("derived")


class Edges:
    """The edges of a snapshot or of a store elsewhere."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self._lines = beside(endpoint)
        self.snapshot: str | None = getattr(endpoint, "snapshot", None)

    def held(self) -> AbstractContextManager[None]:
        """Keep what is read of the lines in memory, for several questions."""
        return self._lines.held() if self._lines else nullcontext()

    def neighbours(self, nodes: Iterable[str]) -> Neighbours:
        """Return what each node is linked to, either way."""
        found: dict[str, set[str]] = {node: set() for node in nodes}
        for node, other in self._rows(map(iri, found), self._neighbours):
            if isinstance(other, URIRef):
                found[str(node)].add(str(other))
        for one, two in self._lines.touching(found) if self._lines else ():
            found[one].add(two)
        return {node: frozenset(others) for node, others in found.items()}

    def degrees(self, nodes: Collection[str]) -> Mapping[str, int]:
        """Return how many edges end in each node."""
        degrees = Counter(self._lines.degrees(nodes) if self._lines else {})
        for node, degree in self._rows(map(iri, sorted(nodes)), self._degrees):
            degrees[str(node)] += int(str(degree))
        return degrees

    def hops(self, pairs: Collection[Pair]) -> Mapping[Pair, list[Row]]:
        """Return what joins each pair: direction, how, its other end, basis and evidence."""
        found: dict[Pair, list[Row]] = defaultdict(list)
        both = {*pairs, *((end, start) for start, end in pairs)}
        derived = _derived(self._lines, both) if self._lines else ()
        given = [f"({iri(start)} {iri(end)})" for start, end in sorted(both)]
        for first, second, *told in (*self._rows(given, self._hops), *derived):
            start, end = str(first), str(second)
            if (start, end) in pairs:
                found[start, end].append((TO, told[0], second, *told[1:]))
            if (end, start) in pairs:
                found[end, start].append((FROM, told[0], first, *told[1:]))
        return found

    def _neighbours(self, nodes: str) -> str:
        steps = STATED_STEPS if self._lines else STATED_STEPS + DERIVED_STEPS
        union = " UNION ".join(f"{{ VALUES ?node {{ {nodes} }} {step} }}" for step in steps)
        return f"{PREFIX}SELECT DISTINCT ?node ?other WHERE {{ {union} }}"

    def _degrees(self, nodes: str) -> str:
        ends = STATED_ENDS if self._lines else STATED_ENDS + DERIVED_ENDS
        union = " UNION ".join(
            f"{{ VALUES ?node {{ {nodes} }} ?edge rbm:{end} ?node . }}" for end in ends
        )
        return f"{PREFIX}SELECT ?node (COUNT(*) AS ?degree) WHERE {{ {union} }} GROUP BY ?node"

    def _hops(self, pairs: str) -> str:
        hops = STATED_HOPS if self._lines else (*STATED_HOPS, DERIVED_HOP)
        union = " UNION ".join(f"{{ VALUES (?from ?to) {{ {pairs} }} {hop} }}" for hop in hops)
        return f"""{PREFIX}SELECT ?from ?to ?how ?basis
  (GROUP_CONCAT(DISTINCT STR(?location); SEPARATOR=" ") AS ?evidence) WHERE {{
  {{ {union} }}
  OPTIONAL {{ ?via rbm:statedAt ?location . }}
}}
GROUP BY ?from ?to ?how ?basis"""

    def _rows(self, terms: Iterable[str], query: Callable[[str], str]) -> Iterator[Row]:
        """Return the rows of a query about some terms, so many at once."""
        every = list(terms)
        for start in range(0, len(every), BATCH):
            table = self._endpoint.select(query(" ".join(every[start : start + BATCH])))
            self.snapshot = table.snapshot
            yield from table.rows


def _derived(lines: Lines, pairs: Collection[Pair]) -> Iterator[Row]:
    """Return what lines tell of some pairs: plan, thing, how, basis and evidence, each how once."""
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for plan, thing, how, some in lines.between({end for pair in pairs for end in pair}):
        if (plan, thing) in pairs:
            places[plan, thing, how].update(some.split())
    for ends, found in places.items():
        evidence = Literal(" ".join(sorted(found)), normalize=False)
        yield *map(URIRef, ends), DERIVED, evidence

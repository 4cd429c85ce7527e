"""Which milestones of a road map wait for others: the fast way to answer `blocked-milestones`.

`questions/blocked-milestones.rq` says what is answered and gives the same rows. A query looks up
what is told of both ends for every pair of them; here each milestone is asked about once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Row, Table
from sparql.endpoint import Endpoint
from sparql.ordering import ordered
from sparql.terms import iri

NAME = "blocked-milestones"
MOST = 20_000
"""Pairs and terms beyond which the store answers, with its own way of cutting off."""
VARIABLES = ("milestone", "due", "blocker", "blockerDue", "strategy", "evidence")
STATES = "https://w3id.org/rbm/code/milestone-states/"
SETTLED = frozenset({f"{STATES}reached", f"{STATES}dropped"})
READ = (RBM.dependsOn, RBM.reachedOn, RBM.dueDate, RBM.concerns, RBM.statedAt)
PREFIX = "PREFIX rbm: <https://w3id.org/rbm/ns#>\n"
SAID = f"?milestone ?said ?value . FILTER(?said IN ({', '.join(name.n3() for name in READ)}))"
REPORTED = "?report rbm:reportsOn ?milestone ; rbm:reportedOn ?day ; rbm:hasMilestoneState ?code ."

NONE: Sequence[Identifier | None] = (None,)
Facts = Mapping[Identifier, Mapping[Identifier, Sequence[Identifier]]]
"""What milestones say, by milestone and property."""


class LeftToTheStoreError(Exception):
    """Something stands here that only the query itself answers well."""


def table(endpoint: Endpoint, query: str, parameters: Mapping[str, str]) -> Table | None:
    """Return the rows for one road map; None where the store has to answer."""
    roadmap, day = (parameters.get(name, "").strip() for name in ("roadmap", "on"))
    if not roadmap or getattr(endpoint, "beside", None) is None:
        return None
    try:
        asked = _Asked(endpoint)
        members, facts = _facts(asked, roadmap)
        rows = tuple(_rows(asked, members, facts, day))
    except LeftToTheStoreError:
        return None
    return ordered(Table(VARIABLES, rows, asked.snapshot), query)


class _Asked:
    """The store, asked for terms that have a name; cut answers and blank nodes are refused."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self.snapshot: str | None = None

    def select(self, head: str, body: str) -> list[tuple[Identifier, ...]]:
        found = self._endpoint.select(f"{PREFIX}SELECT {head} WHERE {{ {body} }}")
        self.snapshot = found.snapshot
        if found.truncated or len(found) > MOST:
            raise LeftToTheStoreError
        rows = [tuple(term for term in row if term is not None) for row in found.rows]
        if any(isinstance(term, BNode) for row in rows for term in row):
            raise LeftToTheStoreError
        return rows

    def about(
        self, head: str, things: Collection[Identifier], body: str
    ) -> list[tuple[Identifier, ...]]:
        if not all(isinstance(thing, URIRef) for thing in things):
            raise LeftToTheStoreError
        some = " ".join(sorted(map(iri, things)))
        return self.select(head, f"VALUES ?milestone {{ {some} }} {body}") if some else []


def _facts(asked: _Asked, roadmap: str) -> tuple[set[Identifier], Facts]:
    """Return the milestones of a road map, and what they and all they wait for say."""
    of_it = f"VALUES ?roadmap {{ {iri(roadmap)} }} ?milestone rbm:inRoadMap ?roadmap . {SAID}"
    found = asked.select("?milestone ?said ?value", of_it)
    members = {row[0] for row in found}
    facts: dict[Identifier, dict[Identifier, list[Identifier]]] = {}
    while found:
        for milestone, said, value in found:
            facts.setdefault(milestone, {}).setdefault(said, []).append(value)
        told = {each for said in facts.values() for each in said.get(RBM.dependsOn, ())}
        found = asked.about("?milestone ?said ?value", told - facts.keys(), SAID)
        for silent in told - facts.keys():
            facts[silent] = {}
    return members, facts


def _rows(asked: _Asked, members: set[Identifier], facts: Facts, day: str) -> Iterator[Row]:
    pairs = {each: _blockers(each, facts) for each in members}
    if sum(map(len, pairs.values())) > MOST:
        raise LeftToTheStoreError
    settled = _settled(asked, {*facts}, facts, day)
    open_ = {each: some - settled for each, some in pairs.items() if each not in settled}
    concerned = {
        each: facts[each].get(RBM.concerns, []) for each, blockers in open_.items() if blockers
    }
    plans = _plans(asked, {plan for some in concerned.values() for plan in some})
    for milestone, some in concerned.items():
        strategies = [each for each in some if each in plans] or NONE
        for blocker in open_[milestone]:
            evidence = _evidence(facts, milestone, blocker)
            for due in facts[milestone].get(RBM.dueDate, NONE):
                for other in facts[blocker].get(RBM.dueDate, NONE):
                    for strategy in strategies:
                        yield milestone, due, blocker, other, strategy, evidence


def _blockers(milestone: Identifier, facts: Facts) -> set[Identifier]:
    """Return all that a milestone waits for, itself where it waits in a circle."""
    found: set[Identifier] = set()
    ahead = [milestone]
    while ahead:
        new = {*facts[ahead.pop()].get(RBM.dependsOn, ())} - found
        found |= new
        ahead += new
    return found


def _settled(asked: _Asked, milestones: set[Identifier], facts: Facts, day: str) -> set[Identifier]:
    """Return the milestones that were reached or dropped by a day."""
    latest: dict[Identifier, str] = {}
    for milestone, reported, code in asked.about("?milestone ?day ?code", milestones, REPORTED):
        if str(reported) <= day:
            latest[milestone] = max(latest.get(milestone, ""), f"{reported} {code}")
    settled = {each for each, told in latest.items() if told.partition(" ")[2] in SETTLED}
    for milestone, said in facts.items():
        # A date that names a year or a month counts at its end.
        if any(
            str(reached) + "YYYY-12-31"[len(str(reached)) :] <= day
            for reached in said.get(RBM.reachedOn, ())
        ):
            settled.add(milestone)
    return settled


def _plans(asked: _Asked, things: set[Identifier]) -> set[Identifier]:
    return {row[0] for row in asked.about("?milestone", things, "?milestone a rbm:Plan .")}


def _evidence(facts: Facts, *milestones: Identifier) -> Literal | None:
    places = (place for each in milestones for place in facts[each].get(RBM.statedAt, ()))
    text = " ".join(sorted({part for place in places for part in place.split()}))
    return Literal(text, normalize=False) if text else None

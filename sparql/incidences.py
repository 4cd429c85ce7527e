"""What plans share, as lines: computed from the whole store, or carried on from what changed.

What only one plan touches links nothing and has no line.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from rdflib import Variable

from sparql.branches import STATED_AT, Branch, Pattern, branches
from sparql.derivation import derivations
from sparql.embedded import EmbeddedStore
from sparql.journal import TYPE, Change, Journal
from sparql.lines import Lines
from sparql.results import Solutions

Item = TypeVar("Item")

BATCH = 1_000
"""Terms that are asked for at once."""
MOST = 20_000
"""Plans from which on everything is computed anew."""

Row = tuple[str, str, str, str, str]
"""Rule, plan, thing, how, and the IRI whose places are the evidence, empty where it has none."""
Progress = Callable[[str], None]


def watched() -> frozenset[str]:
    """Return the predicates that the rules and their evidence read, as N-Triples write them."""
    read = (branch.predicates() for _, branch in _branches())
    return frozenset({STATED_AT}).union(*read)


def all_lines(store: EmbeddedStore, progress: Progress) -> set[str]:
    """Return the lines of a whole store."""
    rows: list[Row] = []
    for rule in derivations():
        progress(f"Deriving: {rule.summary['en']}")
        for branch in branches(rule.text):
            rows += _rows(store, rule.name, branch.whole())
    return _lines(store, rows, _shared(rows))


def changed_lines(
    store: EmbeddedStore, known: Lines, plans: Collection[str]
) -> tuple[set[str], set[str]]:
    """Return which of the known lines are gone, and which are new, since some plans' rows changed.

    A thing that none of these plans touches, now or before, keeps its lines. One that two others
    touch is shared whatever they do; of the rest it is asked who touches them.
    """
    before = known.about("plan", plans)
    rows = list(_rows_about(store, "plan", plans))
    things = {line.split("\t", 3)[2] for line in before}
    things.update(thing for _, _, thing, _, _ in rows)
    sure = known.shared_beside(plans, things)
    unsure = things - sure
    around = list(_rows_about(store, "thing", unsure))
    before |= known.about("thing", unsure)
    after = _lines(store, [row for row in rows if row[2] in sure], sure)
    after |= _lines(store, around, _shared(around))
    return before - after, after - before


def plans_concerned(
    store: EmbeddedStore, before: EmbeddedStore, journal: Journal
) -> set[str] | None:
    """Return the plans whose rows may have changed; None where everything is computed anew.

    Each row rests on some triples. One that is gone rested on a triple that is gone, and is found
    in the store as it was before; a new one rests on a new triple, and is found in the new store.
    """
    if not journal.complete:
        return None
    found: set[str] = set()
    for endpoint, changes in ((before, journal.removed), (store, journal.added)):
        by_end = _by_end(changes)
        for _, branch in _branches():
            seeds = _Seeds(branch)
            for pattern in branch.patterns:
                seeds.sow(pattern, by_end)
            seeds.cite(by_end)
            if seeds.endless:
                return None
            found.update(seeds.plans(endpoint))
            if len(found) > MOST:
                return None
    return found


ByEnd = Mapping[tuple[str, str | None], Sequence[Change]]
"""Changed triples by predicate, and by predicate and object where a class is told."""


def _by_end(changes: Iterable[Change]) -> ByEnd:
    found: dict[tuple[str, str | None], list[Change]] = defaultdict(list)
    for change in changes:
        found[change[1], None].append(change)
        if change[1] == TYPE:
            found[TYPE, change[2]].append(change)
    return found


class _Seeds:
    """What changed triples say about the variables of a branch; `endless` where they say nothing.

    A blank node is no plan and no thing. As anything between it cannot be named in a query: the
    other end of its triple stands for it.
    """

    def __init__(self, branch: Branch):
        self.endless = False
        self._branch = branch
        self._plan = branch.origin("plan")
        self._shown = {self._plan, branch.origin("thing")}
        self._rows: dict[tuple[Variable, ...], set[tuple[str, ...]]] = defaultdict(set)
        self._plans: set[str] = set()

    def sow(self, pattern: Pattern, changes: ByEnd) -> None:
        """Take in the changed triples that fit a pattern."""
        subject, predicate, value = pattern
        told = None if isinstance(value, Variable) else value.n3()
        for change in changes.get((predicate.n3(), told), ()):
            filled = {
                end: term
                for end, term in ((subject, change[0]), (value, change[2]))
                if isinstance(end, Variable)
            }
            blank = {end for end, term in filled.items() if term.startswith("_:")}
            if blank & self._shown:
                continue
            if self._plan in filled:
                self._plans.add(filled[self._plan][1:-1])
            elif names := tuple(end for end in filled if end not in blank):
                self._rows[names].add(tuple(filled[end] for end in names))
            else:
                self.endless = True

    def cite(self, changes: ByEnd) -> None:
        """Take in the things that are stated at other places: rows stay, their evidence changes."""
        subjects = {change[0] for change in changes.get((STATED_AT, None), ())}
        named = {(subject,) for subject in subjects if subject.startswith("<")}
        self._rows[self._branch.origin("basis"),] |= named

    def plans(self, store: EmbeddedStore) -> Iterator[str]:
        """Return the plans that these seeds lead to in a store."""
        yield from self._plans
        for names, rows in self._rows.items():
            for batch in _batches(sorted(rows)):
                answer = store.run(self._branch.plans(names, batch))
                assert isinstance(answer, Solutions)
                yield from (one[1] for (one,) in answer.rows if one and one[0] == "uri")


def _branches() -> Iterator[tuple[str, Branch]]:
    for rule in derivations():
        for branch in branches(rule.text):
            yield rule.name, branch


def _rows_about(store: EmbeddedStore, column: str, iris: Collection[str]) -> Iterator[Row]:
    """Return the rows about some plans or some things."""
    for batch in _batches(sorted(iris)):
        terms = [f"<{iri}>" for iri in batch]
        for name, branch in _branches():
            yield from _rows(store, name, branch.query(column, terms))


def _rows(store: EmbeddedStore, rule: str, query: str) -> Iterator[Row]:
    answer = store.run(query)
    assert isinstance(answer, Solutions)
    for plan, thing, how, basis in answer.rows:
        assert plan and thing and how and basis
        if plan[0] == thing[0] == "uri":
            yield rule, plan[1], thing[1], how[1], basis[1] if basis[0] == "uri" else ""


def _shared(rows: Iterable[Row]) -> set[str]:
    """Return the things that two plans or more touch."""
    first: dict[str, str] = {}
    return {thing for _, plan, thing, _, _ in rows if first.setdefault(thing, plan) != plan}


def _lines(store: EmbeddedStore, rows: Iterable[Row], shared: Collection[str]) -> set[str]:
    found: dict[tuple[str, ...], set[str]] = {}
    for *incidence, basis in rows:
        if incidence[2] in shared:
            found.setdefault(tuple(incidence), set()).add(basis)
    places = _places(store, {basis for some in found.values() for basis in some if basis})
    return {
        "\t".join(
            (*incidence, " ".join(sorted({at for basis in some for at in places.get(basis, ())})))
        )
        for incidence, some in found.items()
    }


def _places(store: EmbeddedStore, bases: set[str]) -> dict[str, list[str]]:
    """Return where in their sources things are stated."""
    places: dict[str, list[str]] = {}
    for batch in _batches(sorted(bases)):
        values = " ".join(f"<{basis}>" for basis in batch)
        answer = store.run(
            f"SELECT ?basis ?place WHERE {{ VALUES ?basis {{ {values} }} "
            f"?basis {STATED_AT} ?place FILTER (isIRI(?place)) }}"
        )
        assert isinstance(answer, Solutions)
        for basis, place in answer.rows:
            assert basis and place
            places.setdefault(basis[1], []).append(place[1])
    return places


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch

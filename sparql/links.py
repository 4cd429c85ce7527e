"""The links of one plan, read from the lines beside its snapshot: the fast way to answer for them.

`questions/linked-strategies.rq` and `questions/linkage-matrix.rq` say what is answered and give the
same rows; a store joins some five triples for each row, here they stand as one. Stated links are
asked of the store, by the same query without its last branch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import Literal, URIRef

from sparql.answers import Row, Table
from sparql.derivation import SCHEME
from sparql.endpoint import Endpoint
from sparql.lines import Shared, beside
from sparql.ordering import ordered

MOST = 100_000
"""Pairs of incidences beyond which the store answers, with its own way of cutting off."""
DERIVED = Literal("derived")


def table(
    endpoint: Endpoint,
    name: str,
    query: str,
    parameters: Mapping[str, str],
    tidy: Callable[[Table], Table],
) -> Table | None:
    """Return the links of one plan, stated rows made tidy; None where the store has to answer."""
    given = {key: value.strip() for key, value in parameters.items()}
    plan = given.get("strategy")
    lines = beside(endpoint) if name in ROWS and plan else None
    if not plan or lines is None:
        return None
    most = min(MOST, getattr(endpoint, "most", MOST))
    shared, names = lines.shared(plan, most + 1)
    stated = tidy(endpoint.select(without_derived(query)))
    if stated.truncated or len(shared) + len(stated) > most:
        return None
    if other := given.get("other"):
        shared = [one for one in shared if names[one[0]] == other]
    rows = (*stated.rows, *ROWS[name](plan, shared, names))
    return ordered(Table(stated.variables, rows, stated.snapshot), query)


def without_derived(query: str) -> str:
    """Return a query without the last branch of its union, which finds the derived links."""
    start = query.rindex("\n  } UNION {")
    return query[:start] + query[query.index("\n  }\n}", start) :]


def _linked(_: str, shared: Iterable[Shared], names: Mapping[int, str]) -> Iterator[Row]:
    """Return a row of `linked-strategies` for each thing that is shared by a rule."""
    terms, rules = _Terms(names), _Terms(names, f"{SCHEME}/")
    places: dict[tuple[int, int, int], str] = defaultdict(str)
    for other, thing, rule, own, theirs in shared:
        places[other, thing, rule] += f" {own} {theirs}"
    for (other, thing, rule), some in places.items():
        ends = terms[thing], rules[rule]
        yield terms[other], DERIVED, None, None, *ends, None, _evidence(some)


def counted(plan: str, shared: Iterable[Shared], names: Mapping[int, str]) -> Iterator[Row]:
    """Return a row of `linkage-matrix` for each pair and rule.

    `shared` is what others share with the plan, `names` what the numbers there stand for.
    """
    terms, rules = _Terms(names), _Terms(names, f"{SCHEME}/")
    places: dict[tuple[int, int], str] = defaultdict(str)
    things: dict[tuple[int, int], set[int]] = defaultdict(set)
    for other, thing, rule, own, theirs in shared:
        places[other, rule] += f" {own} {theirs}"
        things[other, rule].add(thing)
    counts = {number: Literal(number) for number in set(map(len, things.values()))}
    given = URIRef(plan)
    for (other, rule), some in places.items():
        pair = (given, terms[other]) if plan < names[other] else (terms[other], given)
        yield *pair, DERIVED, rules[rule], counts[len(things[other, rule])], _evidence(some)


def _evidence(places: str) -> Literal | None:
    text = " ".join(sorted(set(places.split())))
    return Literal(text, normalize=False) if text else None


class _Terms(dict[int, URIRef]):
    """Terms by the number of a name, each made once."""

    def __init__(self, names: Mapping[int, str], before: str = ""):
        self._names, self._before = names, before

    def __missing__(self, number: int) -> URIRef:
        self[number] = URIRef(self._before + self._names[number])
        return self[number]


ROWS = {"linked-strategies": _linked, "linkage-matrix": counted}

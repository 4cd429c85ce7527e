"""The order of an answer's rows, made from the query's own ORDER BY.

Oxigraph reads the texts of both rows from its store at every comparison, which takes a third of the
time of an answer of some hundred rows. Here each row is read once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.endpoint import Endpoint

_CLAUSE = re.compile(r"\nORDER BY (?P<keys>[^{}\n]+)\s*\Z")
_KEY = re.compile(
    r"(?P<down>DESC\()?((?P<function>STR|BOUND)\()?\?(?P<name>\w+)(?(function)\))(?(down)\))(?:\s|$)"
)
NUMBERS = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.int, XSD.long})
Place = tuple[int, float, str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """One part of an ORDER BY: a column, what is made of its terms, and the direction."""

    name: str
    function: str | None
    down: bool


def select(endpoint: Endpoint, query: str) -> Table:
    """Return the rows of a query in its order; the store is spared the sorting where that can be.

    An answer that the store cuts off must be sorted there: else other rows would be left.
    """
    clause = _CLAUSE.search(query)
    keys = _keys(clause["keys"]) if clause else None
    if clause is None or keys is None:
        return endpoint.select(query)
    table = endpoint.select(query[: clause.start()] + "\n")
    if table.truncated or any(key.name not in table.variables for key in keys):
        return endpoint.select(query)
    return _sorted(table, keys)


def ordered(table: Table, query: str) -> Table:
    """Return rows that were found elsewhere in the order of a query."""
    clause = _CLAUSE.search(query)
    keys = _keys(clause["keys"]) if clause else None
    return _sorted(table, keys or ())


def _sorted(table: Table, keys: Sequence[Key]) -> Table:
    if not keys:
        return Table(table.variables, table.rows, table.snapshot)
    columns = [(table.variables.index(key.name), key) for key in keys]
    ranks = [(at, _ranks({row[at] for row in table.rows}, key)) for at, key in columns]
    rows = sorted(table.rows, key=lambda row: [rank[row[at]] for at, rank in ranks])
    return Table(table.variables, tuple(rows), table.snapshot)


def _ranks(terms: Iterable[Identifier | None], key: Key) -> Mapping[Identifier | None, int]:
    """Return where each term stands by one key; most stand in many rows, and are compared once."""
    places = {term: _place(term, key) for term in terms}
    numbers = {place: number for number, place in enumerate(sorted(set(places.values())))}
    way = -1 if key.down else 1
    return {term: way * numbers[place] for term, place in places.items()}


def _keys(text: str) -> tuple[Key, ...] | None:
    """Return the parts of an ORDER BY, None where one is more than a column."""

    def parts() -> Iterator[Key]:
        at = 0
        while at < len(text.rstrip()):
            match = _KEY.match(text, at)
            if match is None:
                raise ValueError(text)
            yield Key(match["name"], match["function"], match["down"] is not None)
            at = match.end()

    try:
        return tuple(parts())
    except ValueError:
        return None


def _place(term: Identifier | None, key: Key) -> Place:
    """Return where a term stands by one key, as SPARQL 1.1 section 15.1 orders terms."""
    if key.function == "BOUND":
        return (int(term is not None), 0.0, "", "")
    if key.function == "STR" and term is not None:
        return (4, 0.0, str(term), "")
    return _order(term)


def _order(term: Identifier | None) -> Place:
    match term:
        case None:
            return (0, 0.0, "", "")
        case BNode():
            return (1, 0.0, str(term), "")
        case URIRef():
            return (2, 0.0, str(term), "")
        case Literal(datatype=datatype) if datatype in NUMBERS:
            return (3, float(term), "", "")
        case Literal():
            return (4, 0.0, str(term), term.language or "")
    return (5, 0.0, str(term), "")

"""One page of a SELECT query, continued after the last row of the page before (keyset paging).

The query becomes a sub-query; around it stand an order by the texts of its columns, a filter that
begins at the last row given, and a limit. A query with an ORDER BY of its own keeps that order and
is continued by position, which is safe because a snapshot never changes. The page before one is
found by walking the same order backwards from where that one begins.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sparql.endpoint import QueryError
from sparql.guard import tokens
from sparql.results import Solution, Term
from sparql.terms import literal

MOST = 10_000
"""Rows of one page."""
KEYS = ("STR", "LANG", "DATATYPE")
Key = tuple[str, str, str]
Rows = tuple[Sequence[str], Sequence[Solution]]
"""Variables and rows of an answer."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: at rows with these keys, of which `skip` were given already."""

    keys: tuple[Key, ...] = ()
    skip: int = 0

    def text(self) -> str:
        """Return the cursor as it stands in an address."""
        packed = json.dumps([self.keys, self.skip], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def cursor(text: str) -> Cursor:
    """Return the cursor of an address; raise `QueryError` where it is none."""
    try:
        keys, skip = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        read = Cursor(tuple((str(a), str(b), str(c)) for a, b, c in keys), int(skip))
    except (binascii.Error, ValueError, TypeError) as error:
        raise QueryError("“after” is not what a page's Link said.") from error
    if read.skip < 0:
        raise QueryError("“after” is not what a page's Link said.")
    return read


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a SELECT query that paging takes apart."""

    prologue: str
    body: str
    dataset: str
    projection: str
    variables: tuple[str, ...]
    ordered: bool


def shape(query: str) -> Shape:
    """Return the parts of a SELECT query; raise `QueryError` for any other text."""
    stream = list(tokens(query))
    words = [(place, token.upper()) for place, (_, token, _) in enumerate(stream)]
    begin = next((place for place, word in words if word == "SELECT"), None)
    where = next((place for place, word in words if word == "{"), None)
    if begin is None or where is None or begin > where:
        raise QueryError("Only a SELECT query is given in pages.")
    head = stream[begin + 1 : where]
    dataset, spans, projection = [], [], []
    depth = 0
    for place, (kind, token, start) in enumerate(head):
        depth += (token == "(") - (token == ")")
        if kind == "word" and token.upper() == "FROM":
            named = head[place + 1][1].upper() == "NAMED"
            _, name, at = head[place + 1 + named]
            dataset.append(query[start : at + len(name)])
            spans.append((start, at + len(name)))
        elif kind == "variable" and (depth == 0 or head[place - 1][1].upper() == "AS"):
            projection.append(token)
    first = stream[begin][2]
    body = query[first:]
    for start, end in reversed(spans):
        body = body[: start - first] + body[end - first :]
    everything = any(token == "*" for _, token, _ in head) and not projection
    found = {token[1:]: None for kind, token, _ in stream if kind == "variable"}
    names = found if everything else dict.fromkeys(name[1:] for name in projection)
    depths = _outside(stream[where:])
    return Shape(
        query[:first],
        body,
        " ".join(dataset),
        "*" if everything else " ".join(projection),
        tuple(names),
        "ORDER" in depths,
    )


def _outside(stream: Sequence[tuple[str, str, int]]) -> list[str]:
    """Return the words behind the WHERE clause, those inside braces left out."""
    depth, found = 0, []
    for kind, token, _ in stream:
        depth += (token == "{") - (token == "}")
        if kind == "word" and not depth:
            found.append(token.upper())
    return found


def page(query: str, size: int, after: Cursor | None) -> str:
    """Return the query of one page, with one row more that tells whether another page follows."""
    parts, at = shape(query), after or Cursor()
    end = f"LIMIT {size + 1} OFFSET {at.skip}"
    if parts.ordered:
        return f"{_whole(parts)} }} {end}"
    keys, known = _keys(parts, at)
    order = f"ORDER BY {' '.join(keys)}" if keys else ""
    return f"{_whole(parts)} {_begin(keys, known)} }} {order} {end}"


def before(query: str, size: int, at: Cursor) -> str:
    """Return the query of the rows before a page, the nearest first, those like its first left out.

    One row more than is needed tells whether the furthest has others like it before it.
    """
    parts = shape(query)
    keys, known = _keys(parts, at)
    order = " ".join(f"DESC({key})" for key in keys)
    end = f"ORDER BY {order} LIMIT {size - at.skip + 1}"
    return f"{_whole(parts)} {_end(keys, known)} }} {end}"


def alike(query: str, at: Cursor) -> str:
    """Return the query for the number of rows with the keys of a cursor."""
    parts = shape(query)
    keys, known = _keys(parts, at)
    same = " && ".join(f"{key} = {literal(value)}" for key, value in zip(keys, known, strict=True))
    name = f"{max(parts.variables, key=len)}_"  # a variable that the query does not have
    return f"{_whole(replace(parts, projection=f'(COUNT(*) AS ?{name})'))} FILTER({same}) }}"


def _whole(parts: Shape) -> str:
    return f"{parts.prologue}SELECT {parts.projection} {parts.dataset} WHERE {{ {{ {parts.body}\n}}"


def _keys(parts: Shape, at: Cursor) -> tuple[list[str], list[str]]:
    """Return what the rows are ordered by, and its values where a page begins."""
    keys = [f'COALESCE(STR({key}(?{name})), "")' for name in parts.variables for key in KEYS]
    known = [text for key in at.keys for text in key]
    if known and len(known) != len(keys):
        raise QueryError("“after” belongs to another query.")
    return keys, known


def _begin(keys: Sequence[str], known: Sequence[str]) -> str:
    """Return the filter that lets through the rows from a row on, itself included."""
    condition = "true"
    for key, value in reversed(list(zip(keys, known, strict=False))):
        text = literal(value)
        condition = f"({key} > {text} || ({key} = {text} && {condition}))"
    return f"FILTER({condition})" if known else ""


def _end(keys: Sequence[str], known: Sequence[str]) -> str:
    """Return the filter that lets through the rows before a row."""
    condition = "false"
    for key, value in reversed(list(zip(keys, known, strict=True))):
        text = literal(value)
        condition = f"({key} < {text} || ({key} = {text} && {condition}))"
    return f"FILTER({condition})"


def following(
    query: str, variables: Sequence[str], rows: Sequence[Solution], begin: Cursor | None
) -> Cursor:
    """Return where the page begins that follows these rows."""
    at = begin or Cursor()
    if by_position(query):
        return replace(at, skip=at.skip + len(rows))
    told = [keys_of(query, variables, row) for row in rows]
    same = told.count(told[-1])
    return Cursor(told[-1], same + (at.skip if told[-1] == at.keys else 0))


def preceding(
    query: str, size: int, at: Cursor, run: Callable[[str], Rows]
) -> tuple[Cursor | None, int]:
    """Return where the page before another begins, and how many rows it has."""
    if at.skip >= size or by_position(query) or not at.keys:
        begin = max(0, at.skip - size)
        return replace(at, skip=begin), at.skip - begin
    wanted = size - at.skip
    variables, rows = run(before(query, size, at))
    told = [keys_of(query, variables, row) for row in rows]
    if len(told) <= wanted:
        return None, at.skip + len(told)
    furthest = told[wanted - 1]
    if told[wanted] != furthest:
        return Cursor(furthest), size
    # Rows with the same keys stand on two pages.
    _, [(number,)] = run(alike(query, Cursor(furthest)))
    assert number is not None
    return Cursor(furthest, int(number[1]) - told[:wanted].count(furthest)), size


def by_position(query: str) -> bool:
    """Return whether a query's pages are counted, as it has an order of its own or no column."""
    parts = shape(query)
    return parts.ordered or not parts.variables


def keys_of(query: str, variables: Sequence[str], row: Solution) -> tuple[Key, ...]:
    """Return what a row is ordered by."""
    bound = dict(zip(variables, row, strict=True))
    return tuple(_key(bound.get(name)) for name in shape(query).variables)


def _key(term: Term | None) -> Key:
    """Return what the order of ours makes of a term, as the engine does."""
    if term is None or term[0] == "bnode":
        return ("", "", "")
    kind, value, language, datatype = term
    if kind == "uri":
        return (value, "", "")
    langstring = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    string = "http://www.w3.org/2001/XMLSchema#string"
    return (value, language or "", langstring if language else datatype or string)

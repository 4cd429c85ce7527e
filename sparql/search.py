"""Search in the names and descriptions of a snapshot, typing mistakes forgiven."""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, islice
from pathlib import Path

from sparql.endpoint import StoreError
from sparql.textindex import DESCRIPTION, FILE, LABEL, OTHER_NAME, fold

KINDS = {LABEL: "label", OTHER_NAME: "other name", DESCRIPTION: "description"}
Match = tuple[int, int, str, str, str]
"""Thing, kind, language, text and graph."""
MOST_COUNTED = 20_000
"""Texts that a facet counts at most."""
NAMED_AT_ONCE = 500
"""Things whose names one statement asks for."""
NEIGHBOURS = 6
"""Words of the vocabulary that stand in for a word that is not in it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its name in the language asked for, and the text that matched."""

    iri: str
    label: str | None
    classes: tuple[str, ...]
    graph: str
    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Facets:
    """How many things of each class and graph match; `complete` is false where counting stopped."""

    total: int
    classes: Mapping[str, int]
    graphs: Mapping[str, int]
    complete: bool


def search(
    folder: Path,
    text: str,
    language: str = "en",
    classes: Sequence[str] = (),
    limit: int = 20,
    graphs: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """Return the things of a snapshot's folder whose texts hold every word, best first.

    A word may be the beginning of one. Where that finds fewer things than `limit`, words that are
    spelled nearly like it count too. `classes` and `graphs` are IRIs; a thing need have only one of
    the classes, and its text stand in one of the graphs.
    """
    with closing(_open(folder)) as database:
        found: dict[int, Match] = {}
        for query in _queries(database, text):
            for row in _rows(database, query, language, classes, graphs, limit):
                found.setdefault(row[0], row)
            if len(found) >= limit:
                break
        return tuple(_hit(database, row, language) for row in list(found.values())[:limit])


def names(folder: Path, things: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what things are called, by IRI and language; those without a name are left out."""
    found: dict[str, dict[str, str]] = {}
    rest = iter(things)
    with closing(_open(folder)) as database:
        while batch := list(islice(rest, NAMED_AT_ONCE)):
            marks = ", ".join("?" for _ in batch)
            rows = database.execute(
                "SELECT names.iri, language, text FROM names JOIN texts ON texts.thing = names.id "
                f"WHERE kind = ? AND names.iri IN ({marks}) ORDER BY names.iri, texts.id",
                (LABEL, *batch),
            )
            for iri, language, text in rows:
                found.setdefault(iri, {}).setdefault(language, text)
    return found


def facets(folder: Path, text: str) -> Facets:
    """Return how many things match a text, by class and by graph."""
    with closing(_open(folder)) as database:
        for query in _queries(database, text):
            database.execute("DROP TABLE IF EXISTS temp.matched")
            database.execute(
                "CREATE TEMP TABLE matched AS SELECT DISTINCT thing, graph FROM texts "
                "WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)",
                (query, MOST_COUNTED),
            )
            (total,) = database.execute("SELECT count(DISTINCT thing) FROM matched").fetchone()
            if total:
                break
        else:
            return Facets(0, {}, {}, True)
        by_class = database.execute(
            "SELECT iri, count(DISTINCT matched.thing) AS n FROM matched "
            "JOIN types USING (thing) JOIN names ON names.id = types.class "
            "GROUP BY iri ORDER BY n DESC, iri"
        )
        by_graph = database.execute(
            "SELECT iri, count(DISTINCT thing) AS n FROM matched "
            "JOIN names ON names.id = matched.graph GROUP BY iri ORDER BY n DESC, iri"
        )
        (texts,) = database.execute("SELECT count(*) FROM matched").fetchone()
        return Facets(total, dict(by_class), dict(by_graph), texts < MOST_COUNTED)


def _open(folder: Path) -> sqlite3.Connection:
    path = folder / FILE
    if not path.exists():
        raise StoreError(f"{folder.name} has no search index; publish once more to make it.")
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _queries(database: sqlite3.Connection, text: str) -> list[str]:
    """Return FTS5 queries, the strict one first; none where the text holds no word."""
    words = re.findall(r"\w+", fold(text))[:16]
    strict, loose = [], []
    # Neighbouring single characters, as Han ones are, stand together in the text too.
    for single, run in groupby(words, key=lambda word: len(word) == 1):
        if single:
            strict.append(f'"{" ".join(run)}"')
            loose.append(strict[-1])
            continue
        for word in run:
            spellings = dict.fromkeys([word, *_neighbours(database, word)])
            strict.append(_term(word))
            loose.append(f"({' OR '.join(map(_term, spellings))})")
    return list(dict.fromkeys([" ".join(strict), " AND ".join(loose)])) if words else []


def _term(word: str) -> str:
    """Return one word as FTS5 term, as beginning of a word from three letters on."""
    return f'"{word}"*' if len(word) > 2 else f'"{word}"'


def _neighbours(database: sqlite3.Connection, word: str) -> list[str]:
    """Return the words of the vocabulary that are spelled nearly like one."""
    if len(word) < 4:
        return []
    parts = " OR ".join(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
    near = database.execute(
        "SELECT word FROM spelling WHERE spelling MATCH ? ORDER BY rank LIMIT 100", (parts,)
    )
    scored = [(SequenceMatcher(None, word, other).ratio(), other) for (other,) in near]
    return [other for score, other in sorted(scored, reverse=True) if score > 0.7][:NEIGHBOURS]


def _rows(
    database: sqlite3.Connection,
    query: str,
    language: str,
    classes: Sequence[str],
    graphs: Sequence[str],
    limit: int,
) -> list[Match]:
    """Return thing, kind, language, text and graph of matching texts, the best first."""
    marks = ", ".join("?" for _ in classes)
    narrow = (
        "AND thing IN (SELECT thing FROM types WHERE class IN "
        f"(SELECT id FROM names WHERE iri IN ({marks})))"
        if classes
        else ""
    )
    if graphs:
        narrow += f" AND names.iri IN ({', '.join('?' for _ in graphs)})"
    # Names before descriptions, whole and short ones first: bm25 weighs the length.
    return database.execute(
        "SELECT thing, kind, language, text, names.iri FROM words "
        "JOIN texts ON texts.id = words.rowid JOIN names ON names.id = texts.graph "
        f"WHERE words MATCH ? {narrow} "
        "ORDER BY kind, language <> ?, bm25(words), length(text), text, thing LIMIT ?",
        (query, *classes, *graphs, language, limit * 8),
    ).fetchall()


def _hit(database: sqlite3.Connection, row: Match, language: str) -> Hit:
    thing, kind, tag, text, graph = row
    (iri,) = database.execute("SELECT iri FROM names WHERE id = ?", (thing,)).fetchone()
    label = database.execute(
        "SELECT text FROM texts WHERE thing = ? AND kind = ? "
        "ORDER BY language <> ?, language <> 'en', language LIMIT 1",
        (thing, LABEL, language),
    ).fetchone()
    classes = database.execute(
        "SELECT DISTINCT iri FROM types JOIN names ON names.id = class "
        "WHERE thing = ? ORDER BY iri",
        (thing,),
    )
    return Hit(
        iri,
        label[0] if label else None,
        tuple(name for (name,) in classes),
        graph,
        text,
        tag,
        KINDS[kind],
    )

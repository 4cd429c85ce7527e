"""The full-text index that lies beside a snapshot's store: SQLite FTS5, in every language.

Han characters are indexed one by one, so that a Chinese word of any length is found as a phrase;
all other text as words without accents or case. The vocabulary has a trigram index of its own,
by which words that are typed wrongly find their neighbours.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from rdflib import URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS

from ontology.vocabulary import RBM
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.results import Solutions, Term

FILE = "search.sqlite"
LABEL, OTHER_NAME, DESCRIPTION = range(3)
PROPERTIES: dict[URIRef, int] = {
    SKOS.prefLabel: LABEL,
    RDFS.label: LABEL,
    DCTERMS.title: LABEL,
    SKOS.altLabel: OTHER_NAME,
    SKOS.notation: OTHER_NAME,
    DCTERMS.identifier: OTHER_NAME,
    RBM.documentNumber: OTHER_NAME,
    SKOS.definition: DESCRIPTION,
    SKOS.scopeNote: DESCRIPTION,
    RDFS.comment: DESCRIPTION,
    DCTERMS.description: DESCRIPTION,
    RBM.quotation: DESCRIPTION,
    RBM.contributionNote: DESCRIPTION,
    RBM.meansOfVerification: DESCRIPTION,
}
"""What is indexed, and as what."""
LONGEST = 20_000
"""Characters of a text that are indexed."""

SCHEMA = """
CREATE TABLE names (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE texts (
  id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, kind INTEGER NOT NULL,
  language TEXT NOT NULL, graph INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE INDEX texts_of_thing ON texts (thing, kind);
CREATE INDEX texts_of_graph ON texts (graph);
CREATE TABLE types (thing INTEGER, class INTEGER, graph INTEGER,
  PRIMARY KEY (thing, class, graph)) WITHOUT ROWID;
CREATE INDEX types_of_graph ON types (graph);
CREATE VIRTUAL TABLE words USING fts5 (body, content='', tokenize='unicode61');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE TABLE known (id INTEGER PRIMARY KEY, word TEXT UNIQUE);
CREATE VIRTUAL TABLE spelling USING fts5 (
  word, content='known', content_rowid='id', tokenize='trigram'
);
"""
TEXTS = """
SELECT ?thing ?text WHERE {{
  GRAPH <{graph}> {{ ?thing <{name}> ?text }}
  FILTER (isIRI(?thing) && isLiteral(?text))
}}"""
TYPES = """
SELECT DISTINCT ?thing ?class WHERE {{
  GRAPH <{graph}> {{ ?thing <{name}> ?text }}
  ?thing a ?class .
  FILTER (isIRI(?thing) && isIRI(?class))
}}"""
_HAN = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


def fold(text: str) -> str:
    """Return a text without case and accents, each Han character a word of its own."""
    if text.isascii():
        return text.casefold()
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    return _HAN.sub(r" \1 ", unicodedata.normalize("NFC", plain).casefold())


def write_index(path: Path, store: EmbeddedStore, graphs: Iterable[str]) -> None:
    """Bring the index at a path, made where there is none, up to date with some graphs."""
    new = not path.exists()
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # A file that is not whole is never published, so the journal may stay in memory.
            database.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
            if new:
                database.executescript(SCHEMA)
            database.execute("BEGIN")
            for graph in graphs:
                _forget(database, graph)
                _fill(database, store, graph)
            _learn_words(database)
            database.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise StoreError(f"The search index could not be written: {error}.") from error


def _learn_words(database: sqlite3.Connection) -> None:
    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM known").fetchone()
    database.execute(
        "INSERT OR IGNORE INTO known (word) SELECT term FROM vocabulary WHERE length(term) > 3"
    )
    database.execute(
        "INSERT INTO spelling (rowid, word) SELECT id, word FROM known WHERE id > ?", (last,)
    )


def _forget(database: sqlite3.Connection, graph: str) -> None:
    number = _number(database, graph)
    rows = database.execute("SELECT id, text FROM texts WHERE graph = ?", (number,))
    database.executemany(
        "INSERT INTO words (words, rowid, body) VALUES ('delete', ?, ?)",
        ((identifier, fold(text)) for identifier, text in rows.fetchall()),
    )
    database.execute("DELETE FROM texts WHERE graph = ?", (number,))
    database.execute("DELETE FROM types WHERE graph = ?", (number,))


def _fill(database: sqlite3.Connection, store: EmbeddedStore, graph: str) -> None:
    numbers: dict[str, int] = {}

    def number(iri: str) -> int:
        if iri not in numbers:
            numbers[iri] = _number(database, iri)
        return numbers[iri]

    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM texts").fetchone()
    home, start = number(graph), last
    for name, kind in PROPERTIES.items():
        for batch in _batches(_rows(store, TEXTS, graph, name)):
            rows = [
                (start + at, number(thing[1]), kind, text[2] or "", home, text[1][:LONGEST])
                for at, (thing, text) in enumerate(batch, 1)
            ]
            start += len(rows)
            database.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?)", rows)
        for batch in _batches(_rows(store, TYPES, graph, name)):
            types = [(number(thing[1]), number(sort[1]), home) for thing, sort in batch]
            database.executemany("INSERT OR IGNORE INTO types VALUES (?, ?, ?)", types)
    added = database.execute("SELECT id, text FROM texts WHERE id > ?", (last,))
    database.executemany(
        "INSERT INTO words (rowid, body) VALUES (?, ?)", ((key, fold(text)) for key, text in added)
    )


def _number(database: sqlite3.Connection, iri: str) -> int:
    row = database.execute("SELECT id FROM names WHERE iri = ?", (iri,)).fetchone()
    if row is None:
        return database.execute("INSERT INTO names (iri) VALUES (?)", (iri,)).lastrowid or 0
    return int(row[0])


def _rows(
    store: EmbeddedStore, query: str, graph: str, name: URIRef
) -> Iterator[tuple[Term, Term]]:
    answer = store.run(query.format(graph=graph, name=name))
    assert isinstance(answer, Solutions)
    for thing, value in answer.rows:
        assert thing is not None and value is not None
        yield thing, value


def _batches(rows: Iterator[tuple[Term, Term]]) -> Iterator[list[tuple[Term, Term]]]:
    while batch := list(islice(rows, 10_000)):
        yield batch

"""The source map: for every statement of an import, the spot in the file it comes from.

One SQLite file per import. Statements are keyed by subject, predicate and a checksum of the value,
so a finding that names a thing, a property and a value is led back to one cell, line or element.
"""

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from loaders.tokens import iri, quoted
from shapes.finding import Finding, Place

_COLUMNS = "file, sheet, cell, line, column_, xpath, pointer, paragraph"
_TABLES = f"""
CREATE TABLE places (id INTEGER PRIMARY KEY, {_COLUMNS});
CREATE TABLE subjects (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE predicates (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE statements (subject INTEGER, predicate INTEGER, value INTEGER, place INTEGER);
CREATE TABLE things (subject INTEGER, place INTEGER);
CREATE TABLE cited (name TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX subject_names ON subjects (name);
CREATE INDEX statement_subjects ON statements (subject);
CREATE INDEX thing_subjects ON things (subject);
CREATE INDEX cited_names ON cited (name);
"""


def checksum(value: str) -> int:
    """Return the checksum of a token's lexical form: language and datatype do not count."""
    if value.startswith('"'):
        value = value[: value.rfind('"') + 1]
    return zlib.crc32(value.encode())


class SourceMapWriter:
    """Writes a source map while an import is read, in bounded memory."""

    def __init__(self, path: Path):
        self.path = path
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._base.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;" + _TABLES
        )
        self._base.execute("BEGIN")
        self._predicates: dict[str, int] = {}
        self._subject_count = self._place_count = 0

    def keep(
        self,
        rows: Sequence[tuple[str, str, str, Place]],
        things: Sequence[tuple[str, Place]],
    ) -> None:
        """Keep the places of statements and of things, given as tokens."""
        subjects: dict[str, int] = {}
        places: dict[int, tuple[int, Place]] = {}
        predicates, crc = self._predicates, zlib.crc32
        count, spot = self._subject_count, self._place_count
        found = []
        for subject, predicate, value, place in rows:
            number = predicates.get(predicate)
            if number is None:
                number = predicates[predicate] = len(predicates) + 1
            name = subjects.get(subject)
            if name is None:
                count += 1
                name = subjects[subject] = count
            # Loaders give the same object for the same spot; comparing fields would cost more.
            at = places.get(id(place))
            if at is None:
                spot += 1
                at = places[id(place)] = (spot, place)
            lexical = value if value[0] != '"' else value[: value.rfind('"') + 1]
            found.append((name, number, crc(lexical.encode()), at[0]))
        stated = []
        for subject, place in things:
            name = subjects.get(subject)
            if name is None:
                count += 1
                name = subjects[subject] = count
            at = places.get(id(place))
            if at is None:
                spot += 1
                at = places[id(place)] = (spot, place)
            stated.append((name, at[0]))
        self._subject_count, self._place_count = count, spot
        execute = self._base.executemany
        execute("INSERT INTO subjects VALUES (?, ?)", [(n, name) for name, n in subjects.items()])
        execute(
            "INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (n, p.file, p.sheet, p.cell, p.line, p.column, p.xpath, p.pointer, p.paragraph)
                for n, p in places.values()
            ],
        )
        execute("INSERT INTO statements VALUES (?, ?, ?, ?)", found)
        execute("INSERT INTO things VALUES (?, ?)", stated)

    def cite(self, subject: str) -> None:
        """Note that a thing names its own source, so the import adds none."""
        self._base.execute("INSERT INTO cited VALUES (?)", (subject,))

    def stated(self) -> Iterator[tuple[str, Place]]:
        """Return every thing that names no source of its own, with its first place, in order."""
        rows = self._base.execute(
            f"SELECT subjects.name, {_COLUMNS}, min(things.rowid) FROM things"
            " JOIN subjects ON subjects.id = things.subject"
            " JOIN places ON places.id = things.place"
            " WHERE subjects.name NOT IN (SELECT name FROM cited)"
            " GROUP BY subjects.name ORDER BY min(things.rowid)"
        )
        for subject, *place, _ in rows:
            yield subject, Place(*place)

    def close(self) -> None:
        """Index what is kept."""
        self._base.executemany(
            "INSERT INTO predicates VALUES (?, ?)",
            [(number, name) for name, number in self._predicates.items()],
        )
        self._base.execute("COMMIT")
        self._base.executescript(_INDEXES)
        self._base.close()

    def abandon(self) -> None:
        """Close the file without finishing it."""
        self._base.close()


class SourceMap:
    """Answers where a statement or a thing of an import stands in its file."""

    def __init__(self, path: Path):
        self.path = path

    def places(
        self, subject: str, predicate: str | None = None, value: str | None = None
    ) -> tuple[Place, ...]:
        """Return the places of a thing, or of those of its statements that match.

        `subject` and `predicate` are IRIs; `value` is an IRI or the lexical form of a literal.
        """
        joins = " JOIN subjects ON subjects.id = {0}.subject JOIN places ON places.id = {0}.place"
        if predicate is None:
            query = f"SELECT DISTINCT {_COLUMNS} FROM things" + joins.format("things")
            query += " WHERE subjects.name = ?"
            keys: list[str | int] = [_name(subject)]
        else:
            query = f"SELECT DISTINCT {_COLUMNS} FROM statements" + joins.format("statements")
            query += " JOIN predicates ON predicates.id = statements.predicate"
            query += " WHERE subjects.name = ? AND predicates.name = ?"
            keys = [_name(subject), iri(predicate)]
            if value is not None:
                query += " AND statements.value IN (?, ?)"
                keys += [checksum(quoted(value)), checksum(iri(value))]
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as base:
            return tuple(Place(*row) for row in base.execute(query, keys))

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with the places of its value, its property or its thing."""
        if finding.places or not finding.focus:
            return finding
        places: tuple[Place, ...] = ()
        if finding.path and finding.value is not None:
            places = self.places(finding.focus, finding.path, finding.value)
        if not places and finding.path:
            places = self.places(finding.focus, finding.path)
        # A thing of which only single statements are told lies where the first of them does.
        places = places or self.places(finding.focus) or self._first(finding.focus)
        details = tuple(self.locate(detail) for detail in finding.details)
        return replace(finding, places=places, details=details)

    def _first(self, subject: str) -> tuple[Place, ...]:
        query = (
            f"SELECT {_COLUMNS} FROM statements"
            " JOIN subjects ON subjects.id = statements.subject"
            " JOIN places ON places.id = statements.place"
            " WHERE subjects.name = ? ORDER BY statements.rowid LIMIT 1"
        )
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as base:
            return tuple(Place(*row) for row in base.execute(query, [_name(subject)]))


def _name(subject: str) -> str:
    return subject if subject.startswith("_:") else iri(subject)

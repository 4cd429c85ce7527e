"""The source map: for every statement of an import, the spot in the file it comes from.

One SQLite file per import. Statements are keyed by subject, predicate and a checksum of the value,
so a finding that names a thing, a property and a value is led back to one cell, line or element.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from loaders.tokens import iri, quoted
from shapes.finding import Finding, Place

_BATCH = 20_000
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
        self._subject = ""
        self._subjects: list[tuple[int, str]] = []
        self._predicates: dict[str, int] = {}
        self._place: Place | None = None
        self._places: list[tuple[int | str | None, ...]] = []
        self._statements: list[tuple[int, int, int, int]] = []
        self._things: list[tuple[int, int]] = []
        self._subject_count = self._place_count = 0

    def statement(self, subject: str, predicate: str, value: str, place: Place) -> None:
        """Keep the place of one statement, given as tokens."""
        number = self._predicates.get(predicate)
        if number is None:
            number = self._predicates[predicate] = len(self._predicates) + 1
        self._statements.append(
            (self._subject_of(subject), number, checksum(value), self._place_of(place))
        )
        if len(self._statements) >= _BATCH:
            self._flush()

    def thing(self, subject: str, place: Place) -> None:
        """Keep the place where a thing as a whole is stated."""
        self._things.append((self._subject_of(subject), self._place_of(place)))

    def cite(self, subject: str) -> None:
        """Note that a thing names its own source, so the import adds none."""
        self._base.execute("INSERT INTO cited VALUES (?)", (subject,))

    def stated(self) -> Iterator[tuple[str, Place]]:
        """Return every thing that names no source of its own, with its first place, in order."""
        self._flush()
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
        """Write what is left and index it."""
        self._flush()
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

    def _subject_of(self, subject: str) -> int:
        # A run of statements about one subject shares a row; a later run gets another row.
        if subject != self._subject:
            self._subject = subject
            self._subject_count += 1
            self._subjects.append((self._subject_count, subject))
        return self._subject_count

    def _place_of(self, place: Place) -> int:
        if place is not self._place and place != self._place:
            self._place = place
            self._place_count += 1
            self._places.append(
                (
                    self._place_count,
                    place.file,
                    place.sheet,
                    place.cell,
                    place.line,
                    place.column,
                    place.xpath,
                    place.pointer,
                    place.paragraph,
                )
            )
        return self._place_count

    def _flush(self) -> None:
        self._base.executemany("INSERT INTO subjects VALUES (?, ?)", self._subjects)
        self._base.executemany("INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?)", self._places)
        self._base.executemany("INSERT INTO statements VALUES (?, ?, ?, ?)", self._statements)
        self._base.executemany("INSERT INTO things VALUES (?, ?)", self._things)
        for rows in (self._subjects, self._places, self._statements, self._things):
            rows.clear()


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
        places = places or self.places(finding.focus)
        details = tuple(self.locate(detail) for detail in finding.details)
        return replace(finding, places=places, details=details)


def _name(subject: str) -> str:
    return subject if subject.startswith("_:") else iri(subject)

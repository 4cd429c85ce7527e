"""The lines of incidences beside a snapshot's store: SQLite, found by plan and by thing.

A line is one incidence: rule, plan, thing, how and places, separated by tabs, the places by spaces.
The derived graph says the same in triples; here a plan's links are found without joining triples.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sparql.endpoint import Endpoint, StoreError

FILE = "incidences.sqlite"
BATCH = 500
"""IRIs named in one statement."""
MAPPED = 2**28
"""Bytes of the file that are read as memory: chains touch many pages of it, each a few times."""
SCHEMA = """
CREATE TABLE names (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE lines (
  plan INTEGER NOT NULL, rule INTEGER NOT NULL, thing INTEGER NOT NULL, how INTEGER NOT NULL,
  places TEXT NOT NULL, PRIMARY KEY (plan, rule, thing, how)
) WITHOUT ROWID;
CREATE INDEX lines_of_thing ON lines (thing, rule);
"""
LINES = """
SELECT rules.iri, plans.iri, things.iri, hows.iri, places FROM lines
JOIN names AS rules ON rules.id = rule
JOIN names AS plans ON plans.id = plan
JOIN names AS things ON things.id = thing
JOIN names AS hows ON hows.id = how """
SHARED = """
SELECT theirs.plan, own.thing, own.rule, own.places, theirs.places FROM lines AS own
JOIN lines AS theirs ON theirs.thing = own.thing AND theirs.rule = own.rule
WHERE own.plan = (SELECT id FROM names WHERE iri = ?) AND theirs.plan <> own.plan
LIMIT ?"""
NAMES = "SELECT id, iri FROM names WHERE id IN (SELECT value FROM json_each(?))"

Shared = tuple[int, int, int, str, str]
"""Another plan, the shared thing, the rule, all by number, and the places of both incidences."""


TOUCHING = """
SELECT nodes.iri, others.iri FROM names AS nodes JOIN (
  SELECT DISTINCT plan AS node, thing AS other FROM lines WHERE plan IN (GIVEN)
  UNION SELECT DISTINCT thing, plan FROM lines WHERE thing IN (GIVEN)
) ON node = nodes.id JOIN names AS others ON others.id = other"""
DEGREES = """
SELECT iri, sum(degree) FROM names JOIN (
  SELECT plan AS node, count(*) AS degree FROM lines WHERE plan IN (GIVEN) GROUP BY plan
  UNION ALL SELECT thing, count(*) FROM lines WHERE thing IN (GIVEN) GROUP BY thing
) ON node = id GROUP BY id"""
BETWEEN = """
SELECT plans.iri, things.iri, hows.iri, places FROM lines
JOIN names AS plans ON plans.id = plan
JOIN names AS things ON things.id = thing
JOIN names AS hows ON hows.id = how
WHERE plan IN (GIVEN) AND +thing IN (GIVEN)"""
GIVEN = "SELECT id FROM names WHERE iri IN (SELECT value FROM json_each(?1))"


class Lines:
    """The lines in a file, which is made where there is none."""

    def __init__(self, path: Path):
        self.path = path
        self._open: sqlite3.Connection | None = None

    def __iter__(self) -> Iterator[str]:
        with self._read() as database:
            yield from map("\t".join, database.execute(LINES))

    def __len__(self) -> int:
        with self._read() as database:
            return int(database.execute("SELECT count(*) FROM lines").fetchone()[0])

    def about(self, column: str, iris: Collection[str]) -> set[str]:
        """Return the lines about some plans or some things."""
        with self._read() as database:
            return {
                "\t".join(row)
                for some in _batches(iris)
                for row in database.execute(
                    f"{LINES} WHERE {column} IN "
                    f"(SELECT id FROM names WHERE iri IN ({', '.join('?' for _ in some)}))",
                    some,
                )
            }

    def shared_beside(self, plans: Collection[str], things: Iterable[str]) -> set[str]:
        """Return those of some things that two plans or more touch beside the ones given."""
        query = (
            "SELECT DISTINCT plans.iri FROM lines JOIN names AS plans ON plans.id = plan "
            "WHERE thing = (SELECT id FROM names WHERE iri = ?)"
        )
        with self._read() as database:

            def is_shared(thing: str) -> bool:
                others = (
                    plan for (plan,) in database.execute(query, (thing,)) if plan not in plans
                )
                return next(others, None) is not None and next(others, None) is not None

            return set(filter(is_shared, things))

    def rules(self, names: Iterable[str]) -> set[str]:
        """Return those of some rules that a line names."""
        query = "SELECT EXISTS (SELECT 1 FROM lines JOIN names ON id = rule WHERE iri = ?)"
        with self._read() as database:
            return {name for name in names if database.execute(query, (name,)).fetchone()[0]}

    def plans(self) -> set[str]:
        """Return the plans that share something."""
        query = "SELECT iri FROM names WHERE EXISTS (SELECT 1 FROM lines WHERE plan = id)"
        with self._read() as database:
            return {iri for (iri,) in database.execute(query)}

    def shared(self, plan: str, most: int) -> tuple[list[Shared], dict[int, str]]:
        """Return what others share with a plan, at most so many pairs, and the names of numbers.

        With -1 it is all pairs. A name stands in many of them and is read once.
        """
        with self._read() as database:
            pairs = database.execute(SHARED, (plan, most)).fetchall()
            numbers = {number for pair in pairs for number in pair[:3]}
            return pairs, dict(database.execute(NAMES, (json.dumps(list(numbers)),)))

    def touching(self, nodes: Iterable[str]) -> list[tuple[str, str]]:
        """Return some plans and things, each with what touches it or is touched by it."""
        return self._about(TOUCHING, nodes)

    def degrees(self, nodes: Iterable[str]) -> dict[str, int]:
        """Return how many lines name each of some plans and things."""
        return dict(self._about(DEGREES, nodes))

    def between(self, nodes: Iterable[str]) -> list[tuple[str, str, str, str]]:
        """Return plan, thing, how and places of each line whose ends are both among some."""
        return self._about(BETWEEN, nodes)

    def change(self, gone: Iterable[str], new: Iterable[str]) -> None:
        """Take lines out and put others in."""
        made = not self.path.exists()
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
                # A file that is not whole is never published, so the journal may stay in memory.
                database.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
                if made:
                    database.executescript(SCHEMA)
                database.execute("BEGIN")
                number = _numbers(database)
                for line in gone:
                    database.execute(
                        "DELETE FROM lines WHERE rule = ? AND plan = ? AND thing = ? AND how = ?",
                        tuple(map(number, line.split("\t")[:4])),
                    )
                for line in new:
                    *incidence, places = line.split("\t")
                    database.execute(
                        "INSERT INTO lines (rule, plan, thing, how, places) VALUES (?, ?, ?, ?, ?)",
                        (*map(number, incidence), places),
                    )
                database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreError(f"What plans share could not be written: {error}.") from error

    def _about(self, query: str, nodes: Iterable[str]) -> list[Any]:
        with self._read() as database:
            given = json.dumps(list(nodes), ensure_ascii=False)
            return database.execute(query.replace("GIVEN", GIVEN), (given,)).fetchall()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the file open, and what was read of it in memory, for several questions."""
        with self._read() as self._open:
            try:
                yield
            finally:
                self._open = None

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        if self._open:
            yield self._open
            return
        place = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(place, uri=True)) as database:
            database.execute(f"PRAGMA mmap_size = {MAPPED}")
            yield database


def beside(endpoint: Endpoint) -> Lines | None:
    """Return the lines of the snapshot that an endpoint reads; None where it has none here."""
    folder: Path | None = getattr(endpoint, "beside", None)
    return Lines(folder / FILE) if folder is not None and (folder / FILE).exists() else None


def _numbers(database: sqlite3.Connection) -> Callable[[str], int]:
    """Return what gives an IRI its number, a new one where it has none."""
    known: dict[str, int] = {}

    def number(iri: str) -> int:
        if iri not in known:
            row = database.execute("SELECT id FROM names WHERE iri = ?", (iri,)).fetchone()
            known[iri] = row[0] if row else _named(database, iri)
        return known[iri]

    return number


def _named(database: sqlite3.Connection, iri: str) -> int:
    return database.execute("INSERT INTO names (iri) VALUES (?)", (iri,)).lastrowid or 0


def _batches(iris: Collection[str]) -> Iterator[list[str]]:
    every = sorted(iris)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]

"""Answers kept beside a snapshot: it never changes, so what it answered once stays true.

Questions about the whole store are answered at publishing. A small store answers at once; for a
large one worker processes go on answering in the background, each question within limits, so that
one that explodes costs its time and no more. What is not kept (yet) is asked live. A question that
asks for a day is answered for the day of publication.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import IO

from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from sparql.answers import Row, Table
from sparql.catalogue import ask, names, question
from sparql.endpoint import Endpoint, QueryError
from sparql.limits import Limits
from sparql.pool import Pool
from sparql.pooled import PooledEndpoint

FOLDER = "answers"
TAG = "whole-store"
PART = ".part"
STARTS = ".starts"
STEP = 200
"""Rows from one noted start of a kept answer to the next."""
LARGE = 50_000
"""Statements from which on worker processes compute the answers."""
MOST = 100_000
"""Rows that a kept answer gives at most, as an anonymous asker gets them live."""
LIMITS = Limits(seconds=60, cpu_seconds=90, rows=1_000_000)
"""What one answer may cost at publishing."""


def questions() -> tuple[str, ...]:
    """Return the names of the questions that are answered at publishing."""
    return tuple(name for name in names() if _is_about_all(name))


def given(name: str) -> Mapping[str, str]:
    """Return the parameters with which a question is about the whole store: a day where asked."""
    return {each.name: today() for each in question(name).parameters if each.required}


def today() -> str:
    """Return the day, in universal time."""
    return datetime.now(UTC).date().isoformat()


def answer(
    snapshot: Path, name: str, parameters: Mapping[str, str], limit: int | None = None
) -> Table | None:
    """Return an answer kept in a snapshot's folder, at most `limit` rows; None where none is."""
    try:
        with _path(snapshot, name, parameters).open("rb") as file:
            variables = tuple(json.loads(file.readline()))
            return Table(variables, _rows(file, limit), snapshot.name, bool(file.readline()))
    except FileNotFoundError:
        return None


def part(
    snapshot: Path, name: str, parameters: Mapping[str, str], begin: int, count: int
) -> tuple[Table, int] | None:
    """Return some rows of a kept answer and the number of all; None where none is kept.

    Only what is near the rows is read, however long the answer is.
    """
    path = _path(snapshot, name, parameters)
    try:
        with path.open("rb") as file:
            variables = tuple(json.loads(file.readline()))
            starts = _starts(path)
            begin = min(begin, starts.rows)
            file.seek(starts.places[begin // STEP])
            for _ in islice(file, begin % STEP):
                pass
            return Table(variables, _rows(file, count), snapshot.name), starts.rows
    except FileNotFoundError:
        return None


def answered(snapshot: Path, endpoint: Endpoint, name: str, parameters: Mapping[str, str]) -> Table:
    """Return the answer of a question as it is kept, or as the endpoint gives it now."""
    kept = answer(snapshot, name, parameters, MOST)
    return ask(endpoint, name, parameters) if kept is None else kept


def keep(snapshot: Path, name: str, parameters: Mapping[str, str], table: Table) -> None:
    """Write an answer into a snapshot's folder; one that was cut is not kept."""
    if table.truncated:
        return
    rows = (json.dumps([_plain(term) for term in row], ensure_ascii=False) for row in table.rows)
    path = _path(snapshot, name, parameters)
    write(path, chain([json.dumps(table.variables)], rows))
    _starts(path)


def write(path: Path, lines: Iterable[str]) -> None:
    """Write a file beside a snapshot: whole, or not at all."""
    path.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, suffix=PART, delete=False
    ) as file:
        file.writelines(f"{line}\n" for line in lines)
    Path(file.name).replace(path)


def keep_all(snapshot: Path, endpoint: Endpoint, total: int) -> None:
    """Answer every question about the whole store for a snapshot of so many statements."""
    if total < LARGE:
        for name in questions():
            _keep_one(snapshot, endpoint, name)
    else:
        # Not a worker of our own: a publication may itself run in one, which may start none.
        subprocess.run([sys.executable, "-m", "sparql.kept", str(snapshot)], check=False)


def sweep(snapshots: Path) -> None:
    """Remove what a keeper that was killed has left half-written."""
    for part in snapshots.glob(f"*/{FOLDER}/*{PART}"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < time() - 2 * LIMITS.seconds:
                part.unlink()


def main(snapshot: Path) -> None:
    """Go to the background and answer every question there, in worker processes."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.nice(10)
    current = snapshot.parent.parent / "current"
    pool = Pool(2, patience=len(questions()) * LIMITS.seconds)
    endpoint = PooledEndpoint(pool, snapshot / "store", snapshot.name, LIMITS, "operator")

    def keep_one(name: str) -> None:
        if current.resolve() == snapshot.resolve():  # else a newer one is wanted
            _keep_one(snapshot, endpoint, name)

    try:
        with ThreadPoolExecutor(pool.size) as threads:
            list(threads.map(keep_one, questions()))
    finally:
        pool.close()


def _is_about_all(name: str) -> bool:
    try:
        asked = question(name)
    except ValueError:  # a faulty file is found by the catalogue's tests, not by an operator
        return False
    return TAG in asked.tags and all(
        parameter.kind == "date" for parameter in asked.parameters if parameter.required
    )


def _keep_one(snapshot: Path, endpoint: Endpoint, name: str) -> None:
    # What cannot be answered or kept here is asked live, and tells its reason there.
    with suppress(QueryError, OSError):
        keep(snapshot, name, given(name), ask(endpoint, name, given(name)))


def _path(snapshot: Path, name: str, parameters: Mapping[str, str]) -> Path:
    wished = {key: value.strip() for key, value in parameters.items() if value.strip()}
    if not wished:
        return snapshot / FOLDER / f"{name}.jsonl"
    text = json.dumps(wished, sort_keys=True, ensure_ascii=False)
    return snapshot / FOLDER / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.jsonl"


@dataclass(frozen=True, slots=True)
class Starts:
    """How many rows a kept answer has, and the bytes before each `STEP`th one and in all."""

    rows: int
    places: tuple[int, ...]


def _starts(path: Path) -> Starts:
    """Return what is noted beside a kept answer, noted first where nothing is."""
    beside = path.with_suffix(STARTS)
    with suppress(FileNotFoundError, IndexError, ValueError):
        rows, *places = map(int, beside.read_text(encoding="ascii").split())
        if places[-1] == path.stat().st_size:
            return Starts(rows, tuple(places))
    with path.open("rb") as file:
        at, places, rows = len(file.readline()), [], 0
        for rows, line in enumerate(file, start=1):
            if rows % STEP == 1:
                places.append(at)
            at += len(line)
    made = Starts(rows, (*places, at))
    with suppress(OSError):  # a folder that may not be written to
        write(beside, [str(number) for number in (made.rows, *made.places)])
    return made


def _rows(file: IO[bytes], limit: int | None) -> tuple[Row, ...]:
    # A term is made once: most of them stand in many rows.
    known: dict[tuple[str | None, ...], Identifier] = {}
    # One text for the parser: a call for each line takes four times as long.
    lines = json.loads(b"[%s]" % b",".join(islice(file, limit)))
    return tuple(_row(line, known) for line in lines)


_KINDS: dict[str, Callable[[str], Identifier]] = {"iri": URIRef, "blank": BNode}


def _plain(term: Identifier | None) -> list[str | None] | None:
    if term is None:
        return None
    if isinstance(term, Literal):
        return [str(term), term.language, str(term.datatype) if term.datatype else None]
    return ["iri" if isinstance(term, URIRef) else "blank", str(term)]


def _row(
    terms: list[list[str | None] | None], known: dict[tuple[str | None, ...], Identifier]
) -> Row:
    made: list[Identifier | None] = []
    for term in terms:
        if term is None:
            made.append(None)
            continue
        key = tuple(term)
        if key not in known:
            known[key] = _term(*term)
        made.append(known[key])
    return tuple(made)


def _term(first: str | None, second: str | None, *datatype: str | None) -> Identifier:
    if not datatype:
        return _KINDS[str(first)](str(second))
    kind = URIRef(datatype[0]) if datatype[0] else None
    return Literal(first, lang=second, datatype=kind, normalize=False)  # it was, when it was made


if __name__ == "__main__":
    main(Path(sys.argv[1]))

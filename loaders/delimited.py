"""Tables as text (.csv, .tsv): encoding and separator found from the content, rows in a stream."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from loaders.limits import encoding_of
from loaders.source import Sink, Source, refusal
from loaders.tables import MOST_COLUMNS, Row, Sheet
from shapes.finding import Finding, Level, Place

SEPARATORS = (",", "\t", ";", "|")
MOST_IN_CELL = 1_000_000
"""Characters in one cell; more mean a quotation mark that was never closed."""

_SAMPLE = 1 << 18
_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written; `certain` is false where the encoding is a guess."""

    encoding: str
    separator: str
    certain: bool = True
    preamble: int = 0
    """Lines before the table: the line `sep=;` that Excel understands."""


def dialect_of(path: Path, *, whole: bool = True) -> Dialect | None:
    """Return how a table is written, or None where a file is no table of two columns or more.

    Unless the whole file is looked at, an encoding is told from its first bytes.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if not head or head.lstrip()[:1] in (b"<", b"{", b"["):
        return None
    encoding, certain = _encoding(path, head, whole)
    if encoding == "utf-32":
        return None  # no spreadsheet program writes it
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    if not text.strip() or _is_binary(text):
        return None
    first = text.partition("\n")[0]
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return Dialect(encoding, first.strip()[4], certain, 1)
    separator = _separator(text)
    return Dialect(encoding, separator, certain) if separator else None


@contextmanager
def sheets(
    source: Source, sink: Sink | None = None, dialect: Dialect | None = None
) -> Iterator[Iterator[Sheet]]:
    """Open a table and give it as the only sheet."""
    dialect = dialect or dialect_of(source.path)
    if dialect is None:
        raise refusal(
            "LOAD-FORMAT",
            f"{source.name} is no table: it has no columns that a comma, tab, semicolon or bar"
            " parts.",
            Place(source.name),
            "Save it as CSV in UTF-8.",
            zh=f"{source.name} 不是以分隔符划分的表格。",
        )
    if not dialect.certain and sink is not None:
        sink.report(_guessed(source, dialect))
    yield iter((Sheet(source.name, None, _rows(source, sink, dialect)),))


def _rows(source: Source, sink: Sink | None, dialect: Dialect) -> Iterator[Row]:
    line = 1
    csv.field_size_limit(MOST_IN_CELL)
    with (
        source.path.open("rb") as raw,
        io.TextIOWrapper(raw, dialect.encoding, newline="") as text,
    ):
        lines = _lines(text, source, dialect)
        for _ in range(dialect.preamble):
            next(lines, None)
        number = dialect.preamble
        reader = csv.reader(lines, delimiter=dialect.separator, strict=True)
        while True:
            line = reader.line_num + 1 + dialect.preamble
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _broken(source, line, str(error)) from error
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise _broken(source, line, f"it has more than {MOST_COLUMNS:,} columns")
            if sink is not None and number % 500 == 0:
                sink.advance(raw.tell())
            yield Row(number, cells, line)


def _lines(text: io.TextIOWrapper, source: Source, dialect: Dialect) -> Iterator[str]:
    number = 0
    try:
        for line in text:
            number += 1
            yield line.removeprefix("\ufeff") if number == 1 else line
    except UnicodeError as error:
        raise refusal(
            "LOAD-ENCODING",
            f"{source.name} is not {dialect.encoding.upper()} after line {number}:"
            f" {error.args[-1]}.",
            Place(source.name, line=number + 1),
            "Save the file as UTF-8; it may also be cut off.",
            zh=f"{source.name} 第 {number} 行之后不是 {dialect.encoding.upper()} 编码。",
        ) from error


def _broken(source: Source, line: int, why: str) -> Exception:
    return refusal(
        "LOAD-SYNTAX",
        f"{source.name} cannot be read from line {line} on: {why}.",
        Place(source.name, line=line),
        "Often a quotation mark is not closed, or the file is cut off.",
        zh=f"{source.name} 从第 {line} 行起无法读取。",
    )


def _guessed(source: Source, dialect: Dialect) -> Finding:
    return Finding(
        rule="LOAD-ENCODING",
        level=Level.WARNING,
        message={
            "en": f"{source.name} is not UTF-8; it is read as {dialect.encoding}, which is a"
            " guess. Look at the letters with accents.",
            "zh": f"{source.name} 不是 UTF-8，按推测的 {dialect.encoding} 读取。",
        },
        fix={"en": "Save the file as UTF-8 (in Excel: CSV UTF-8)."},
        places=(Place(source.name, line=1),),
    )


def _encoding(path: Path, head: bytes, whole: bool) -> tuple[str, bool]:
    """Return the encoding and whether it is certain: a mark or UTF-8 to the end is."""
    marked = encoding_of(head)
    if marked != "utf-8":
        return marked, True
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = head
    with path.open("rb") as file:
        try:
            while chunk := file.read(_SAMPLE):
                decoder.decode(chunk)
                if not whole:
                    break
            return "utf-8", True
        except UnicodeDecodeError:
            best = from_bytes(chunk).best()
    return (best.encoding if best else "cp1252"), False


def _is_binary(text: str) -> bool:
    odd = sum(letter < " " and letter not in "\t\r\n\f" for letter in text[:4096])
    return odd > 4 or text[:4096].count("\ufffd") > 40


def _separator(text: str) -> str | None:
    """Return the sign that parts most of the first rows into the same number of cells."""
    lines = text.splitlines(keepends=True)[: 4 * _SHOWN]
    best, most = None, 0
    for separator in SEPARATORS:
        widths: list[int] = []
        try:
            for cells in csv.reader(lines, delimiter=separator):
                if any(cells):
                    widths.append(len(cells))
                if len(widths) == _SHOWN:
                    break
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times * (width - 1)
        # A table is regular: in text, commas stand where they like.
        if width > 1 and 2 * times >= len(widths) and score > most:
            best, most = separator, score
    return best

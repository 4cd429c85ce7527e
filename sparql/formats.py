"""A table as CSV, JSON or workbook; what comes from data never becomes a formula.

Columns that hold IRIs are followed by a column of their names, where labels are given.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from rdflib import Literal
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.labels import Labels, iris

if TYPE_CHECKING:
    import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet take text for a formula."""
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
"""What a worksheet and its cells hold."""

Value = str | int | float | bool | None


class TableTooLong(Exception):
    """A table has more rows than a format holds; the message says how many."""


def write(table: Table, format_: str, stream: IO[bytes], labels: Labels | None = None) -> None:
    """Write a table in a format of `FORMATS`; `labels` names the things it holds."""
    FORMATS[format_](table, stream, labels or {})


def columns(table: Table, labels: Labels) -> Iterator[tuple[str, Callable[[int], Value]]]:
    """Return each column's heading and what gives its value in a row."""
    for number, name in enumerate(table.variables):
        yield name, lambda row, at=number: plain(table.rows[row][at])  # type: ignore[misc]
        if any(word in labels for row in table.rows for word in iris(row[number])):
            yield (
                f"{name} name",
                lambda row, at=number: named(table.rows[row][at], labels),  # type: ignore[misc]
            )


def plain(term: Identifier | None) -> Value:
    """Return a term as a value: numbers and truth values as such, all else as text."""
    if isinstance(term, Literal) and not term.ill_typed:
        value = term.value
        if isinstance(value, bool | int | float):
            return value
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
    return None if term is None else str(term)


def named(term: Identifier | None, labels: Labels) -> str | None:
    """Return the names of the things that a cell holds, an IRI where there is none."""
    things = iris(term)
    return "; ".join(labels.get(thing, thing) for thing in things) if things else None


def safe(value: Value) -> Value:
    """Return a value that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def as_csv(table: Table, stream: IO[bytes], labels: Labels) -> None:
    """Write CSV (RFC 4180) in UTF-8 with the mark by which Excel knows it."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    filled = list(columns(table, labels))
    writer.writerow(safe(heading) for heading, _ in filled)
    for row in range(len(table)):
        writer.writerow(safe(value(row)) for _, value in filled)
    if table.truncated:
        writer.writerow(["# truncated: there are more rows"])
    text.detach()


def as_json(table: Table, stream: IO[bytes], labels: Labels) -> None:
    """Write one object: the snapshot, whether rows are missing, the columns, and the rows."""
    filled = list(columns(table, labels))
    answer = {
        "snapshot": table.snapshot,
        "truncated": table.truncated,
        "columns": [heading for heading, _ in filled],
        "rows": [{heading: value(row) for heading, value in filled} for row in range(len(table))],
    }
    stream.write(json.dumps(answer, ensure_ascii=False, indent=2).encode() + b"\n")


def as_workbook(table: Table, stream: IO[bytes], labels: Labels) -> None:
    """Write an Excel workbook: one sheet of rows, one that says where they come from."""
    if len(table) >= MOST_ROWS:
        raise TableTooLong(f"A worksheet holds {MOST_ROWS - 1:,} rows; this has {len(table):,}.")
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter

    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("Answer")
        bold = book.add_format({"bold": True, "text_wrap": True})
        for number, (heading, value) in enumerate(columns(table, labels)):
            sheet.write_string(0, number, heading, bold)
            for row in range(len(table)):
                _write_cell(sheet, row + 1, number, value(row))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.variables) * 2, 24)
        about = book.add_worksheet("About")
        about.write_string(0, 0, "Snapshot")
        about.write_string(0, 1, table.snapshot or "")
        about.write_string(1, 0, "Complete")
        about.write_string(1, 1, "no: there are more rows" if table.truncated else "yes")


def shown(term: Identifier | None, labels: Labels) -> str:
    """Return what a reader wants to see in a cell: names where it holds things."""
    value = named(term, labels) if iris(term) else plain(term)
    text = "" if value is None else str(value)
    # A terminal obeys control characters, and data may hold any.
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _write_cell(sheet: "xlsxwriter.worksheet.Worksheet", row: int, at: int, value: Value) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, at, value)
    elif value:
        sheet.write_string(row, at, value[:MOST_CHARACTERS])


FORMATS: Mapping[str, Callable[[Table, IO[bytes], Labels], None]] = {
    "csv": as_csv,
    "json": as_json,
    "xlsx": as_workbook,
}
"""The formats and what writes them."""

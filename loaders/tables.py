"""Tables as every spreadsheet format gives them: sheets of rows of values, where they stand.

Rows and cells are named as a spreadsheet program shows them: the first row is 1, headers count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from shapes.finding import Finding, Level, Place

MOST_COLUMNS = 1_024
"""How many columns a table may use; a wider one is refused."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds no value: an error as the program shows it, or a formula not computed."""

    text: str
    why: str


Value = str | int | float | bool | datetime | date | time | timedelta | Fault | None
"""What a cell holds; None where it is empty."""


@dataclass(slots=True)
class Row:
    """One row: its number, the line on which it begins in a text file, and its cells."""

    number: int
    cells: Sequence[Value]
    line: int | None = None


@dataclass(slots=True)
class Sheet:
    """One sheet, whose rows come one at a time; a text file is a sheet without a name."""

    file: str
    name: str | None
    rows: Iterator[Row]
    hidden: bool = False

    def place(self, row: Row, column: int) -> Place:
        """Return where a cell stands; the first column is 0."""
        return Place(self.file, self.name, f"{letters(column)}{row.number}", row.line)


@cache
def letters(column: int) -> str:
    """Return the letters of a column, A for 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(name: str) -> int:
    """Return the number of a column by its letters, 0 for A."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def text(value: Value) -> str:
    """Return a cell's value as people would write it; an empty cell is an empty text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Fault):
        return value.text
    return str(value)


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def header_of(row: Row) -> tuple[str, ...]:
    """Return the headers of a row, without the spaces and line ends around and within them."""
    names = [" ".join(text(value).split()) for value in row.cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def fault(cell: Fault, place: Place) -> Finding:
    """Return what must be said of a cell that holds an error or a formula without a value."""
    return Finding(
        rule="LOAD-CELL",
        level=Level.WARNING,
        message={
            "en": f"The cell holds {cell.text!r}, {cell.why}; nothing is read from it.",
            "zh": f"单元格 {cell.text!r} 没有可读取的值。",
        },
        value=cell.text,
        fix={"en": "Correct the cell, let the program compute it and save the file again."},
        places=(place,),
    )

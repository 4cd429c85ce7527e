"""What a report is made of, before it takes the form of a page, a document or a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from rdflib import Literal
from rdflib.term import Identifier

from webapp import naming
from webapp.answers import answers
from webapp.charting import number
from webapp.languages import interface
from webapp.tables import PLACES, Sheet, day, shown

PLACES_TOLD = 4
"""Places in sources that one cell names; the page of the thing has all."""
ROWS = 500
"""Rows of a table in a report; the downloads of the pages hold all."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, the language they are in where it is not the report's, and the page they lead to."""

    text: str
    language: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a table says, with its number where it is one."""

    parts: tuple[Text, ...]
    number: float | None = None

    @property
    def text(self) -> str:
        """Return the words of the cell."""
        return "; ".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, what stands over its columns, its rows; `left_out` were cut away."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG that stands alone, as it stands in a page, and in words."""

    svg: str
    inline: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading: sentences, then a picture, then tables."""

    title: str
    sentences: tuple[str, ...] = ()
    picture: Picture | None = None
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its date, its snapshot and its method; `queries` are what it was made by."""

    name: str
    kind: str
    title: Text
    subtitle: str
    made: str
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    queries: tuple[tuple[str, str], ...]

    def grids(self) -> Iterator[tuple[str, Grid]]:
        """Return every table with the heading it stands under."""
        for section in self.sections:
            for grid in section.grids:
                yield section.title, grid


def words(text: object) -> Cell:
    """Return a cell of plain words."""
    return Cell((Text(str(text)),))


def figure(value: float) -> Cell:
    """Return a cell with a number as the reader's locale writes it."""
    return Cell((Text(shown(Literal(value))),), float(value))


def called(thing: Identifier | str) -> Text:
    """Return the name of a thing, its language where that is another, and its page."""
    name = naming.name(thing)
    language = name.language if name.language != interface().tag else ""
    return Text(name.text, language, name.address)


def cell(term: Identifier | None, variable: str = "") -> Cell:
    """Return the cell that shows a term as the pages do."""
    if term is None:
        return Cell(())
    if variable in PLACES:
        places = str(term).split()
        told = [called(place) for place in places[:PLACES_TOLD]]
        return Cell((*told, *([Text("…")] if len(places) > PLACES_TOLD else [])))
    if isinstance(term, Literal):
        language = term.language or ""
        told = [Text(shown(term), language if language != interface().tag else "")]
        return Cell(tuple(told), number(term))
    return Cell((called(term),))


def grid(sheet: Sheet, most: int = ROWS) -> Grid:
    """Return a table of the pages as a table of a report."""
    naming.learn(sheet.things(most))
    table = sheet.table
    return Grid(
        sheet.caption,
        tuple(sheet.heading(variable) for variable in table.variables),
        tuple(
            tuple(cell(term, variable) for variable, term in zip(table.variables, row, strict=True))
            for row in table.rows[:most]
        ),
        max(0, len(table) - most),
    )


def listed(caption: str, headings: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Grid:
    """Return a table of rows made one by one."""
    made = tuple(tuple(row) for row in rows)
    return Grid(caption, tuple(headings), made[:ROWS], max(0, len(made) - ROWS))


def today() -> str:
    """Return this day as the reader's locale writes it."""
    return str(format_date(format="long"))


def report(
    name: str,
    kind: str,
    title: Text,
    subtitle: str,
    parts: tuple[Section, ...],
    method: str,
    queries: list[tuple[str, str]],
) -> Report:
    """Return a report with its date, its snapshot and its method."""
    snapshot = answers().snapshot
    made = _(
        "Made on %(day)s from snapshot %(id)s of %(date)s.",
        day=today(),
        id=snapshot.id,
        date=day(snapshot.made.date().isoformat()),
    )
    return Report(name, kind, title, subtitle, made, parts, (method, made), tuple(queries))


def printable(text: str) -> str:
    """Return text without the control characters that no document may hold."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())

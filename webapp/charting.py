"""Which columns of an answer a chart shows, and the chart itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rdflib import Literal
from rdflib.namespace import XSD
from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming
from webapp.drawings.chart import Chart, Label, Series, bars, lines
from webapp.drawings.timeline import span
from webapp.tables import shown

ROWS = "*"
"""Stands for the number of rows where no column of numbers is chosen."""
NUMBERS = frozenset(
    {XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.int, XSD.long, XSD.nonNegativeInteger}
)
TIMES = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth})
BARS, POINTS, SERIES = 40, 400, 5
"""How many bars, points on a line and series a reader can still tell apart."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose to see: the kind of chart and a column for each role."""

    kind: str
    category: str
    value: str
    series: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with what was left out of it and whether values were added up."""

    choice: Choice
    chart: Chart | None
    left_out: int = 0
    added: bool = False


def numeric(table: Table) -> tuple[str, ...]:
    """Return the columns that hold nothing but numbers."""
    found = []
    for at, name in enumerate(table.variables):
        terms = [row[at] for row in table.rows if row[at] is not None]
        if terms and all(number(term) is not None for term in terms):
            found.append(name)
    return tuple(found)


def number(term: Identifier | None) -> float | None:
    """Return the number that a term is, None where it is none or has no end."""
    if isinstance(term, Literal) and term.datatype in NUMBERS:
        try:
            value = float(Decimal(str(term)))
        except ArithmeticError:
            return None
        return value if abs(value) < float("inf") else None
    return None


def moment(term: Identifier | None) -> float | None:
    """Return where a day, a month or a year stands in time, as a number of days."""
    if isinstance(term, Literal) and term.datatype in TIMES:
        try:
            return float(span(str(term))[0].toordinal() - date.min.toordinal())
        except (ValueError, OverflowError):
            return None
    return None


def chosen(table: Table, asked: Mapping[str, str]) -> Choice:
    """Return the reader's choice, what suits the answer where nothing was chosen."""
    numbers = numeric(table)
    first = next((name for name in table.variables if name not in numbers), table.variables[0])
    category = _one_of(table.variables, asked.get("x"), first)
    value = next((name for name in numbers if name != category), ROWS)
    value = _one_of((*numbers, ROWS), asked.get("y"), value)
    series = _one_of(("", *table.variables), asked.get("series"), "")
    at = table.variables.index(category)
    ordered = all(moment(row[at]) is not None for row in table.rows)
    kind = _one_of(("bar", "line"), asked.get("kind"), "line" if ordered else "bar")
    return Choice(kind, category, value, series)


def plot(table: Table, asked: Mapping[str, str]) -> Plot:
    """Return the chart of an answer as the reader wishes it; none for an answer without rows."""
    choice = chosen(table, asked)
    if not table.rows:
        return Plot(choice, None)
    cells, added = summed(table, choice.category, choice.series, choice.value)
    categories = list(dict.fromkeys(category for category, _ in cells))
    groups = list(dict.fromkeys(group for _, group in cells))
    most = BARS if choice.kind == "bar" else POINTS
    kept, shown_groups = categories[:most], groups[:SERIES]
    naming.learn([*kept, *shown_groups])
    place = {category: at for at, category in enumerate(kept)}
    values: dict[Identifier | None, dict[int, float]] = {group: {} for group in shown_groups}
    for (category, group), value in cells.items():
        if category in place and group in values:
            values[group][place[category]] = value
    series = [Series(label(group), found) for group, found in values.items() if found]
    left_out = len(categories) - len(kept) + len(groups) - len(shown_groups)
    return Plot(choice, drawn(choice.kind, kept, series) if series else None, left_out, added)


def drawn(kind: str, categories: Sequence[Identifier | None], series: Sequence[Series]) -> Chart:
    """Return the layout of a chart; a line runs along time or numbers where they are such."""
    labels = [label(category) for category in categories]
    if kind == "bar":
        return bars(labels, series)
    for measure in (moment, number):
        places = [measure(category) for category in categories]
        if all(place is not None for place in places):
            return lines(labels, series, [place for place in places if place is not None])
    return lines(labels, series)


def summed(
    table: Table, category: str, series: str, value: str
) -> tuple[dict[tuple[Identifier | None, Identifier | None], float], bool]:
    """Return the values by category and series, and whether any is a sum of several rows."""
    cells: dict[tuple[Identifier | None, Identifier | None], float] = {}
    added = False
    for row in table:
        amount = 1.0 if value == ROWS else number(row.get(value))
        if amount is None:
            continue
        key = (row.get(category), row.get(series) if series else None)
        added = added or key in cells
        cells[key] = cells.get(key, 0.0) + amount
    return cells, added and value != ROWS


def label(term: Identifier | None) -> Label:
    """Return what to call a cell of an answer."""
    if term is None:
        return Label("–")
    if isinstance(term, Literal):
        return Label(str(term) if moment(term) is not None else shown(term), term.language or "")
    called = naming.name(term)
    return Label(called.text, called.language)


def _one_of(offered: Sequence[str], asked: str | None, otherwise: str) -> str:
    return asked if asked is not None and asked in offered else otherwise

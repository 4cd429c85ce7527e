"""Who is linked to whom, counted: what the linkage matrix shows in its cells."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from rdflib import Literal, URIRef

from sparql.answers import Row, Table
from sparql.matrix import Touches

SIZES = (60, 120, 200)
"""How many rows and columns a reader may choose to see."""


@dataclass(slots=True)
class Cell:
    """The links of one pair by kind: stated from row to column, derived in no direction."""

    stated: dict[str, int] = field(default_factory=dict)
    derived: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of links."""
        return sum(self.stated.values()) + sum(self.derived.values())

    def by_basis(self) -> tuple[tuple[str, dict[str, int]], ...]:
        """Return the numbers of links by kind, those stated first."""
        return ("stated", self.stated), ("derived", self.derived)

    def kinds(self, title: Callable[[str], str]) -> str:
        """Return the kinds of links with their numbers, in words."""
        return "; ".join(
            f"{title(kind)} {links}"
            for kind, links in (*self.stated.items(), *self.derived.items())
        )

    @property
    def shade(self) -> int:
        """Return how dark the cell is, from 1 to 4."""
        return min(4, 1 + (self.total > 1) + (self.total > 3) + (self.total > 8))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns and the cells that are not empty; `left_out` counts what was cut away."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    left_out: int = 0


def of_plans(
    touched: Touches,
    order: str,
    title: Callable[[str], str],
    size: int,
    basis: str = "",
    kind: str = "",
    among: Container[str] | None = None,
) -> Matrix:
    """Return the most linked plans against each other, narrowed to a basis, a kind or some."""
    known = chosen(touched, among)
    counted = touched.pairs(known[:size])
    cells: dict[tuple[str, str], Cell] = {}
    for told, kinds in (("stated", counted.stated), ("derived", counted.derived)):
        for each, counts in kinds.items():
            if basis not in ("", told) or kind not in ("", each):
                continue
            at = counts.tocoo()
            for row, column, links in zip(at.row, at.col, at.data.tolist(), strict=True):
                cell = cells.setdefault((counted.rows[row], counted.rows[column]), Cell())
                (cell.stated if told == "stated" else cell.derived)[each] = links
    linked = {end for ends in cells for end in ends}
    rows = counted.clustered() if order == "cluster" else counted.rows
    plans = arranged((row for row in rows if row in linked), order, title)
    return Matrix(plans, plans, cells, len(known) - len(counted.rows))


def chosen(touched: Touches, among: Container[str] | None) -> list[str]:
    """Return the plans that have links, the most linked first, only those among some."""
    every = touched.most_linked(len(touched.plans))
    return [plan for plan in every if among is None or plan in among]


def of_things(
    touched: Touches,
    rule: str,
    order: str,
    title: Callable[[str], str],
    size: int,
    among: Container[str] | None = None,
) -> Matrix:
    """Return plans by the things they touch by a rule, the ones with most first."""
    counted = touched.by_thing(rule, None if among is None else chosen(touched, among))
    cells: dict[tuple[str, str], Cell] = {}
    plans: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for found in counted.cells():
        cells.setdefault((found.row, found.column), Cell()).derived[rule] = found.links
        plans[found.row] += 1
        things[found.column] += 1
    rows = arranged((plan for plan, _ in plans.most_common(size)), order, title)
    columns = arranged((thing for thing, _ in things.most_common(size)), order, title)
    return Matrix(rows, columns, cells, len(plans) + len(things) - len(rows) - len(columns))


def arranged(things: Iterable[str], order: str, title: Callable[[str], str]) -> tuple[str, ...]:
    """Return things by name where that is the order, else as they come."""
    if order == "name":
        return tuple(sorted(things, key=lambda thing: title(thing).casefold()))
    return tuple(things)


def pairs(matrix: Matrix, snapshot: str | None, most: int | None = None) -> Table:
    """Return the cells of a matrix as a table, one row per pair and kind, at most so many."""
    return Table(
        ("first", "second", "basis", "kind", "links"),
        tuple(islice(_counted(matrix), most)),
        snapshot,
    )


def size(matrix: Matrix) -> int:
    """Return the number of rows of a matrix as a table."""
    return sum(len(cell.stated) + len(cell.derived) for cell in matrix.cells.values())


def _counted(matrix: Matrix) -> Iterator[Row]:
    for row in matrix.rows:
        for column in matrix.columns:
            cell = matrix.cells.get((row, column))
            for basis, counts in cell.by_basis() if cell else ():
                for kind, links in counts.items():
                    yield URIRef(row), URIRef(column), Literal(basis), URIRef(kind), Literal(links)

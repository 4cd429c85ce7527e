"""Who is linked to whom, counted: what the linkage matrix shows in its cells."""

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef

from sparql.answers import Row, Table

if TYPE_CHECKING:
    from sparql.matrix import Matrix as Counted
    from sparql.matrix import Touches

SIZES = (60, 120, 200)
"""How many rows and columns a reader may choose to see."""


@dataclass(slots=True)
class Cell:
    """The links of one pair by kind: stated from row to column, derived in no direction.

    `back` counts the links stated from column to row, where the column is no row of its own.
    """

    stated: dict[str, int] = field(default_factory=dict)
    derived: dict[str, int] = field(default_factory=dict)
    back: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of links."""
        return sum(sum(counts.values()) for _, counts in self.by_basis())

    def by_basis(self) -> tuple[tuple[str, dict[str, int]], ...]:
        """Return the numbers of links by kind, those stated first."""
        return ("stated", self.stated), ("back", self.back), ("derived", self.derived)

    def kinds(self, title: Callable[[str], str]) -> str:
        """Return the kinds of links with their numbers, in words."""
        return "; ".join(
            f"{'← ' if basis == 'back' else ''}{title(kind)} {links}"
            for basis, counts in self.by_basis()
            for kind, links in counts.items()
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns and the cells that are not empty; `left_out` counts what was cut away.

    `steps` holds the numbers of links above which a cell is shaded darker.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    left_out: int = 0
    steps: tuple[int, ...] = ()

    def shade(self, cell: Cell) -> int:
        """Return how dark a cell is among the cells of this matrix, from 1 to 4."""
        return 1 + bisect_left(self.steps, cell.total)

    @property
    def shades(self) -> tuple[tuple[int, int], ...]:
        """Return the least and the largest number of links of each shade, the lightest first."""
        most = max((cell.total for cell in self.cells.values()), default=0)
        ends = (*self.steps, most)
        return tuple(zip((1, *(step + 1 for step in self.steps)), ends, strict=True))

    def by_name(self, title: Callable[[str], str]) -> "Matrix":
        """Return the same with rows and columns by name."""

        def sorted_(things: Iterable[str]) -> tuple[str, ...]:
            return tuple(sorted(things, key=lambda thing: title(thing).casefold()))

        return replace(self, rows=sorted_(self.rows), columns=sorted_(self.columns))


def steps(cells: Iterable[Cell]) -> tuple[int, ...]:
    """Return the quarters of the numbers that the cells hold, each number taken once."""
    numbers = sorted({cell.total for cell in cells})
    ends = [numbers[-(-len(numbers) * part // 4) - 1] for part in (1, 2, 3)] if numbers else []
    return tuple(dict.fromkeys(end for end in ends if end < numbers[-1]))


def of_plans(
    touched: "Touches", clustered: bool, size: int, among: Container[str] | None = None
) -> Matrix:
    """Return the most linked plans against each other; some of them against all they link to."""
    known = chosen(touched, among)
    rows, columns = known[:size], known
    if among is not None:
        columns = list(touched.neighbours(rows))
    columns = columns[:size]
    counted = touched.pairs(rows, columns)
    cells: dict[tuple[str, str], Cell] = {}
    for basis, row, column, kind, links in _links(touched, counted):
        cell = cells.setdefault((row, column), Cell())
        {"stated": cell.stated, "back": cell.back, "derived": cell.derived}[basis][kind] = links
    if clustered and among is None:
        rows = columns = list(counted.clustered())
    left, top = {row for row, _ in cells}, {column for _, column in cells}
    if among is None:
        left = top = left | top
    return Matrix(
        tuple(row for row in rows if row in left),
        tuple(column for column in columns if column in top),
        cells,
        len(known) - min(len(known), size),
        steps(cells.values()),
    )


def _links(touched: "Touches", counted: "Counted") -> Iterator[tuple[str, str, str, str, int]]:
    """Return basis, row, column, kind and number of what is counted, and of the way back."""
    for basis, kinds in (("stated", counted.stated), ("derived", counted.derived)):
        for kind, counts in kinds.items():
            at = counts.tocoo()
            for row, column, links in zip(at.row, at.col, at.data.tolist(), strict=True):
                yield basis, counted.rows[row], counted.columns[column], kind, links
    rows = set(counted.rows)
    others = [column for column in counted.columns if column not in rows]
    if others:
        back = touched.narrowed("stated").pairs(others, counted.rows)
        for cell in back.cells():
            yield "back", cell.column, cell.row, cell.kind, cell.links


def chosen(touched: "Touches", among: Container[str] | None) -> list[str]:
    """Return the plans that have links, the most linked first, only those among some."""
    every = touched.most_linked(len(touched.plans))
    return [plan for plan in every if among is None or plan in among]


def of_things(
    touched: "Touches", rule: str, size: int, among: Container[str] | None = None
) -> Matrix:
    """Return plans by the things they touch by a rule, the ones with most first."""
    counted = touched.by_thing(rule, None if among is None else chosen(touched, among))
    counts = counted.derived.get(rule)
    if counts is None:
        return Matrix((), (), {})
    fullest = [
        sorted(range(len(touching)), key=lambda place: -touching[place])[:size]
        for touching in (counts.getnnz(axis=1).tolist(), counts.getnnz(axis=0).tolist())
    ]
    rows = tuple(counted.rows[place] for place in fullest[0])
    columns = tuple(counted.columns[place] for place in fullest[1])
    at = counts[fullest[0]][:, fullest[1]].tocoo()
    cells = {
        (rows[row], columns[column]): Cell(derived={rule: links})
        for row, column, links in zip(at.row, at.col, at.data.tolist(), strict=True)
    }
    left_out = len(counted.rows) + len(counted.columns) - len(rows) - len(columns)
    return Matrix(rows, columns, cells, left_out, steps(cells.values()))


def pairs(matrix: Matrix, snapshot: str | None, most: int | None = None) -> Table:
    """Return the cells of a matrix as a table, one row per pair and kind, at most so many."""
    return Table(
        ("first", "second", "basis", "kind", "links"),
        tuple(islice(_counted(matrix), most)),
        snapshot,
    )


def size(matrix: Matrix) -> int:
    """Return the number of rows of a matrix as a table."""
    return sum(len(counts) for cell in matrix.cells.values() for _, counts in cell.by_basis())


def _counted(matrix: Matrix) -> Iterator[Row]:
    for row in matrix.rows:
        for column in matrix.columns:
            cell = matrix.cells.get((row, column))
            for basis, counts in cell.by_basis() if cell else ():
                ends = (column, row) if basis == "back" else (row, column)
                told = Literal("stated" if basis == "back" else basis)
                for kind, links in counts.items():
                    yield URIRef(ends[0]), URIRef(ends[1]), told, URIRef(kind), Literal(links)

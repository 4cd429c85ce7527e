"""An answer as a matrix: one column of it down, one across, one in the cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming
from webapp.charting import ROWS, numeric, summed

DOWN, ACROSS = 200, 60
"""How many rows and columns a page shows."""
Key = Identifier | None


@dataclass(frozen=True, slots=True)
class Pivot:
    """The matrix: what stands down and across, and the sums where they meet.

    `left_out` counts the rows and columns that were cut away.
    """

    down: str
    across: str
    value: str
    rows: tuple[Key, ...]
    columns: tuple[Key, ...]
    cells: Mapping[tuple[Key, Key], float]
    left_out: int

    def shade(self, row: Key, column: Key) -> int:
        """Return how dark a cell is, from 0 to 4, as its share of the largest."""
        most = max((abs(value) for value in self.cells.values()), default=0.0)
        value = abs(self.cells.get((row, column), 0.0))
        return 0 if not value or not most else min(4, 1 + int(value / most * 3.999))


def pivot(table: Table, asked: Mapping[str, str]) -> Pivot | None:
    """Return an answer as a matrix by the columns asked for; None where it has but one column."""
    if len(table.variables) < 2:
        return None
    numbers = numeric(table)
    plain = [name for name in table.variables if name not in numbers] + list(numbers)
    down = asked["rows"] if asked.get("rows") in table.variables else plain[0]
    others = [name for name in plain if name != down]
    across = asked["columns"] if asked.get("columns") in others else others[0]
    value = next((name for name in numbers if name not in (down, across)), ROWS)
    if asked.get("cells") in (*numbers, ROWS):
        value = asked["cells"]
    cells, _added = summed(table, down, across, value)
    rows = tuple(dict.fromkeys(row for row, _ in cells))
    columns = tuple(dict.fromkeys(column for _, column in cells))
    left_out = max(0, len(rows) - DOWN) + max(0, len(columns) - ACROSS)
    naming.learn([*rows[:DOWN], *columns[:ACROSS]])
    return Pivot(down, across, value, rows[:DOWN], columns[:ACROSS], cells, left_out)

"""Who is linked to whom, counted: what the linkage matrix shows in its cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rdflib.term import Identifier

MOST = 200
"""Rows and columns that a page can show and a reader can read."""


@dataclass(slots=True)
class Cell:
    """The links of one pair by kind: stated from row to column, derived in no direction."""

    stated: dict[str, int] = field(default_factory=dict)
    derived: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of links."""
        return sum(self.stated.values()) + sum(self.derived.values())

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


def of_pairs(
    pairs: Iterable[dict[str, Identifier]], basis: str = "", kind: str = ""
) -> dict[tuple[str, str], Cell]:
    """Return the cells of the answer to `linkage-matrix`, narrowed to a basis or a kind."""
    cells: dict[tuple[str, str], Cell] = {}
    for pair in pairs:
        if basis not in ("", str(pair["basis"])) or kind not in ("", str(pair["kind"])):
            continue
        first, second = str(pair["first"]), str(pair["second"])
        count, by = int(str(pair["links"])), str(pair["kind"])
        if str(pair["basis"]) == "stated":
            counts = cells.setdefault((first, second), Cell()).stated
            counts[by] = counts.get(by, 0) + count
        else:
            for ends in ((first, second), (second, first)):
                counts = cells.setdefault(ends, Cell()).derived
                counts[by] = counts.get(by, 0) + count
    return cells


def arranged(cells: dict[tuple[str, str], Cell], order: str, title: Callable[[str], str]) -> Matrix:
    """Return the matrix of plans in an order: by name, or the most linked first."""
    degree: dict[str, int] = {}
    for ends, cell in cells.items():
        for end in ends:
            degree[end] = degree.get(end, 0) + cell.total
    plans = sorted(degree, key=lambda plan: (-degree[plan], title(plan).casefold(), plan))
    kept = plans[:MOST]
    if order == "name":
        kept.sort(key=lambda plan: title(plan).casefold())
    return Matrix(tuple(kept), tuple(kept), cells, len(plans) - len(kept))


def crossed(
    pairs: Sequence[dict[str, Identifier]], order: str, title: Callable[[str], str]
) -> Matrix:
    """Return plans by the things they touch, from rows of `plan`, `thing` and `how`."""
    cells: dict[tuple[str, str], Cell] = {}
    plans: dict[str, int] = {}
    things: dict[str, int] = {}
    for pair in pairs:
        plan, thing = str(pair["plan"]), str(pair["thing"])
        cells.setdefault((plan, thing), Cell()).derived[str(pair["how"])] = 1
        plans[plan] = plans.get(plan, 0) + 1
        things[thing] = things.get(thing, 0) + 1

    def sorted_(counts: dict[str, int]) -> tuple[str, ...]:
        most = sorted(counts, key=lambda iri: (-counts[iri], title(iri).casefold()))[:MOST]
        return tuple(
            sorted(most, key=lambda iri: title(iri).casefold()) if order == "name" else most
        )

    rows, columns = sorted_(plans), sorted_(things)
    return Matrix(rows, columns, cells, len(plans) + len(things) - len(rows) - len(columns))

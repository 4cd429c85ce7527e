"""The layout of an indicator's small chart: baseline, targets and actual values over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.drawings.text import wrapped

WIDTH = 300
HEIGHT = 96
START, END, TOP, BOTTOM = 10, 10, 12, 24
GOAL = 14
"""Half the width of the line that marks a target."""
EDGE, TITLE = 16, 20
"""Around a figure that stands alone, and the height of its lines of text."""
KINDS = ("baseline", "actual", "target")


@dataclass(frozen=True, slots=True)
class Value:
    """One value on a day; `kind` is baseline, target or actual, `text` the value as written."""

    kind: str
    day: date
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value in its place."""

    value: Value
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture: points by kind, and the line through baseline and actual values."""

    width: float
    height: float
    points: tuple[Point, ...]
    line: str
    ground: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart that stands alone: its title in lines, and the last value of each kind in words."""

    chart: Chart
    lines: tuple[str, ...]
    told: tuple[Value, ...]

    @property
    def width(self) -> float:
        """Return the pixels of the whole from side to side."""
        return self.chart.width + 2 * EDGE

    @property
    def top(self) -> float:
        """Return where the chart begins, below its title."""
        return 2 * EDGE + TITLE * len(self.lines)

    @property
    def height(self) -> float:
        """Return the pixels of the whole from top to bottom."""
        return self.top + self.chart.height + TITLE * len(self.told) + 2 * EDGE


def figure(values: Iterable[Value], title: str) -> Figure | None:
    """Return the layout of values as a figure, None where there are fewer than two to compare."""
    known = sorted(values, key=lambda value: value.day)
    chart = draw(known, 2 * WIDTH, 2 * HEIGHT)
    last = {value.kind: value for value in known}
    told = [last[kind] for kind in KINDS if kind in last]
    return Figure(chart, wrapped(title, 2 * WIDTH, 4), tuple(told)) if chart else None


def draw(values: Iterable[Value], width: float = WIDTH, height: float = HEIGHT) -> Chart | None:
    """Return the layout of values, None where there are fewer than two to compare."""
    known = sorted(values, key=lambda value: (value.day, value.kind))
    if len(known) < 2:
        return None
    first, last = known[0].day, known[-1].day
    days = max(1, (last - first).days)
    low = min(0.0, *(value.value for value in known))
    high = max(0.0, *(value.value for value in known))
    reach = (high - low) or 1.0
    across, down = width - START - END - 2 * GOAL, height - TOP - BOTTOM

    def place(value: Value) -> Point:
        share = (value.day - first).days / days
        if first == last:
            # A year of one report: the way from the baseline is drawn all the same.
            share = 0.0 if value.kind == "baseline" else 1.0
        x = START + GOAL + share * across
        y = TOP + (high - value.value) / reach * down
        return Point(value, round(x, 1), round(y, 1))

    points = tuple(place(value) for value in known)
    return Chart(
        width,
        height,
        points,
        line_through([point for point in points if point.value.kind != "target"]),
        round(TOP + high / reach * down, 1),
        first.year,
        last.year,
    )


def line_through(points: Sequence[Point]) -> str:
    """Return the path that joins points in their order."""
    return "M" + "L".join(f"{point.x} {point.y}" for point in points) if len(points) > 1 else ""

"""The layout of a chart of an answer: bars by category, or lines along an ordered axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.drawings.scale import Scale, scale
from webapp.drawings.text import width, wrapped

WIDTH = 900
LABEL = 280
"""Pixels before the bars that hold the names of their categories."""
BAR = 16
LINE = 17
GAP = 10
HEIGHT = 380
LEFT, RIGHT, TOP, BOTTOM = 78, 30, 14, 46
KEY = 24
"""Pixels of a line of the key to the series."""


@dataclass(frozen=True, slots=True)
class Label:
    """A category or a series: its text and the language of that."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Values by category, with what they are called."""

    label: Label
    values: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """One value as a bar; `series` counts from 1."""

    x: float
    y: float
    width: float
    series: int
    value: float
    text_x: float
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A category: its name in lines, and a bar for each series that has a value."""

    label: Label
    lines: tuple[str, ...]
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One value on a line."""

    x: float
    y: float
    label: Label
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """A series as a line through its points; `number` counts from 1."""

    series: Series
    number: int
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A name below the axis, or a place in the key."""

    x: float
    y: float
    label: Label
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture: either groups of bars or lines."""

    kind: str
    width: float
    height: float
    axis: Scale
    top: float
    ground: float
    key: tuple[Mark, ...]
    groups: tuple[Group, ...] = ()
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()


def bars(categories: Sequence[Label], series: Sequence[Series]) -> Chart:
    """Return bars that lie, a group for each category; long names have room so."""
    values = [value for each in series for value in each.values.values()]
    axis = scale(values, LABEL, WIDTH - 70)
    key = _key(series)
    top = TOP + KEY * len({mark.y for mark in key})
    y = float(top)
    groups = []
    for at, label in enumerate(categories):
        lines = wrapped(label.text, LABEL - 24, 2)
        tall = max(BAR * len(series), LINE * len(lines))
        drawn = []
        for number, each in enumerate(series, start=1):
            if at in each.values:
                value = each.values[at]
                zero, end = axis.at(0), axis.at(value)
                line = y + (tall - BAR * len(series)) / 2 + BAR * (number - 1)
                text = end - 6 if value < 0 else end + 6
                drawn.append(
                    Bar(min(zero, end), line, abs(end - zero), number, value, text, value < 0)
                )
        groups.append(Group(label, lines, y + (tall - LINE * len(lines)) / 2, tuple(drawn)))
        y += tall + GAP
    return Chart("bar", WIDTH, y + 22, axis, top, y, key, groups=tuple(groups))


def lines(
    categories: Sequence[Label],
    series: Sequence[Series],
    places: Sequence[float] | None = None,
) -> Chart:
    """Return lines along the categories, which stand at their places where they are measured."""
    values = [value for each in series for value in each.values.values()]
    key = _key(series)
    top = TOP + KEY * len({mark.y for mark in key})
    ground = float(top + HEIGHT)
    axis = scale(values, ground, top, zero=min(values) >= 0)
    stand = list(range(len(categories))) if places is None else list(places)
    first, reach = min(stand), (max(stand) - min(stand)) or 1
    across = [LEFT + (each - first) / reach * (WIDTH - LEFT - RIGHT) for each in stand]
    drawn = []
    for number, each in enumerate(series, start=1):
        points = tuple(
            Point(round(across[at], 1), axis.at(value), categories[at], value)
            for at, value in sorted(each.values.items(), key=lambda item: stand[item[0]])
        )
        path = "M" + "L".join(f"{point.x} {point.y}" for point in points)
        drawn.append(Line(each, number, path, points))
    return Chart(
        "line",
        WIDTH,
        ground + BOTTOM,
        axis,
        top,
        ground,
        key,
        lines=tuple(drawn),
        marks=tuple(_below(categories, across, ground)),
    )


def _below(categories: Sequence[Label], across: Sequence[float], ground: float) -> list[Mark]:
    """Return the names below the axis that fit beside each other."""
    marks: list[Mark] = []
    free = 0.0
    for x, label in sorted(zip(across, categories, strict=True), key=lambda item: item[0]):
        room = 110.0
        needed = min(width(label.text), room)
        if x - needed / 2 >= free:
            middle = min(max(x, needed / 2), WIDTH - needed / 2)
            marks.append(Mark(round(middle, 1), ground + 18, label, wrapped(label.text, room, 2)))
            free = x + needed / 2 + 12
    return marks


def _key(series: Sequence[Series]) -> tuple[Mark, ...]:
    """Return where the names of several series stand; one needs none."""
    marks: list[Mark] = []
    x, y = 0.0, float(TOP)
    for each in series if len(series) > 1 else ():
        text = wrapped(each.label.text, 300, 1)
        needed = 34 + width(text[0])
        if x and x + needed > WIDTH:
            x, y = 0.0, y + KEY
        marks.append(Mark(x, y, each.label, text))
        x += needed + 18
    return tuple(marks)

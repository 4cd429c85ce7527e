"""The layout of a road map: one row per milestone, lanes of phases and areas, years across."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ROW = 26
HEAD = 30
AXIS = 28
WIDTH = 1180
START = 16
END = 60
"""Pixels kept free at both ends."""
LETTER = 6.9
"""Pixels that a letter of a name takes on average."""


@dataclass(frozen=True, slots=True)
class Event:
    """A milestone to draw: `due` is a year, a month or a day as text, `standing` its state."""

    key: str
    label: str
    language: str
    address: str | None
    due: str
    standing: str
    lane: str
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone in its place: the span its date covers and the sign at its end.

    The name stands on the side where there is more room, cut to `letters`.
    """

    event: Event
    y: float
    start: float
    end: float

    @property
    def is_late(self) -> bool:
        """Return whether the name stands before the span."""
        return self.end > WIDTH * 0.55

    @property
    def letters(self) -> int:
        """Return how many letters of the name there is room for."""
        room = self.start - 20 if self.is_late else WIDTH - self.end - 30
        return max(12, int(room / LETTER) - 14)


@dataclass(frozen=True, slots=True)
class Lane:
    """A band with its name."""

    text: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Wait:
    """A line from a milestone to one that waits for it."""

    path: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    waits: tuple[Wait, ...]
    years: tuple[tuple[int, float], ...]
    today: float | None
    day: str


def span(due: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day."""
    parts = [int(part) for part in due.split("-")[:3]]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return date(*parts), date(*parts)


def draw(events: Iterable[Event], lanes: Sequence[str], on: date | None) -> Timeline:
    """Return the layout of events in lanes of this order; `on` is marked where it is in range."""
    dated = [event for event in events if event.due]
    if not dated:
        return Timeline(WIDTH, AXIS, (), (), (), (), None, "")
    first = min(span(event.due)[0] for event in dated).year
    last = max(span(event.due)[1] for event in dated).year + 1
    origin, days = date(first, 1, 1), (date(last, 1, 1) - date(first, 1, 1)).days
    scale = (WIDTH - START - END) / days

    def across(day: date) -> float:
        return round(START + (day - origin).days * scale, 1)

    bands: list[Lane] = []
    marks: list[Mark] = []
    y = float(AXIS)
    for lane in lanes:
        members = [event for event in dated if event.lane == lane]
        if not members:
            continue
        height = HEAD + ROW * len(members) + 8
        bands.append(Lane(lane, y, height - 4))
        for row, event in enumerate(sorted(members, key=lambda each: span(each.due)[1])):
            begins, ends = span(event.due)
            middle = y + HEAD + ROW * row + ROW / 2
            marks.append(Mark(event, middle, across(begins), across(ends + timedelta(days=1))))
        y += height
    years = tuple((year, across(date(year, 1, 1))) for year in range(first, last + 1))
    shown = on is not None and origin <= on <= date(last, 1, 1)
    return Timeline(
        WIDTH,
        y + 4,
        tuple(bands),
        tuple(marks),
        tuple(waits(marks)),
        years,
        across(on) if shown and on else None,
        on.isoformat() if on else "",
    )


def waits(marks: Sequence[Mark]) -> Iterable[Wait]:
    """Return a line for every milestone that waits for another one in the picture."""
    places = {mark.event.key: mark for mark in marks}
    for mark in marks:
        for key in mark.event.waits_for:
            if key in places:
                before = places[key]
                bend = max(12.0, abs(mark.y - before.y) / 6)
                x = min(before.end, mark.end) - bend
                yield Wait(
                    f"M{before.end - 7} {before.y}C{x:.1f} {before.y} {x:.1f} {mark.y} "
                    f"{mark.end - 8} {mark.y}"
                )

"""Indicators with their values, arranged for a chart and by the parts of a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import Literal
from rdflib.term import Identifier

from sparql.answers import Table
from webapp.drawings.progress import Chart, Value, draw
from webapp.drawings.timeline import span


@dataclass(frozen=True, slots=True)
class Part:
    """What a value is of: the whole, or a part by dimensions, in words, and by place."""

    dimensions: str = ""
    place: Identifier | None = None


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator: what it measures, its unit and direction, its values and their chart.

    `part` says of what the values are, where none is stated of the whole; `parts` how many parts
    have values besides.
    """

    indicator: Identifier
    result: Identifier | None
    unit: Identifier | None
    direction: Identifier | None
    aggregation: Identifier | None
    values: tuple[Value, ...]
    chart: Chart | None
    part: Part = WHOLE
    parts: int = 0

    @property
    def share(self) -> float | None:
        """Return the share of the way from baseline to target that is made, None where unknown.

        The way has a direction: where a lower value is wished for, a fall counts as progress.
        """
        actual, target = self.latest("actual"), self.latest("target")
        if actual is None or target is None:
            return None
        baseline = self.latest("baseline")
        start = baseline.value if baseline else 0.0
        way = target.value - start
        return (actual.value - start) / way if way else None

    def latest(self, kind: str) -> Value | None:
        """Return the last value of a kind."""
        found = [value for value in self.values if value.kind == kind]
        return max(found, key=lambda value: value.day) if found else None


def measures(indicators: Sequence[Mapping[str, Identifier]], observed: Table) -> list[Measure]:
    """Return indicators with the values that stand for a whole.

    Where a source states values of parts only, as of one group of people in one country, those of
    the part with most values stand for the indicator.
    """
    found: dict[str, dict[Part, list[Value]]] = {}
    for row in observed:
        value = valued(row)
        if value is not None:
            parts = found.setdefault(str(row["indicator"]), {})
            parts.setdefault(part_of(row), []).append(value)
    return [measure(row, found.get(str(row["indicator"]), {})) for row in indicators]


def part_of(row: Mapping[str, Identifier]) -> Part:
    """Return what an observation is of."""
    return Part(str(row.get("dimensions", "")), row.get("place"))


def measure(row: Mapping[str, Identifier], parts: Mapping[Part, Sequence[Value]]) -> Measure:
    """Return an indicator with the values of the whole, else of its fullest part, and a chart."""
    fullest = max(parts, key=lambda part: len(parts[part]), default=WHOLE)
    part = WHOLE if WHOLE in parts else fullest
    values = tuple(parts.get(part, ()))
    return Measure(
        row["indicator"],
        row.get("result"),
        row.get("unit"),
        row.get("direction"),
        row.get("aggregation"),
        values,
        draw(values),
        part,
        len(parts.keys() - {part, WHOLE}),
    )


def valued(row: Mapping[str, Identifier]) -> Value | None:
    """Return an observation as a value on a day, None where it has no number or no date."""
    number, when = row.get("value"), row.get("day") or row.get("ends") or row.get("starts")
    if not isinstance(number, Literal) or when is None:
        return None
    kind = str(row["kind"]).rpartition("#")[2].lower()
    day: date = span(str(when))[1]
    try:
        return Value(kind, day, float(number), str(row.get("text", number)))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Parted:
    """A value of one kind and day in parts: those of one dimension, and the whole where stated."""

    kind: str
    day: date
    dimension: str
    parts: tuple[tuple[str, float], ...]
    whole: float | None

    @property
    def total(self) -> float:
        """Return what the parts add up to."""
        return sum(number for _, number in self.parts)


def parted(observed: Table) -> list[Parted]:
    """Return the disaggregated values of an indicator, the newest first, beside their totals.

    An indicator whose values are all of the same part has no parts to add up.
    """
    if len({part_of(row) for row in observed}) < 2:
        return []
    wholes: dict[tuple[str, date], float] = {}
    parts: dict[tuple[str, date, str], list[tuple[str, float]]] = {}
    for row in observed:
        value, told = valued(row), str(row.get("dimensions", ""))
        if value is None:
            continue
        place = row.get("place")
        if told and "," not in told:
            dimension, _, name = told.partition(" ")
            parts.setdefault((value.kind, value.day, dimension), []).append((name, value.value))
        elif not told and place is None:
            wholes[value.kind, value.day] = value.value
    found = [
        Parted(kind, day, dimension, tuple(each), wholes.get((kind, day)))
        for (kind, day, dimension), each in parts.items()
    ]
    return sorted(found, key=lambda each: (each.day, each.kind, each.dimension), reverse=True)

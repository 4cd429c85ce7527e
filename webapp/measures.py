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
class Measure:
    """An indicator: what it measures, its unit and direction, its values and their chart."""

    indicator: Identifier
    result: Identifier | None
    unit: Identifier | None
    direction: Identifier | None
    aggregation: Identifier | None
    values: tuple[Value, ...]
    chart: Chart | None

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
    """Return indicators with the values that stand for a whole, not for a part of it."""
    values: dict[str, list[Value]] = {}
    for row in observed:
        value = valued(row)
        if value is not None and not str(row.get("dimensions", "")) and "place" not in row:
            values.setdefault(str(row["indicator"]), []).append(value)
    return [measure(row, tuple(values.get(str(row["indicator"]), ()))) for row in indicators]


def measure(row: Mapping[str, Identifier], values: tuple[Value, ...]) -> Measure:
    """Return an indicator with its values and their chart."""
    return Measure(
        row["indicator"],
        row.get("result"),
        row.get("unit"),
        row.get("direction"),
        row.get("aggregation"),
        values,
        draw(values),
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
    """Return the disaggregated values of an indicator, the newest first, beside their totals."""
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

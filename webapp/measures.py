"""Indicators with their values, arranged for a chart."""

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
    values: tuple[Value, ...]
    chart: Chart | None

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
    result, unit, direction = (row.get(part) for part in ("result", "unit", "direction"))
    return Measure(row["indicator"], result, unit, direction, values, draw(values))


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

"""A report as text that can be read again, so that what was judged once need not be judged anew."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from shapes.finding import Finding, Level, Place
from shapes.report import Report


def write(report: Report) -> str:
    """Return a report as JSON that `read` understands."""
    return json.dumps({**asdict(report), "as_of": report.as_of.isoformat()}, ensure_ascii=False)


def read(text: str) -> Report:
    """Return the report that `write` wrote; raise ValueError where the text holds none."""
    try:
        said = json.loads(text)
        return Report(
            **{
                **said,
                "findings": tuple(map(_finding, said["findings"])),
                "weights": {Level(level): count for level, count in said["weights"].items()},
                "idle": tuple(said["idle"]),
                "refused": tuple(said["refused"]),
                "as_of": date.fromisoformat(said["as_of"]),
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is no report: {error}") from error


def _finding(said: Mapping[str, Any]) -> Finding:
    found = Finding(**said)
    return replace(
        found,
        level=Level(found.level),
        places=tuple(Place(**place) for place in said["places"]),
        details=tuple(map(_finding, said["details"])),
    )

"""Pictures in reports: a chart of bars, or what a template of `drawings/` draws."""

from collections.abc import Mapping, Sequence

from flask import render_template

from webapp import pictures
from webapp.drawings import chart
from webapp.reporting.document import (
    Picture,
)


def bars(caption: str, counted: Sequence[tuple[str, float]]) -> Picture | None:
    """Return a chart of one bar for each text; None where there is none."""
    if not counted:
        return None
    labels = [chart.Label(text) for text, _value in counted]
    values = {at: float(value) for at, (_text, value) in enumerate(counted)}
    drawn = chart.bars(labels, [chart.Series(chart.Label(caption), values)])
    return picture("chart", drawn, caption)


def picture(
    template: str, drawn: object, title: str, states: Mapping[str, object] | None = None
) -> Picture:
    """Return a picture that a template of `drawings/` draws, for the page and for a file."""
    given = {
        "template": f"drawings/{template}.svg",
        "picture": drawn,
        "title": title,
        "words": states,
    }
    return Picture(
        pictures.drawn(**given),  # type: ignore[arg-type]
        render_template("drawings/file.svg", **given),
        title,
    )

"""The questions of the catalogue as the pages group them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from sparql.catalogue import Question, names, question


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions that belong together, under a heading in plain words."""

    text: str
    questions: tuple[Question, ...]


def headings() -> Mapping[str, str]:
    """Return the heading of each theme by the tag that puts a question below it, in order."""
    return {
        "linkage": _("How strategies hang together"),
        "results": _("What is to be achieved, and why"),
        "measurement": _("What was achieved"),
        "milestones": _("The road map"),
        "people": _("Who answers for it"),
        "money": _("What it costs"),
        "review": _("What was reviewed and learned"),
        "gaps": _("What is missing"),
        "reference": _("What others call it"),
        "proof": _("What it rests on"),
    }


def themes() -> list[Theme]:
    """Return all questions, each once, below the first theme that it is tagged with."""
    grouped: dict[str, list[Question]] = {text: [] for text in headings().values()}
    rest = _("More questions")
    for name in names():
        asked = question(name)
        tag = next((tag for tag in asked.tags if tag in headings()), None)
        grouped.setdefault(headings()[tag] if tag else rest, []).append(asked)
    return [Theme(text, tuple(found)) for text, found in grouped.items() if found]

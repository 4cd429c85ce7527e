"""What loaders find, said in the six languages of the United Nations.

A loader says in English and Chinese exactly what it met. The other languages tell the rule and the
place in a sentence of their own, kept in `said.toml`; what a loader says itself is never replaced.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from shapes.finding import Finding
from shapes.names import apart

_LINE = {
    "fr": " (ligne {0})",
    "es": " (línea {0})",
    "ru": " (строка {0})",
    "ar": " (السطر {0})",
}


def in_all_languages(finding: Finding) -> Finding:
    """Return a finding of a loader with its message and fix in every language that has a text."""
    said = _said().get(finding.rule)
    if said is None:
        return finding
    place = finding.places[0] if finding.places else None
    file = place.file if place else ""
    value = f"“{finding.value}”" if finding.value else ""

    def fill(text: str, tag: str) -> str:
        line = _LINE[tag].format(place.line) if place and place.line and tag in _LINE else ""
        filled = text.replace("{line}", line)
        for hole, held in (("{file}", file), ("{value}", value)):
            filled = filled.replace(hole, apart(held, tag) if held else "")
        return " ".join(filled.split())

    message = {tag: fill(text, tag) for tag, text in said["message"].items()}
    fix = {tag: fill(text, tag) for tag, text in said["fix"].items()} if finding.fix else {}
    return replace(finding, message={**message, **finding.message}, fix={**fix, **finding.fix})


@cache
def _said() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("loaders").joinpath("said.toml").read_text(encoding="utf-8"))

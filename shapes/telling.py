"""Findings told to people: labels, places, and the messages of the catalogue filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rdflib import Graph

from shapes import names, places, rules
from shapes.finding import Finding, Level
from shapes.places import Locator
from sparql.endpoint import Endpoint

_PLACE = re.compile(r"\{[$?](\w+)\}")


def told(
    data: Endpoint | Graph, found: Sequence[Finding], locator: Locator | None
) -> tuple[Finding, ...]:
    """Return findings with labels, places, and the messages of the catalogue filled in."""
    focused = {finding.focus for finding in found if finding.focus}
    named = {text for finding in found for text in (finding.value, finding.expected) if text}
    labels = names.labels(data, focused | named)
    locate = locator or places.stated(data, focused)
    return tuple(
        sorted((_tell(finding, labels, locate) for finding in found), key=lambda told: _order(told))
    )


def _tell(finding: Finding, labels: Mapping[str, names.Labels], locate: Locator) -> Finding:
    known = {"label": labels.get(finding.focus or "", {})}
    told = replace(
        finding,
        label=names.pick(known["label"], "en"),
        places=finding.places or locate(finding),
    )
    if not rules.is_rule(finding.rule):
        return told
    rule = rules.rule(finding.rule)
    said = {"this": finding.focus, "value": finding.value, "expected": finding.expected}

    def filled(text: str, language: str) -> str:
        def name(match: re.Match[str]) -> str:
            term = said.get(match[1])
            if term is None:
                return "–"
            known = names.pick(labels.get(term, {}), language) or names.short(term)
            return names.apart(known, language)

        return _PLACE.sub(name, text)

    return replace(
        told,
        message={tag: filled(text, tag) for tag, text in rule.messages.items()},
        fix=rule.fixes,
    )


def _order(finding: Finding) -> tuple[object, ...]:
    weight = list(Level).index(finding.level)
    return (weight, finding.rule, finding.label or "", finding.focus or "", finding.value or "")

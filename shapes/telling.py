"""Findings told to people: labels, places, and the messages of the catalogue filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rdflib import Graph

from shapes import names, places, rules
from shapes.finding import Finding, Level, Place
from shapes.places import Locator
from sparql.endpoint import Endpoint

_PLACE = re.compile(r"\{[$?](\w+)\}")


def told(
    data: Endpoint | Graph, found: Sequence[Finding], locator: Locator | None
) -> tuple[Finding, ...]:
    """Return findings with labels, places, and the messages of the catalogue filled in.

    Where the locator knows no place, the data may say one itself.
    """
    focused = {finding.focus for finding in found if finding.focus}
    named = {text for finding in found for text in (finding.value, finding.expected) if text}
    labels = names.labels(data, focused | named)
    located = [finding.places or (locator(finding) if locator else ()) for finding in found]
    lost = {one.focus for one, where in zip(found, located, strict=True) if one.focus and not where}
    stated = places.stated(data, lost)
    return tuple(
        sorted(
            (
                _tell(finding, labels, where or stated(finding))
                for finding, where in zip(found, located, strict=True)
            ),
            key=_order,
        )
    )


def _tell(
    finding: Finding, labels: Mapping[str, names.Labels], where: tuple[Place, ...]
) -> Finding:
    label = names.pick(labels.get(finding.focus or "", {}), "en")
    told = replace(finding, label=label, places=where)
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

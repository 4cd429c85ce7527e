"""Suggestions for findings whose mending is certain; everything else is left to people.

Certain are: a code in the wrong case or with a blank behind it, a percent sign or blanks around
a number, two dates in the wrong order, a reference that differs in case from the only thing it
can mean, a language tag that the other texts of the property show.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from rdflib import Graph, URIRef

from ontology import modules
from ontology.vocabulary import RBM
from shapes.finding import Finding
from shapes.standards import countries, currencies
from sparql.endpoint import Endpoint

BATCH = 500
COUNTRIES = f"{modules.CODES}countries/"
_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*%?\s*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Change:
    """One statement as it stands and as it should; texts as a file holds them.

    `value` is the whole value in the data, by which the source map finds its place; `before` and
    `after` are the part that changes, for an IRI its last step. `language` is the tag that a text
    gets where nothing else of it changes.
    """

    subject: str
    predicate: str
    value: str
    before: str
    after: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would mend a finding: all of its changes together, or none."""

    finding: Finding
    changes: tuple[Change, ...]


def suggestions(findings: Sequence[Finding], source: Endpoint | Graph) -> tuple[Suggestion, ...]:
    """Return what would mend findings, for those where that is certain."""
    data = _Data(source, findings)
    found = []
    for finding in findings:
        menders = _MENDERS.get(finding.rule, ())
        changes = next((made for mend in menders if (made := mend(finding, data))), ())
        if changes:
            found.append(Suggestion(finding, tuple(changes)))
    return tuple(found)


class _Data:
    """What menders look up in the data, asked for once for all findings."""

    def __init__(self, source: Endpoint | Graph, findings: Sequence[Finding]):
        self._source = source
        self._findings = findings

    @cached_property
    def alike(self) -> dict[str, list[str]]:
        """Return the things whose names are those of missing ones, but for case and blanks."""
        wanted = {
            _plain(finding.value)
            for finding in self._findings
            if finding.rule == "CD-03" and finding.value and "://" in finding.value
        }
        found: dict[str, list[str]] = {}
        names = iter(sorted(name for name in wanted if not set(name) & set('<>"{}|^`\\ ')))
        while batch := list(islice(names, BATCH)):
            listed = ", ".join(f'"{name}"' for name in batch)
            for row in self._rows(
                "SELECT DISTINCT ?thing WHERE { ?thing a ?class "
                f"FILTER(isIRI(?thing) && LCASE(STR(?thing)) IN ({listed})) }} ORDER BY ?thing"
            ):
                found.setdefault(row["thing"].lower(), []).append(row["thing"])
        return found

    def values(self, subject: str, predicate: URIRef, language: str | None = None) -> list[str]:
        """Return the values of a property of a thing as text, those of one language if named."""
        if "://" not in subject:
            return []
        name = URIRef(subject).n3()
        only = f' FILTER(LCASE(LANG(?value)) = "{language}")' if language else ""
        rows = self._rows(f"SELECT ?value WHERE {{ {name} {predicate.n3()} ?value{only} }}")
        return sorted(row["value"] for row in rows)

    def _rows(self, query: str) -> Iterator[dict[str, str]]:
        if isinstance(self._source, Graph):
            for found in self._source.query(query).bindings:
                yield {str(name): str(term) for name, term in found.items()}
        else:
            for row in self._source.select(query):
                yield {name: str(term) for name, term in row.items()}


def _code(finding: Finding, _data: _Data) -> list[Change]:
    """Mend a concept's name: the one of the list that differs in case or blanks only."""
    value, scheme = finding.value or "", f"{finding.expected}/"
    if not value.startswith(scheme):
        return []
    written = value.removeprefix(scheme)
    concepts = (str(concept) for concept in modules.codes().subjects())
    known = {name.removeprefix(scheme) for name in concepts if name.startswith(scheme)}
    return _alike(finding, written, known)


def _currency(finding: Finding, _data: _Data) -> list[Change]:
    if finding.path != str(RBM.currency) or finding.value is None:
        return []
    return _alike(finding, finding.value, currencies())


def _country(finding: Finding, _data: _Data) -> list[Change]:
    if finding.path != str(RBM.inCountry) or finding.value is None:
        return []
    return _alike(finding, finding.value.removeprefix(COUNTRIES), countries())


def _number(finding: Finding, data: _Data) -> list[Change]:
    match = _NUMBER.fullmatch(finding.value or "")
    if match is None or finding.value is None or match[1] == finding.value:
        return []
    # The text may stand as the value or as the text of a value that could not be read.
    return [
        _change(finding, str(path), finding.value, match[1])
        for path in (RBM.value, RBM.valueText)
        if finding.value in data.values(finding.focus or "", path)
    ]


def _dates(finding: Finding, data: _Data) -> list[Change]:
    start = finding.value or ""
    ends = data.values(finding.focus or "", RBM.endDate)
    if len(ends) != 1 or not all(_DAY.fullmatch(day) for day in (start, *ends)):
        return []
    return [
        _change(finding, str(RBM.startDate), start, ends[0]),
        _change(finding, str(RBM.endDate), ends[0], start),
    ]


def _reference(finding: Finding, data: _Data) -> list[Change]:
    """Mend a reference: the one thing of the data whose name differs in case or blanks only."""
    stem, _, step = (finding.value or "").rpartition("/")
    things = data.alike.get(_plain(finding.value or ""), [])
    if len(things) != 1 or not things[0].startswith(f"{stem}/"):
        return []
    return _alike(finding, step, [things[0].removeprefix(f"{stem}/")])


def _language(finding: Finding, data: _Data) -> list[Change]:
    """Add the tag that the other texts show, unless the thing has a text with that tag already."""
    focus, text, tag = finding.focus or "", finding.value or "", finding.expected or ""
    path = URIRef(finding.path or "")
    if text not in data.values(focus, path) or data.values(focus, path, tag):
        return []
    return [Change(focus, str(path), text, text, f"{text}@{tag}", tag)]


def _alike(finding: Finding, written: str, known: Iterable[str]) -> list[Change]:
    alike = [name for name in known if name.casefold() == _plain(written)]
    if len(alike) != 1 or alike[0] == written:
        return []
    return [_change(finding, finding.path or "", written, alike[0])]


def _change(finding: Finding, predicate: str, before: str, after: str) -> Change:
    value = finding.value or ""
    whole = value if value.endswith(before) else before
    return Change(finding.focus or "", predicate, whole, before, after)


def _plain(text: str) -> str:
    """Return a text in small letters without blanks around it, as an IRI may hold them too."""
    return re.sub(r"^(\s|%20|\+)+|(\s|%20|\+)+$", "", text).casefold()


_Mender = Callable[[Finding, _Data], list[Change]]
_MENDERS: dict[str, tuple[_Mender, ...]] = {
    "CD-01": (_code,),
    "CD-02": (_currency, _country),
    "CD-03": (_reference,),
    "LOAD-UNTAGGED": (_language,),
    "RE-01": (_currency,),
    "VA-03": (_number,),
    "VA-07": (_dates,),
}

"""Suggestions for findings whose mending is certain; everything else is left to people.

Certain are: a code in the wrong case or with a blank behind it, a percent sign or blanks around
a number, two dates in the wrong order, a reference that differs in case from the only thing it
can mean.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rdflib import Graph, URIRef

from ontology import modules
from ontology.vocabulary import RBM
from shapes.finding import Finding
from shapes.standards import countries, currencies
from sparql.endpoint import Endpoint

COUNTRIES = f"{modules.CODES}countries/"
_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*%?\s*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Change:
    """One statement as it stands and as it should; texts as a file holds them.

    `value` is the whole value in the data, by which the source map finds its place; `before` and
    `after` are the part that changes, for an IRI its last step.
    """

    subject: str
    predicate: str
    value: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would mend a finding: all of its changes together, or none."""

    finding: Finding
    changes: tuple[Change, ...]


def suggestions(findings: Iterable[Finding], source: Endpoint | Graph) -> tuple[Suggestion, ...]:
    """Return what would mend findings, for those where that is certain."""
    found = []
    for finding in findings:
        menders = _MENDERS.get(finding.rule, ())
        changes = next((made for mend in menders if (made := mend(finding, source))), ())
        if changes:
            found.append(Suggestion(finding, tuple(changes)))
    return tuple(found)


def _code(finding: Finding, _source: Endpoint | Graph) -> list[Change]:
    """Mend a concept's name: the one of the list that differs in case or blanks only."""
    value, scheme = finding.value or "", f"{finding.expected}/"
    if not value.startswith(scheme):
        return []
    written = value.removeprefix(scheme)
    concepts = (str(concept) for concept in modules.codes().subjects())
    known = {name.removeprefix(scheme) for name in concepts if name.startswith(scheme)}
    return _alike(finding, written, known)


def _currency(finding: Finding, _source: Endpoint | Graph) -> list[Change]:
    if finding.path != str(RBM.currency) or finding.value is None:
        return []
    return _alike(finding, finding.value, currencies())


def _country(finding: Finding, _source: Endpoint | Graph) -> list[Change]:
    if finding.path != str(RBM.inCountry) or finding.value is None:
        return []
    return _alike(finding, finding.value.removeprefix(COUNTRIES), countries())


def _number(finding: Finding, source: Endpoint | Graph) -> list[Change]:
    match = _NUMBER.fullmatch(finding.value or "")
    if match is None or finding.value is None or match[1] == finding.value:
        return []
    # The text may stand as the value or as the text of a value that could not be read.
    return [
        _change(finding, str(path), finding.value, match[1])
        for path in (RBM.value, RBM.valueText)
        if finding.value in _values(source, finding.focus or "", path)
    ]


def _dates(finding: Finding, source: Endpoint | Graph) -> list[Change]:
    start = finding.value or ""
    ends = _values(source, finding.focus or "", RBM.endDate)
    if len(ends) != 1 or not all(_DAY.fullmatch(day) for day in (start, *ends)):
        return []
    return [
        _change(finding, str(RBM.startDate), start, ends[0]),
        _change(finding, str(RBM.endDate), ends[0], start),
    ]


def _reference(finding: Finding, source: Endpoint | Graph) -> list[Change]:
    """Mend a reference: the one thing of the data whose name differs in case or blanks only."""
    value = finding.value or ""
    if "/" not in value or any(sign in value for sign in '<>"{}|^`\\ '):
        return []
    stem, _, step = value.rpartition("/")
    query = (
        "SELECT DISTINCT ?thing WHERE { ?thing a ?class "
        f'FILTER(isIRI(?thing) && LCASE(STR(?thing)) = "{_plain(value)}") }} LIMIT 2'
    )
    if isinstance(source, Graph):
        things = [str(row[0]) for row in source.query(query)]  # type: ignore[index]
    else:
        things = [str(row["thing"]) for row in source.select(query)]
    if len(things) != 1 or not things[0].startswith(f"{stem}/"):
        return []
    return _alike(finding, step, [things[0].removeprefix(f"{stem}/")])


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


def _values(source: Endpoint | Graph, subject: str, predicate: URIRef) -> list[str]:
    if "://" not in subject:
        return []
    if isinstance(source, Graph):
        return sorted(str(value) for value in source.objects(URIRef(subject), predicate))
    query = f"SELECT ?value WHERE {{ {URIRef(subject).n3()} {predicate.n3()} ?value }}"
    return sorted(str(row["value"]) for row in source.select(query))


_Mender = Callable[[Finding, Endpoint | Graph], list[Change]]
_MENDERS: dict[str, tuple[_Mender, ...]] = {
    "CD-01": (_code,),
    "CD-02": (_currency, _country),
    "CD-03": (_reference,),
    "RE-01": (_currency,),
    "VA-03": (_number,),
    "VA-07": (_dates,),
}

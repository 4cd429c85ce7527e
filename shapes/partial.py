"""The part of an import that can be published: sound by every MUST, and without a loose reference.

A thing that breaks a MUST is left out, with what only it holds. A reference to it goes too; where
a thing cannot do without that reference, the next round finds it unsound and leaves it out as
well. Each round only takes away, so the rounds end. Finding the largest part of all is a problem
that no one solves in acceptable time (which link of a cycle should go?): this is the largest that
leaves out what findings name and nothing else.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol, TypeVar

from rdflib import URIRef

from shapes import names
from shapes.finding import Finding, Level
from shapes.report import Report
from shapes.validation import PATIENCE, check
from sparql.endpoint import Endpoint

Item = TypeVar("Item")
BATCH = 500
DANGLING = "CD-03"
"""The rule whose finding names a reference to nothing: the reference goes, the thing may stay."""

_TAKE_OUT = """
DELETE {{ GRAPH <{graph}> {{ ?thing ?p ?o }} }}
WHERE {{ VALUES ?thing {{ {things} }} GRAPH <{graph}> {{ ?thing ?p ?o }} }}"""
_REFERENCES = """
SELECT ?subject ?predicate ?thing
WHERE {{ VALUES ?thing {{ {things} }} GRAPH <{graph}> {{ ?subject ?predicate ?thing }} }}
ORDER BY ?subject ?predicate ?thing"""
_CUT = "DELETE DATA {{ GRAPH <{graph}> {{ {statements} }} }}"
_CUT_OFF = """
DELETE {{ GRAPH <{graph}> {{ ?subject ?predicate ?thing }} }}
WHERE {{ VALUES ?thing {{ {things} }} GRAPH <{graph}> {{ ?subject ?predicate ?thing }} }}"""
_ORPHANS = """
DELETE {{ GRAPH <{graph}> {{ ?part ?p ?o }} }}
WHERE {{
  GRAPH <{graph}> {{ ?part ?p ?o }}
  FILTER(isBlank(?part))
  MINUS {{ GRAPH <{graph}> {{ ?whole ?holds ?part }} }}
}}"""


class Writable(Endpoint, Protocol):
    """A store whose named graphs can be changed: a candidate, or a copy made for a check."""

    def update(self, text: str) -> None:
        """Run a SPARQL update."""
        ...


class NothingSound(Exception):
    """No part can be told apart: the findings lie on things without a name."""


@dataclass(frozen=True, slots=True)
class Omission:
    """A thing that was left out, the finding that is the reason, and the round that found it.

    From the second round on, the reason is that something else was left out before.
    """

    thing: str
    label: str | None
    because: Finding
    round: int


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A reference that was cut because what it refers to is not there."""

    subject: str
    predicate: str
    value: str


@dataclass(frozen=True, slots=True)
class Partial:
    """What was left out of an import, what was cut, and the report on what remains."""

    left_out: tuple[Omission, ...]
    cut: tuple[LooseEnd, ...]
    report: Report


def reduce(
    store: Writable,
    graph: str,
    *,
    as_of: date | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    seconds: float = PATIENCE,
) -> Partial:
    """Take out of a named graph what must not be published, and return what that was.

    The store keeps the sound part; where it is a candidate, that can be published as it is. A rule
    that takes longer than `seconds` is cut off and stands in the report.
    """
    left_out: dict[str, Omission] = {}
    cut: list[LooseEnd] = []
    number = 0
    while True:
        report = check(
            store, graphs=[graph], as_of=as_of, limit=None, progress=progress, seconds=seconds
        )
        grave = [each for each in report.findings if each.level is Level.VIOLATION]
        if not grave:
            return Partial(tuple(left_out.values()), tuple(cut), report)
        number += 1
        loose = _dangling(grave)
        if loose:
            # Cut these first: a thing may be sound without the reference.
            _cut(store, graph, loose)
            cut += loose
            continue
        fresh = {
            each.focus: Omission(each.focus, each.label, each, number)
            for each in reversed(grave)
            if each.focus and _named(each.focus)
        }
        if not fresh.keys() - left_out.keys():
            raise NothingSound(
                f"{len(grave)} violations lie on things without a name, such as {grave[0].text()}"
            )
        cut += _take_out(store, graph, list(fresh), set(left_out) | set(fresh))
        left_out |= fresh


def _dangling(grave: Sequence[Finding]) -> list[LooseEnd]:
    return [
        LooseEnd(each.focus, each.path, each.value)
        for each in grave
        if each.rule == DANGLING
        and each.focus
        and each.path
        and each.value
        and all(map(_named, (each.focus, each.path, each.value)))
    ]


def _take_out(
    store: Writable, graph: str, things: Sequence[str], gone: Collection[str]
) -> list[LooseEnd]:
    cut: list[LooseEnd] = []
    for batch in _batches(things):
        listed = " ".join(_name(thing) for thing in batch)
        store.update(_TAKE_OUT.format(graph=graph, things=listed))
        for row in store.select(_REFERENCES.format(graph=graph, things=listed)):
            subject = str(row["subject"])
            if subject not in gone:
                cut.append(LooseEnd(subject, str(row["predicate"]), str(row["thing"])))
        store.update(_CUT_OFF.format(graph=graph, things=listed))
    store.update(_ORPHANS.format(graph=graph))
    return cut


def _cut(store: Writable, graph: str, loose: Sequence[LooseEnd]) -> None:
    for batch in _batches(loose):
        statements = " . ".join(
            f"{_name(end.subject)} {_name(end.predicate)} {_name(end.value)}" for end in batch
        )
        store.update(_CUT.format(graph=graph, statements=statements))


def rows(partial: Partial, language: str = "en") -> Iterator[tuple[str, ...]]:
    """Return what was left out as rows: what, its name, the rule, why, in which round."""
    for each in partial.left_out:
        yield (
            "thing",
            each.thing,
            each.label or "",
            each.because.rule,
            each.because.text(language),
            str(each.round),
        )
    for end in partial.cut:
        text = f"{names.short(end.predicate)} {names.short(end.value)}"
        yield ("reference", end.subject, text, DANGLING, "", "")


def _named(thing: str) -> bool:
    return "://" in thing and not any(sign in thing for sign in '<>"{}|^`\\ \n\t')


def _name(thing: str) -> str:
    return URIRef(thing).n3()


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch

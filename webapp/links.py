"""What a plan is linked to: the links a text states in full, the shared things by kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from sparql.answers import Row, Table
from webapp.answers import answers

if TYPE_CHECKING:
    from sparql.matrix import Touches

Stated = Mapping[str, Identifier]


@dataclass(slots=True)
class Linked:
    """One thing at the other end: the links stated, and what both share by derivation rule."""

    other: str
    stated: list[Stated] = field(default_factory=list)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def derived(self) -> int:
        """Return how many things both share."""
        return sum(len(things) for things in self.shared.values())


def touched() -> "Touches":
    """Return what all plans touch, read once per snapshot."""
    from sparql.matrix import touches  # scipy takes as long to import as all the rest

    return answers().keep("touches", lambda: touches(answers().whole))


def of_plan(iri: str) -> list[Linked]:
    """Return the things a plan is linked to, stated links first, then those that share most."""
    found: dict[str, Linked] = {}
    for row in answers().page("plan-links", plan=iri):
        found.setdefault(str(row["other"]), Linked(str(row["other"]))).stated.append(row)
    for other, shared in touched().shared(iri).items():
        found.setdefault(other, Linked(other)).shared = shared
    return sorted(found.values(), key=lambda each: (-len(each.stated), -each.derived, each.other))


def table(linked: list[Linked], snapshot: str) -> Table:
    """Return one row per thing at the other end, with the number of links of each kind."""
    rows: list[Row] = [
        (URIRef(each.other), Literal(len(each.stated)), Literal(each.derived)) for each in linked
    ]
    return Table(("other", "stated", "derived"), tuple(rows), snapshot)


def apart(direct: Table) -> tuple[list[Stated], list[tuple[Identifier, list[Stated]]]]:
    """Return the links of a pair that a text states, and the derived ones by rule, most first."""
    rows = list(direct)
    shared: dict[Identifier, list[Stated]] = {}
    for row in rows:
        if str(row["basis"]) == "derived":
            shared.setdefault(row["rule"], []).append(row)
    stated: list[Stated] = [row for row in rows if str(row["basis"]) != "derived"]
    return stated, sorted(shared.items(), key=lambda rule: (-len(rule[1]), str(rule[0])))

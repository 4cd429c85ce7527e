"""What a form lets people choose from: the members of a class by name."""

from dataclasses import dataclass

from rdflib import URIRef

from webapp import naming
from webapp.answers import answers

MOST = 1000
"""More members than this are typed or searched for, not chosen from a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One member: its IRI and its name."""

    value: str
    text: str


def members(kind: URIRef | None) -> tuple[Choice, ...]:
    """Return the members of a class by name, none where there are too many for a list."""
    if kind is None or answers().snapshot.classes.get(str(kind), 0) > MOST:
        return ()
    things = [row["thing"] for row in answers().page("members", kind=str(kind))]
    naming.learn(things)
    found = [Choice(str(thing), naming.name(thing).text) for thing in things]
    return tuple(sorted(found, key=lambda choice: choice.text.casefold()))

"""Results links that publishers hide in codes and titles: found, proposed, never asserted.

The standard has no way to say which output serves which outcome, so publishers write `POWER
Outcome 1 Indicator a` or `Output 1.2`. Whoever knows the programme decides what is meant.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import URIRef

from loaders.xml import Element
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place

_LEVELS = {
    "impact": RBM.Impact,
    "goal": RBM.Impact,
    "objective": RBM.Outcome,
    "outcome": RBM.Outcome,
    "output": RBM.Output,
    "result": RBM.Result,
}
_NAME = re.compile(
    r"\b(?P<level>impact|goal|objective|outcome|output|result)\s*[#:.]?\s*(?P<number>\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?P<kind>Goal|Objective|Pillar)\s*:\s*(?P<name>[^|;\n]{3,120})", re.IGNORECASE
)


@dataclass(slots=True)
class Named:
    """A result or indicator and what it calls itself: titles and codes, and its descriptions."""

    subject: str
    kind: URIRef
    result: str
    element: Element
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hint:
    """A possible link: from which thing, to which one (None: not in the file), by which words."""

    thing: Named
    other: Named | None
    words: str
    how: str


def hints(named: list[Named]) -> Iterator[Hint]:
    """Return the links that the texts of one activity's results and indicators hint at."""
    said: set[tuple[str, str | None, str]] = set()
    for hint in _hints(named):
        other = hint.other.subject if hint.other else None
        key = (hint.thing.subject, other, hint.words.casefold())
        if key not in said:
            said.add(key)
            yield hint


def _hints(named: list[Named]) -> Iterator[Hint]:
    results = [thing for thing in named if thing.kind != RBM.Indicator]
    called: dict[tuple[str, str], Named] = {}
    for thing in results:
        for level, number, _ in _names(thing.texts):
            called.setdefault((level, number), thing)
    groups: defaultdict[str, list[Named]] = defaultdict(list)
    for thing in named:
        yield from _by_name(thing, called)
    for thing in results:
        for note in thing.notes:
            for match in _GROUP.finditer(note):
                groups[match.group().strip()].append(thing)
    for words, members in groups.items():
        distinct = {member.subject: member for member in members}
        first, *others = distinct.values()
        yield from (Hint(other, first, words, "shares its heading with") for other in others)


def _by_name(thing: Named, called: dict[tuple[str, str], Named]) -> Iterator[Hint]:
    """Return the other results that a thing names, and the one above its own number."""
    own = {key for key, result in called.items() if result.subject == thing.result}
    for level, number, words in _names(thing.texts):
        if (level, number) in own:
            # `Output 1.2` hints at `Outcome 1`: the number above, one level up.
            above = number.rpartition(".")[0]
            for upper in ("outcome", "objective", "impact", "goal"):
                other = called.get((upper, above))
                if thing.kind != RBM.Indicator and other and other.subject != thing.subject:
                    yield Hint(thing, other, words, "is numbered below")
                    break
        else:
            yield Hint(thing, called.get((level, number)), words, "names")


def _names(texts: list[str]) -> Iterator[tuple[str, str, str]]:
    for text in texts:
        for match in _NAME.finditer(text):
            yield match["level"].lower(), match["number"], match.group()


def as_finding(hint: Hint, place: Place) -> Finding:
    """Return the finding that proposes a link."""
    what = "indicator" if hint.thing.kind == RBM.Indicator else "result"
    if hint.other is None:
        told = "but no result of this activity is called so"
    else:
        told = f"which {hint.how} the result {hint.other.subject.strip('<>')}"
    return Finding(
        rule="IATI-LINK",
        level=Level.INFO,
        message={
            "en": f"The {what} says {hint.words!r}, {told}. It may be a link; none is made.",
            "zh": f"文字 {hint.words!r} 可能表示与另一结果的联系；未建立联系。",
        },
        focus=hint.thing.subject.strip("<>"),
        path=str(RBM.contributesTo if what == "result" else RBM.measures),
        value=hint.words,
        expected=hint.other.subject.strip("<>") if hint.other else None,
        fix={"en": "Where the link is meant, state it in a file of your own."},
        places=(place,),
    )

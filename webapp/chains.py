"""The chains between two things, out of the rows of the question `why-linked`."""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming
from webapp.drawings.paths import Hop, Node


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a chain with every reason for it, the first of which is drawn."""

    start: Identifier
    end: Identifier
    reasons: tuple[dict[str, Identifier], ...]

    @property
    def hop(self) -> Hop:
        """Return the hop as a picture needs it."""
        reason = self.reasons[0]
        words = dict.fromkeys(naming.name(each["how"]).text for each in self.reasons)
        return Hop(
            node(self.start),
            node(self.end),
            ", ".join(words),
            str(reason["direction"]) == "to",
            str(reason["basis"]),
        )


Chain = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Chains of the same kinds of hops, which differ only in the things between the two ends."""

    chains: tuple[Chain, ...]

    @property
    def hops(self) -> Chain:
        """Return one of the chains, which tells the kinds of hops of all."""
        return self.chains[0]


def node(thing: Identifier) -> Node:
    """Return a thing as a picture needs it."""
    called = naming.name(thing)
    return Node(str(thing), called.text, called.language, called.address)


def chains(table: Table) -> list[Chain]:
    """Return the chains of an answer, the shortest first."""
    found: dict[str, dict[int, list[dict[str, Identifier]]]] = {}
    for row in table:
        steps = found.setdefault(f"{row['hops']} {row['chain']}", {})
        steps.setdefault(int(str(row["hop"])), []).append(row)
    return [
        tuple(
            Step(rows[0]["from"], rows[0]["to"], tuple(rows)) for _, rows in sorted(steps.items())
        )
        for steps in found.values()
    ]


def patterns(found: Iterable[Chain]) -> list[Pattern]:
    """Return chains by their kinds of hops, the shortest and then the most frequent first."""
    grouped: dict[tuple[tuple[str, str, str], ...], list[Chain]] = {}
    for chain in found:
        kinds = tuple(
            (str(reason["how"]), str(reason["direction"]), str(reason["basis"]))
            for step in chain
            for reason in step.reasons[:1]
        )
        grouped.setdefault(kinds, []).append(chain)
    told = [Pattern(tuple(each)) for each in grouped.values()]
    return sorted(told, key=lambda pattern: (len(pattern.hops), -len(pattern.chains)))

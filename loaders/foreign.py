"""Terms of other vocabularies mapped to ours by a bundled table; the foreign statement stays."""

from collections import defaultdict
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import DCTERMS, RDFS, SKOS

from loaders import tokens
from loaders.source import Sink
from ontology.vocabulary import RBM
from shapes.finding import Place

PREFIXES = {
    "rbm": str(RBM),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "org": "http://www.w3.org/ns/org#",
    "cids": "https://ontology.commonapproach.org/cids#",
    "i72": "http://ontology.eil.utoronto.ca/ISO21972/iso21972#",
    "act": "http://ontology.eil.utoronto.ca/tove/activity#",
    "tove": "http://ontology.eil.utoronto.ca/tove/organization#",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a foreign term is called here, all as tokens.

    `turned` says that `a term b` means `b ours a`. `of` is the class that the subject must have,
    `via` the property by which another thing, whose value this is, points to the subject.
    """

    ours: str
    turned: bool
    of: str
    via: str


def expand(name: str) -> str:
    """Return the token of a prefixed name of a table, an empty text of an empty one."""
    prefix, _, local = name.partition(":")
    return tokens.iri(PREFIXES[prefix] + local) if name else ""


@cache
def table(name: str) -> dict[str, tuple[Row, ...]]:
    """Return a bundled table by the foreign terms' tokens."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    path = Path(__file__).parent / "terms" / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in DictReader((line for line in file if line[0] != "#"), delimiter="\t"):
            rows[expand(row["term"])].append(
                Row(
                    ours=expand(row["ours"]),
                    turned=row["turned"] == "yes",
                    of=expand(row["of"]),
                    via=expand(row["via"]),
                )
            )
    return {term: tuple(found) for term, found in rows.items()}


class Translator:
    """Adds our statements to foreign ones, those that hang on a class or an owner at the end."""

    def __init__(self, name: str, sink: Sink):
        self.table = table(name)
        self._sink = sink
        self._vias = {row.via for rows in self.table.values() for row in rows if row.via}
        self._conditions = {row.of for rows in self.table.values() for row in rows if row.of}
        self._classes: defaultdict[str, set[str]] = defaultdict(set)
        self._owners: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._waiting: list[tuple[str, Row, str, Place]] = []

    def knows(self, term: str) -> bool:
        """Return whether a foreign term, given as a token, is mapped or leads to a value."""
        return term in self.table or term in self._vias

    def take(self, subject: str, predicate: str, value: str, place: Place) -> None:
        """Add what a foreign statement says in our terms."""
        if predicate == tokens.TYPE:
            rows = self.table.get(value, ())
            if value in self._conditions:
                self._classes[value].add(subject)
            for row in rows:
                self._sink.add(subject, tokens.TYPE, row.ours, place)
            return
        if predicate in self._vias:
            self._owners[predicate, value].append(subject)
        rows = self.table.get(predicate, ())
        for row in rows:
            if row.of or row.via:
                self._waiting.append((subject, row, value, place))
            else:
                self._say(subject, row, value, place)

    def close(self) -> None:
        """Add the statements that waited for a class or an owner."""
        for subject, row, value, place in self._waiting:
            if row.of and subject not in self._classes[row.of]:
                continue
            owners = self._owners[row.via, subject] if row.via else [subject]
            for owner in owners:
                self._say(owner, row, value, place)
        self._waiting.clear()

    def _say(self, subject: str, row: Row, value: str, place: Place) -> None:
        if not row.turned:
            self._sink.add(subject, row.ours, value, place)
        elif not value.startswith('"'):
            self._sink.add(value, row.ours, subject, place)

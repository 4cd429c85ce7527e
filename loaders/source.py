"""The seam of every loader: a source goes in, statements with their places come out of a sink.

A loader is an object with a `name`, a `title`, a `version`, `recognize` and `read`. It reads a
`Source` and tells a `Sink` three things: statements (as tokens of `loaders.tokens` or as rdflib
terms), findings, and what became of each element, attribute or column it met.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from rdflib import URIRef
from rdflib.term import Identifier

from loaders import tokens
from loaders.saying import in_all_languages
from loaders.sourcemap import SourceMapWriter
from ontology.vocabulary import BASE, RBM
from shapes.finding import Finding, Level, Place

FINDINGS_KEPT = 1_000
"""How many findings of one rule an import keeps; all of them are counted."""

_BATCH = 8_192
_STATED_AT = tokens.iri(RBM.statedAt)
_PROOF = {tokens.iri(RBM.SourceLocation), tokens.iri(RBM.SourceDocument)}
_LOCATION = tokens.iri(RBM.SourceLocation)
_IN_DOCUMENT = tokens.iri(RBM.inDocument)
_SPOTS = (
    ("sheet", tokens.iri(RBM.sheetName), tokens.quoted),
    ("cell", tokens.iri(RBM.cell), tokens.quoted),
    ("line", tokens.iri(RBM.line), tokens.integer),
    ("column", tokens.iri(RBM.column), tokens.integer),
    ("xpath", tokens.iri(RBM.xpath), tokens.quoted),
    ("pointer", tokens.iri(RBM.jsonPointer), tokens.quoted),
    ("paragraph", tokens.iri(RBM.paragraphNumber), tokens.quoted),
)


class Refusal(Exception):
    """A file cannot be read at all; the findings say why, where and what to do."""

    def __init__(self, finding: Finding, *more: Finding):
        super().__init__(finding.text())
        self.finding = finding
        self.findings = (finding, *more)


class Cancelled(Exception):
    """The user stopped the import."""


def refusal(rule: str, message: str, place: Place, fix: str = "", **said: str) -> Refusal:
    """Return a refusal; `said` holds the message in other languages, by tag."""
    found = Finding(
        rule=rule,
        level=Level.VIOLATION,
        message={"en": message, **said},
        fix={"en": fix} if fix else {},
        places=(place,),
    )
    return Refusal(in_all_languages(found))


class Kept(StrEnum):
    """What became of an element, attribute or column of a source."""

    MAPPED = "mapped"
    RAW = "raw"  # kept as text, its meaning is not modelled
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Source:
    """One plain file to read, already unpacked.

    `name` is what the user sees (`plans.zip/2017.xml`), `path` where its bytes lie. `dataset`
    and `base` make the IRIs of things whose format gives them none of wider reach. `address` is
    where the source has one of its own, which relative IRIs are relative to.
    """

    path: Path
    name: str
    dataset: str
    base: str = BASE
    address: str | None = None

    @property
    def relative_to(self) -> str:
        """Return the IRI that relative IRIs of this source are resolved against."""
        return self.address or f"{self.base}{self.dataset}/"

    @property
    def document(self) -> str:
        """Return the token of the document that locations of this source lie in."""
        return tokens.name(self.base, self.dataset, "document", self.name)


class Loader(Protocol):
    """Reads one family of formats."""

    name: str
    title: str
    version: str

    def recognize(self, head: bytes, source: Source) -> float:
        """Return from 0 (not mine) to 1 (surely mine), judged by the content's first bytes."""
        ...

    def read(self, source: Source, sink: "Sink") -> None:
        """Tell the sink everything the source says; raise `Refusal` where it cannot be read."""
        ...


@dataclass(slots=True)
class Tally:
    """What an import has counted, its findings among it."""

    statements: int = 0
    things: Counter[str] = field(default_factory=Counter)
    coverage: dict[str, Counter[Kept]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    finding_counts: Counter[tuple[str, Level]] = field(default_factory=Counter)


class Sink:
    """Takes what a loader reads and writes N-Quads and the source map, in bounded memory."""

    def __init__(
        self,
        quads: Path,
        places: Path,
        graph: str,
        *,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ):
        self.graph = graph
        self.tally = Tally()
        self._file = quads.open("w", encoding="utf-8", newline="\n")
        self._map = SourceMapWriter(places)
        self._tail = f" {tokens.iri(graph)} .\n"
        self._rows: list[tuple[str, str, str, Place]] = []
        self._things: list[tuple[str, Place]] = []
        self._proof: list[str] = []
        self._progress = progress
        self._cancelled = cancelled
        self._documents: dict[str, str] = {}

    def add(self, subject: str, predicate: str, value: str, place: Place) -> None:
        """Take one statement, given as N-Triples tokens, and where it stands."""
        rows = self._rows
        rows.append((subject, predicate, value, place))
        if len(rows) >= _BATCH:
            self._flush()

    def add_terms(
        self, subject: Identifier, predicate: Identifier, value: Identifier, place: Place
    ) -> None:
        """Take one statement, given as rdflib terms, and where it stands."""
        self.add(tokens.token(subject), tokens.token(predicate), tokens.token(value), place)

    def thing(self, subject: str, kind: URIRef | None, place: Place) -> str:
        """Take a thing with its class and the place that states it; return its token.

        The import adds `rbm:statedAt` for every thing, unless the data names its own source.
        """
        self._things.append((subject, place))
        if kind is not None:
            self.add(subject, tokens.TYPE, tokens.iri(kind), place)
        return subject

    def report(self, finding: Finding) -> None:
        """Take a finding; beyond a thousand of one rule they are counted, not kept."""
        key = (finding.rule, finding.level)
        self.tally.finding_counts[key] += 1
        if self.tally.finding_counts[key] <= FINDINGS_KEPT:
            self.tally.findings.append(in_all_languages(finding))

    def count(self, what: str, kept: Kept, times: int = 1) -> None:
        """Count what became of an element, attribute or column, named as the source names it."""
        counts = self.tally.coverage.get(what)
        if counts is None:
            counts = self.tally.coverage[what] = Counter()
        counts[kept] += times

    def advance(self, position: int) -> None:
        """Tell how many bytes of the source are read; raise `Cancelled` where the user stops."""
        if self._progress is not None:
            self._progress(position)
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def document(self, source: Source) -> None:
        """Take the document that a source is; the locations of its things lie in it."""
        subject = self._documents[source.name] = source.document
        self._write(subject, tokens.TYPE, tokens.iri(RBM.SourceDocument))
        self._write(subject, tokens.LABEL, tokens.quoted(source.name))
        self._map.cite(subject)

    def close(self) -> None:
        """Write the locations of all things, then close both files."""
        self._flush()
        last: dict[str, Place] = {}
        for subject, place in self._map.stated():
            document = self._documents.get(place.file)
            if document is None:
                continue
            location = _location(document, place)
            self._write(subject, _STATED_AT, location)
            # Neighbours often share a place; one that is written twice is stored once.
            if last.get(location) != place:
                last = {location: place}
                self._describe(location, document, place)
        self._flush()
        self._file.close()
        self._map.close()

    def abandon(self) -> None:
        """Close both files without finishing them."""
        self._file.close()
        self._map.abandon()

    def _describe(self, location: str, document: str, place: Place) -> None:
        said = [f"{tokens.TYPE} {_LOCATION}", f"{_IN_DOCUMENT} {document}"]
        for attribute, predicate, spell in _SPOTS:
            value = getattr(place, attribute)
            if value is not None:
                said.append(f"{predicate} {spell(value)}")
        self._proof += [f"{location} {pair}{self._tail}" for pair in said]

    def _write(self, subject: str, predicate: str, value: str) -> None:
        """Write a statement of the import itself, which stands nowhere in the source."""
        self._proof.append(f"{subject} {predicate} {value}{self._tail}")
        if len(self._proof) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Write what has gathered: in one go, since a statement costs least in a tight loop."""
        rows, tail = self._rows, self._tail
        self._file.writelines([f"{s} {p} {o}{tail}" for s, p, o, _ in rows])
        self._file.writelines(self._proof)
        things = self.tally.things
        for subject, predicate, value, _ in rows:
            if predicate == tokens.TYPE:
                things[value] += 1
                if value in _PROOF:
                    self._map.cite(subject)
            elif predicate == _STATED_AT:
                self._map.cite(subject)
        self._map.keep(rows, self._things)
        self.tally.statements += len(rows) + len(self._proof)
        for done in (rows, self._things, self._proof):
            done.clear()


def _location(document: str, place: Place) -> str:
    """Return the token of a spot: the document and a fragment that people can read."""
    if place.cell is not None:
        spot = f"{tokens.segment(place.sheet)}!{place.cell}" if place.sheet else place.cell
    elif place.paragraph is not None:
        spot = f"para-{tokens.segment(place.paragraph)}"
    elif place.line is not None:
        spot = f"L{place.line}" if place.column is None else f"L{place.line}C{place.column}"
        if place.xpath or place.pointer:
            # One line may hold a whole file: the path tells its elements apart.
            spot = f"{spot}{tokens.segment(place.xpath or place.pointer or '')}"
    else:
        spot = tokens.segment(place.xpath or place.pointer or "whole")
    return f"{document[:-1]}#{spot}>"

"""Mapping files: how the columns of one layout of tables become things and statements.

A mapping is a TOML text; `docs/mapping.md` explains every key. What it says is checked when it is
read, so a slip is told with the name of the key and not met in row 4,000.
"""

import re
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import DCTERMS, RDF

from loaders.foreign import PREFIXES
from ontology.vocabulary import RBM

KINDS = (
    "text", "string", "value", "decimal", "integer", "boolean", "date", "year", "code", "country",
    "place",
)  # fmt: skip
"""What `as` may be in a statement."""

_PREFIXES = {
    **PREFIXES,
    "rdf": str(RDF),
    "dcterms": str(DCTERMS),
    "code": "https://w3id.org/rbm/code/",
    "sdg": "http://metadata.un.org/sdg/",
    "un": "http://metadata.un.org/",
}
_HOLE = re.compile(r"\{([^{}]*)\}")


class MappingFault(ValueError):
    """A mapping file says something that cannot be meant; the text says where and what."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with holes that columns fill: `unhcr/result/{iati_identifier}/{#}`.

    `holes` are the names of the columns, `#` stands for the row's number in its group; `texts`
    are the fixed texts around the holes, one more than there are holes.
    """

    holes: tuple[str, ...]
    texts: tuple[str, ...]

    def filled(self, values: Sequence[str]) -> str:
        """Return the text with its holes filled."""
        first, *others = self.texts
        pairs = zip(values, others, strict=True)
        return first + "".join(value + after for value, after in pairs)


def template(pattern: str) -> Template:
    """Return a template from its pattern."""
    pieces = _HOLE.split(pattern)
    return Template(tuple(pieces[1::2]), tuple(pieces[::2]))


@dataclass(frozen=True, slots=True)
class Part:
    """A column that is made from another: looked up in a table, then cut out by a pattern."""

    column: str
    table: str | None = None
    give: str | None = None
    find: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table beside the data that translates one column's values into others."""

    file: str
    key: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a thing says: a property and where its value comes from."""

    predicate: str
    kind: str = "text"
    column: str | None = None
    thing: str | None = None
    text: Template | None = None
    iri: Template | None = None
    codes: Named[str, str] | None = None
    language: str | None = None
    unless: str | None = None
    optional: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns it reads."""
        if self.column is not None:
            return (self.column,)
        made = self.text or self.iri
        return tuple(hole for hole in made.holes if hole != "#") if made else ()


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing that a row states."""

    name: str
    id: Template
    kind: str | None
    kind_column: str | None
    kind_codes: Named[str, str]
    when: tuple[str, ...]
    shared: bool
    located: bool
    says: tuple[Statement, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns and parts it reads, in their order."""
        found = dict.fromkeys((*self.when, *self.id.holes))
        if self.kind_column:
            found[self.kind_column] = None
        for said in self.says:
            found |= dict.fromkeys(said.columns)
            if said.unless:
                found[said.unless] = None
        found.pop("#", None)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One layout: how it is recognized and what its rows say."""

    name: str
    title: str
    requires: tuple[str, ...]
    things: tuple[Thing, ...]
    language: str | None = None
    decimal_mark: str | None = None
    number_by: str | None = None
    tables: Named[str, Table] = field(default_factory=dict)
    parts: Named[str, Part] = field(default_factory=dict)
    folder: Path | None = None
    sheet: str | None = None
    rest: str | None = None
    """The thing that keeps the text of every other column as a comment."""

    @property
    def columns(self) -> dict[str, None]:
        """Return the columns of the table that the mapping reads, in its order."""
        found: dict[str, None] = dict.fromkeys(self.requires)
        if self.number_by:
            found[self.number_by] = None
        for thing in self.things:
            found |= dict.fromkeys(thing.columns)
        waiting = [name for name in found if name in self.parts]
        while waiting:
            column = self.parts[waiting.pop()].column
            found[column] = None
            if column in self.parts:
                waiting.append(column)
        return {name: None for name in found if name not in self.parts and name != "#"}

    @property
    def untagged(self) -> tuple[str, ...]:
        """Return the columns whose texts get no language tag, for the mapping names no language."""
        if self.language:
            return ()
        found: dict[str, None] = {}
        for thing in self.things:
            for said in thing.says:
                if said.kind == "text" and said.codes is None and not said.language:
                    found |= dict.fromkeys(said.columns)
        return tuple(found)


def iri(name: str) -> str:
    """Return the IRI of a prefixed name, or the name itself where it is an IRI."""
    prefix, colon, local = name.partition(":")
    if not colon:
        raise MappingFault(f"{name!r} has no prefix; write rbm:{name} if you mean our term.")
    if prefix == "rbm" and local not in RBM:
        raise MappingFault(f"{name!r} is no term of the vocabulary.")
    if prefix in _PREFIXES:
        return _PREFIXES[prefix] + local
    if local.startswith("//") or prefix == "urn":
        return name
    raise MappingFault(f"{name!r} has an unknown prefix; known are {', '.join(_PREFIXES)}.")

"""What a loader or a rule has to say about a file or a graph, and where.

One `Finding` serves every format and every engine: SHACL results, schema verdicts of XML and
faults of a spreadsheet's cell differ only in their rule id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs, as SHACL names it."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file, counted as the user's editor counts: rows, lines and columns from 1.

    `file` is the name the user gave. A spreadsheet has `sheet` and `cell`, a text `line` and
    `column`, XML also `xpath`, JSON `pointer`, a paper `paragraph`.
    """

    file: str
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None
    column: int | None = None
    xpath: str | None = None
    pointer: str | None = None
    paragraph: str | None = None

    def __str__(self) -> str:
        """Return the place as people write it: `plan.xlsx Results!B17`, `plan.ttl:12:3`."""
        if self.cell:
            return (
                f"{self.file} {self.sheet}!{self.cell}"
                if self.sheet
                else f"{self.file} {self.cell}"
            )
        if self.paragraph:
            return f"{self.file} §{self.paragraph}"
        spot = self.file
        if self.line is not None:
            spot += f":{self.line}"
            if self.column is not None:
                spot += f":{self.column}"
        if self.xpath or self.pointer:
            spot += f" {self.xpath or self.pointer}"
        return spot


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark: which rule, what is wrong, where, and what to do.

    `rule` is an id of the rule catalogue (`IN-01`), of a schema (`IATI-XSD`) or of a loader
    (`LOAD-…`). `message` and `fix` map language tags to text; `en` is always there. `focus` is
    the IRI of the thing, `label` its name for people. `places` is empty only where no source map
    exists (data that is already published). `elsewhere` says that another data set describes the
    thing: this one breaks it.
    """

    rule: str
    level: Level
    message: Mapping[str, str]
    focus: str | None = None
    label: str | None = None
    path: str | None = None
    value: str | None = None
    expected: str | None = None
    fix: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    component: str | None = None
    shape: str | None = None
    details: tuple["Finding", ...] = ()
    elsewhere: bool = False

    def text(self, language: str = "en") -> str:
        """Return the message in a language, in English where that one is missing."""
        return self.message.get(language) or self.message["en"]

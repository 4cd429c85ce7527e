"""A table that no mapping fits: which one it nearly fits, and which headers it lacks for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from loaders.mapping import Mapping
from loaders.saying import in_all_languages
from loaders.source import Refusal, Source, refusal
from loaders.tables import Row, Sheet, header_of
from shapes.finding import Finding, Level, Place

Found = Sequence[tuple[Sheet, Sequence[Row]]]
"""The sheets of a table with their first rows."""
_NEAR = 0.6
"""Which share of the headers that a mapping requires makes a table one of its layout."""
_LIKE = 0.7
"""How alike two headers are at least, from 0 to 1, for one to be a slip for the other."""


@dataclass(frozen=True, slots=True)
class _Near:
    """A row that has some of the headers that a mapping requires, and which it lacks."""

    share: float
    mapping: Mapping
    sheet: Sheet
    row: Row
    lacks: tuple[str, ...]


def unknown(source: Source, found: Found, mappings: Sequence[Mapping]) -> Refusal:
    """Return the refusal of a table: empty, nearly of a layout that is known, or of none."""
    place = Place(source.name)
    if not any(cell not in (None, "") for _, rows in found for row in rows for cell in row.cells):
        return refusal(
            "LOAD-EMPTY",
            f"No sheet of {source.name} holds anything in its first rows.",
            place,
            "Check that it is the right file, saved with its content.",
            zh=f"{source.name} 的工作表开头没有内容。",
        )
    near = max(
        (
            _nearness(mapping, sheet, row)
            for sheet, rows in found
            for row in rows
            for mapping in mappings
        ),
        key=lambda one: one.share,
        default=None,
    )
    if near is not None and near.share > _NEAR:
        return Refusal(*(in_all_languages(_lacking(near, name)) for name in near.lacks))
    return refusal(
        "LOAD-MAPPING",
        f"{source.name} is a table, but no mapping knows its headers.",
        place,
        "Draft one with `rbm mapping suggest FILE`, then load it with --mapping or upload it beside"
        " the table; or take our workbook, `rbm template`.",
        zh=f"{source.name} 是表格，但其表头与任何已知映射都不符。",
    )


def _nearness(mapping: Mapping, sheet: Sheet, row: Row) -> _Near:
    header = set(header_of(row))
    lacks = tuple(name for name in mapping.requires if name not in header)
    return _Near(1 - len(lacks) / len(mapping.requires), mapping, sheet, row, lacks)


def _lacking(near: _Near, name: str) -> Finding:
    header = header_of(near.row)
    known = set(near.mapping.columns)
    alike = [
        (SequenceMatcher(None, name.casefold(), there.casefold()).ratio(), -number, there)
        for number, there in enumerate(header)
        if there and there not in known
    ]
    share, number, there = max(alike, default=(0.0, 0, ""))
    slip = share >= _LIKE
    title = near.mapping.title
    return Finding(
        rule="LOAD-HEADER",
        level=Level.VIOLATION,
        message={
            "en": f"The table is nearly one of the layout {title!r}, which needs the header"
            f" {name!r}" + (f"; here stands {there!r}." if slip else "; no column has it."),
            "zh": f"该表格近似于版式“{title}”，但缺少表头“{name}”"
            + (f"；此处为“{there}”。" if slip else "。"),
        },
        value=there if slip else name,
        expected=name,
        fix={
            "en": f"Write {name!r} here." if slip else f"Add the column, with the header {name!r}."
        },
        places=(near.sheet.place(near.row, -number if slip else 0),),
    )

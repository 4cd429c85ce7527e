"""What an earlier annotation left in a workbook, recognized and taken back before the next one.

Stewards mend the copy that they were sent, in whatever program, and send it again. Our list is
known by its headers; in it stand the cells, what was said of each, and in a hidden column the
format that each had before. Colours go where the list or a comment of ours is, comments as far as
they say what the list holds. What somebody has written stays, in comments and in the list.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from loaders import xml
from loaders.ooxml.cells import Spot, anchors, cells, child, numbered, spot_of, text_in
from loaders.ooxml.erasing import Remains, uncomment
from loaders.ooxml.listing import COLOURS, COLUMNS, every, headers, said_of, words
from loaders.ooxml.parts import Parts, Tab
from loaders.ooxml.styles import Styles
from loaders.xml import Element
from shapes.finding import Level

_HARMLESS = frozenset({"printerSettings", "hyperlink"})
"""Relations that programs give a sheet of their own accord."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What stands of earlier lists: the sheet that a new one may replace, and those that stay."""

    list: Tab | None
    kept: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    """What lists say of one sheet: the formats that cells had, and every text of a comment."""

    before: dict[Spot, int | None] = field(default_factory=dict)
    texts: dict[str, int | None] = field(default_factory=dict)


def clear(parts: Parts, styles: Styles) -> Cleared:
    """Take back earlier colours and comments; the list is left for the new one to replace."""
    shared = parts.related(parts.book, "sharedStrings")
    strings = list(xml.elements(parts.tree(shared))) if shared else []
    lists = [tab for tab in parts.tabs() if _is_list(parts.tree(tab.part), strings)]
    told: dict[str, _Told] = {}
    whole = bool(lists)
    for tab in lists:
        whole &= _read(parts.tree(tab.part), strings, told)
    for tab in parts.tabs():
        if tab not in lists:
            known = told.get(tab.title, _Told())
            remains = _remains(known.texts if whole else None)
            commented = uncomment(parts, tab.part, remains)
            before = dict.fromkeys(commented) | known.before
            for spot, paragraphs in commented.items():
                if before[spot] is None:
                    there = (known.texts.get(text) for text in paragraphs)
                    before[spot] = next((style for style in there if style is not None), None)
            _uncolour(parts, styles, tab, before)
    plain = [tab for tab in lists if _is_plain(parts, tab, strings)]
    return Cleared(plain[0] if plain else None, tuple(t.title for t in lists if t not in plain))


def _is_list(sheet: Element, strings: Sequence[Element]) -> bool:
    data = child(sheet, "sheetData")
    first = next(numbered(data), None) if data is not None else None
    if first is None or first[0] != 1:
        return False
    texts = _texts(first[1], strings)
    return tuple(texts.get(column) for column in range(len(COLUMNS))) in headers()


def _texts(row: Element, strings: Sequence[Element]) -> dict[int, str]:
    """Return the texts of a row by the numbers of their columns."""
    found = {}
    for column, cell in _cells(row):
        if text := text_in(cell, strings):
            found[column] = text
    return found


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    column = -1
    for cell in xml.elements(row):
        spot = spot_of(cell.get("r", ""))
        column = spot.column if spot else column + 1
        yield column, cell


def _read(sheet: Element, strings: Sequence[Element], told: dict[str, _Told]) -> bool:
    """Gather what a list says; return whether it lists all that was found."""
    whole = True
    for number, row in numbered(child(sheet, "sheetData")):
        texts = _texts(row, strings)
        if number == 1:
            continue
        level, rule, where, message, fix = (texts.get(column, "") for column in range(5))
        whole &= bool(level) or not message
        title, _, cell = where.rpartition("!")
        spot = spot_of(cell)
        if spot is None:
            continue
        style = next((at.get("s") for column, at in _cells(row) if column == len(COLUMNS)), None)
        known = told.setdefault(title, _Told())
        known.before[spot] = known.texts[said_of(level, rule, message, fix)] = (
            None if style is None else int(style)
        )
    return whole


def _remains(known: Mapping[str, object] | None) -> Remains:
    """Return what tells of a paragraph of a comment what of it is not ours.

    Without a whole list a paragraph is judged by its look: level, rule, and at most one line more.
    """
    levels = "|".join(re.escape(words(tag)[level.value]) for tag in every() for level in Level)
    look = re.compile(rf"(?:{levels}) \[[^\]\n]+\] [^\n]*(?:\n[^\n]*)?", re.IGNORECASE)
    more = [re.escape(words(tag)["more"]).replace(r"\{0\}", r"\d+") for tag in every()]
    counted = re.compile("|".join(more))

    def remains(paragraph: str) -> str:
        if counted.fullmatch(paragraph):
            return ""
        if known is None:
            ours = look.match(paragraph)
            return paragraph[ours.end() :].strip() if ours else paragraph
        if paragraph in known:
            return ""
        first = "\n".join(paragraph.split("\n")[:2])
        return paragraph[len(first) :].strip() if first in known else paragraph

    return remains


def _uncolour(parts: Parts, styles: Styles, tab: Tab, before: Mapping[Spot, int | None]) -> None:
    """Give cells in a colour of ours the ground that they had, and nothing else of their format."""
    if not before:
        return
    sheet = parts.change(tab.part)
    anchor = anchors(sheet, before)
    there = cells(sheet, anchor.values(), make=False)
    for spot, style in before.items():
        cell = there.get(anchor[spot])
        if cell is not None and styles.ground(int(cell.get("s", 0))) in COLOURS.values():
            cell.set("s", str(styles.grounded(int(cell.get("s", 0)), style)))


def _is_plain(parts: Parts, tab: Tab, strings: Sequence[Element]) -> bool:
    """Return whether a list holds nothing but what we have written."""
    if any(one.kind not in _HARMLESS for one in parts.relations(tab.part)):
        return False
    levels = {words(tag)[level.value] for tag in every() for level in Level}
    data = child(parts.tree(tab.part), "sheetData")
    return all(
        _is_ours(_texts(row, strings), levels) for number, row in numbered(data) if number > 1
    )


def _is_ours(texts: Mapping[int, str], levels: Collection[str]) -> bool:
    if not texts or (set(texts) == {3} and any(sign.isdigit() for sign in texts[3])):
        return True
    return max(texts) < len(COLUMNS) and texts.get(0) in levels and 1 in texts

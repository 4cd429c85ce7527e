"""Cells in the XML of a sheet: found, made where they are missing, filled, and read as text."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loaders import xml
from loaders.ooxml.parts import escaped
from loaders.sheetxml import unescaped
from loaders.tables import column_of, letters
from loaders.xml import Element

_SPOT = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_LAST = (1_048_576, 16_384)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell of a sheet: its row from 1 and its column from 0."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row}"


def spot_of(text: str) -> Spot | None:
    """Return the spot that `B2` or the beginning of `B2:C9` names, None where no sheet has it."""
    found = _SPOT.match(text)
    if found is None:
        return None
    spot = Spot(int(found[2]), column_of(found[1]))
    return spot if spot.row <= _LAST[0] and spot.column < _LAST[1] else None


def child(root: Element, name: str) -> Element | None:
    """Return the first child of a name, in whatever namespace."""
    return next((one for one in xml.elements(root) if xml.local(one) == name), None)


def anchors(sheet: Element, spots: Iterable[Spot]) -> dict[Spot, Spot]:
    """Return each spot with the one that holds its value: the first of a merged range."""
    found = {spot: spot for spot in spots}
    rows = sorted({spot.row for spot in found})
    merged = child(sheet, "mergeCells")
    ranges: dict[int, list[tuple[Spot, Spot]]] = {}
    for one in xml.elements(merged) if merged is not None else ():
        first, _, last = one.get("ref", "").partition(":")
        begin, end = spot_of(first), spot_of(last)
        if begin is not None and end is not None:
            for row in rows[bisect_left(rows, begin.row) : bisect_right(rows, end.row)]:
                ranges.setdefault(row, []).append((begin, end))
    for spot in found:
        for begin, end in ranges.get(spot.row, ()):
            if begin.column <= spot.column <= end.column:
                found[spot] = begin
    return found


def cells(sheet: Element, spots: Iterable[Spot], *, make: bool) -> dict[Spot, Element]:
    """Return the cells at some spots; a missing one is made in its place, or left out."""
    data = child(sheet, "sheetData")
    if data is None:
        return {}
    wanted: dict[int, list[Spot]] = {}
    for spot in sorted(set(spots)):
        wanted.setdefault(spot.row, []).append(spot)
    styles = {span: one.get("style") for span, one in columns(sheet)} if make else None
    rows = list(numbered(data))
    numbers = [number for number, _ in rows]
    found: dict[Spot, Element] = {}
    for number, here in wanted.items():
        at = bisect_left(numbers, number)
        if at < len(numbers) and numbers[at] == number:
            row = rows[at][1]
        elif make:
            row = data.makeelement(xml.namespace(data) + "row", {"r": str(number)})
            if at < len(rows):
                rows[at][1].addprevious(row)
            else:
                data.append(row)
        else:
            continue
        found |= _in_row(row, here, styles)
    if make and found:
        _widen(sheet, found)
    return found


def fill(cell: Element, value: str | float) -> None:
    """Write a number or a text into a cell; its style stays, a text is never a formula."""
    for one in list(cell):
        cell.remove(one)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = xml.added(xml.added(cell, "is"), "t", {_SPACE: "preserve"})
        text.text = escaped(value)
    else:
        xml.added(cell, "v").text = repr(value)


def text_in(cell: Element, strings: Sequence[Element]) -> str | None:
    """Return what stands in a cell as text, a formula with its sign; None where it is empty."""
    formula, value = child(cell, "f"), child(cell, "v")
    if formula is not None:
        return f"={formula.text or ''}"
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return rich(child(cell, "is"))
    if value is None or not value.text:
        return None
    if kind == "s":
        return rich(strings[int(value.text)])
    if kind == "b":
        return "TRUE" if value.text == "1" else "FALSE"
    return unescaped(value.text) if kind == "str" else str(value.text)


def rich(element: Element | None) -> str | None:
    """Return the text of a string with or without runs, without its readings in kana."""
    if element is None:
        return None
    parts = []
    for one in xml.elements(element):
        held = child(one, "t") if xml.local(one) == "r" else one
        if held is not None and xml.local(held) == "t":
            parts.append(held.text or "")
    return unescaped("".join(parts)) or None


def numbered(data: Element) -> Iterator[tuple[int, Element]]:
    """Return the rows with their numbers; one without a number follows the last."""
    number = 0
    for row in xml.elements(data):
        number = int(row.get("r") or number + 1)
        yield number, row


def _in_row(
    row: Element, spots: Sequence[Spot], styles: dict[range, str | None] | None
) -> dict[Spot, Element]:
    """Return the cells of a row at some spots; they are made where `styles` of columns are told."""
    here: dict[int, Element] = {}
    column = -1
    for cell in xml.elements(row):
        if xml.local(cell) == "c":
            named = spot_of(cell.get("r", ""))
            column = named.column if named else column + 1
            here[column] = cell
    order = sorted(here)
    found = {}
    for spot in spots:
        cell = here.get(spot.column)
        if cell is None and styles is not None:
            cell = row.makeelement(xml.namespace(row) + "c", {"r": str(spot)})
            at = bisect_right(order, spot.column)
            if at < len(order):
                here[order[at]].addprevious(cell)
            elif order:
                here[order[-1]].addnext(cell)
            else:
                row.insert(0, cell)
            here[spot.column] = cell
            order.insert(at, spot.column)
            row.attrib.pop("spans", None)
            _inherit(cell, row, spot, styles)
        if cell is not None:
            found[spot] = cell
    return found


def _inherit(cell: Element, row: Element, spot: Spot, styles: dict[range, str | None]) -> None:
    """Give a new cell the style that its row or its column shows in the empty place."""
    if row.get("customFormat") in ("1", "true"):
        style = row.get("s")
    else:
        style = next((style for span, style in styles.items() if spot.column in span), None)
    if style is not None:
        cell.set("s", style)


def columns(sheet: Element) -> Iterator[tuple[range, Element]]:
    """Return what a sheet says of its columns, each with the numbers of the columns from 0."""
    listed = child(sheet, "cols")
    for one in xml.elements(listed) if listed is not None else ():
        yield range(int(one.get("min")) - 1, int(one.get("max"))), one


def _widen(sheet: Element, found: Iterable[Spot]) -> None:
    """Let the range that a sheet says it uses hold the cells that were made."""
    used = child(sheet, "dimension")
    ends = [spot_of(end) for end in used.get("ref", "").split(":")] if used is not None else []
    known = [end for end in ends if end is not None]
    if used is None or not known:
        return
    corners = [*known, *found]
    first = Spot(min(one.row for one in corners), min(one.column for one in corners))
    last = Spot(max(one.row for one in corners), max(one.column for one in corners))
    if (first, last) != (known[0], known[-1]):
        used.set("ref", f"{first}:{last}")

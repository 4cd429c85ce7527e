"""Workbooks written back: findings in their cells, or mended values; every other part stays.

Only the parts that hold the cells, their formats and comments, and the list of sheets are written
anew (`loaders/ooxml`); charts, pictures, macros and the rest are copied byte by byte.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders import xml
from loaders.ooxml.cells import Spot, anchors, cells, fill, spot_of, text_in
from loaders.ooxml.listing import COLOURS, Listed, add_list, words
from loaders.ooxml.notes import LONGEST, comment, threaded
from loaders.ooxml.parts import NotAWorkbook as NotAWorkbook
from loaders.ooxml.parts import Parts, Tab, readable
from loaders.ooxml.styles import Styles
from loaders.xml import Element
from shapes.finding import Finding, Level

MOST_COMMENTS = 10_000
"""Cells of a workbook that get a comment; more would keep a spreadsheet program from opening."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A copy of a file with findings in it; `remarks` says what the copy could not show."""

    content: bytes
    remarks: tuple[str, ...]


def annotated(
    content: bytes, name: str, findings: Iterable[Finding], language: str = "en"
) -> Annotated:
    """Return a copy of a workbook whose faulty cells are coloured and commented.

    A sheet at the end lists the findings, each with a link to its cell. `name` is the file's name
    in the places of the findings.
    """
    with readable(name):
        parts = Parts(content, name)
        tabs = {tab.title: tab for tab in parts.tabs()}
        first = next(iter(tabs), "")
        rows = [
            Listed(finding, place.sheet or first, place.cell)
            for finding in findings
            for place in finding.places
            if place.file == name
        ]
        marks: dict[str, dict[Spot, list[Finding]]] = {}
        for row in rows:
            spot = spot_of(row.cell or "")
            if spot is not None and row.sheet in tabs:
                marks.setdefault(row.sheet, {}).setdefault(spot, []).append(row.finding)
        styles = Styles(parts)
        left, silent = MOST_COMMENTS, 0
        remarks: list[str] = []
        for title, marked in marks.items():
            told, talked = _mark(parts, styles, tabs[title], marked, language, left)
            left -= told
            silent += len(marked) - told - len(talked)
            remarks += [
                f"{title}!{spot} holds a conversation, which stays as it is: the cell is coloured"
                " and listed, not commented."
                for spot in talked
            ]
        add_list(parts, styles, rows, language)
        return Annotated(parts.saved(), (*remarks, *_remarks(parts, silent)))


def replaced(content: bytes, name: str, changes: Iterable[tuple[str | None, str, str]]) -> bytes:
    """Return a copy of a workbook with other values in some cells.

    A change names sheet (None: the first), cell and what to write there; what reads as a number
    is written as one, everything else as text.
    """
    with readable(name):
        parts = Parts(content, name)
        tabs = parts.tabs()
        by_tab: dict[str, dict[Spot, str]] = {}
        for sheet, cell, text in changes:
            spot = spot_of(cell)
            if spot is not None:
                by_tab.setdefault(sheet or tabs[0].title, {})[spot] = text
        for tab in tabs:
            if tab.title in by_tab:
                wanted = by_tab[tab.title]
                for spot, cell_there in _cells(parts.change(tab.part), wanted, make=True).items():
                    number = _number(wanted[spot])
                    fill(cell_there, wanted[spot] if number is None else number)
        return parts.saved()


def cell_texts(
    content: bytes, name: str, spots: Iterable[tuple[str | None, str]]
) -> dict[tuple[str | None, str], str]:
    """Return what stands in some cells of a workbook as text; empty cells are left out."""
    with readable(name):
        parts = Parts(content, name)
        tabs = parts.tabs()
        shared = parts.related(parts.book, "sharedStrings")
        strings = list(xml.elements(parts.tree(shared))) if shared else []
        by_tab: dict[str, dict[Spot, tuple[str | None, str]]] = {}
        for sheet, cell in spots:
            spot = spot_of(cell)
            if spot is not None:
                by_tab.setdefault(sheet or tabs[0].title, {})[spot] = (sheet, cell)
        found = {}
        for tab in tabs:
            wanted = by_tab.get(tab.title, {})
            if wanted:
                for spot, there in _cells(parts.tree(tab.part), wanted, make=False).items():
                    text = text_in(there, strings)
                    if text is not None:
                        found[wanted[spot]] = text
        return found


def _cells(sheet: Element, spots: Iterable[Spot], *, make: bool) -> dict[Spot, Element]:
    """Return the cells that hold the values at some spots, merged ranges seen through."""
    anchor = anchors(sheet, spots)
    there = cells(sheet, anchor.values(), make=make)
    return {spot: there[at] for spot, at in anchor.items() if at in there}


def _mark(
    parts: Parts,
    styles: Styles,
    tab: Tab,
    marked: dict[Spot, list[Finding]],
    language: str,
    most: int,
) -> tuple[int, list[Spot]]:
    """Colour and comment cells of a sheet; return how many are told, and which hold a talk."""
    sheet = parts.change(tab.part)
    anchor = anchors(sheet, marked)
    gathered: dict[Spot, list[Finding]] = {}
    for spot, found in marked.items():
        gathered.setdefault(anchor[spot], []).extend(found)
    there = cells(sheet, gathered, make=True)
    for spot, cell in there.items():
        level = min((finding.level for finding in gathered[spot]), key=list(Level).index)
        cell.set("s", str(styles.filled(int(cell.get("s", 0)), COLOURS[level])))
    talked = threaded(parts, tab.part)
    open_to = [spot for spot in there if spot not in talked][:most]
    comment(parts, tab.part, {spot: _note(gathered[spot], language) for spot in open_to})
    told = set(open_to)
    commented = sum(anchor[spot] in told for spot in marked)
    return commented, sorted(spot for spot in there if spot in talked)


def _note(findings: Sequence[Finding], language: str) -> str:
    """Return what is said of one cell; what is too long for a comment is counted."""
    said = words(language)
    texts: list[str] = []
    length = 0
    for number, finding in enumerate(findings):
        fix = finding.fix.get(language) or finding.fix.get("en")
        level = said[finding.level.value].capitalize()
        text = f"{level} [{finding.rule}] {finding.text(language)}" + (f"\n{fix}" if fix else "")
        length += len(text) + 2
        if length > LONGEST - 200 and texts:
            texts.append(said["more"].format(len(findings) - number))
            break
        texts.append(text[: LONGEST - 200])
    return "\n\n".join(texts)


def _remarks(parts: Parts, silent: int) -> Iterable[str]:
    if silent:
        yield (
            f"{silent} cells are coloured and not commented: a workbook gets"
            f" {MOST_COMMENTS:,} comments at most. The list at its end tells more."
        )
    if any(part.startswith("_xmlsignatures/") for part in parts.names()):
        yield "The workbook was signed; the signature does not hold for the copy."


def _number(text: str) -> float | int | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return None
    return float(text) if "." in text else int(text)

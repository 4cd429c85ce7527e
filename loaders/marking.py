"""Workbooks written back: findings in their cells, or mended values; every other part stays.

Only the parts that hold the cells, their formats and comments, and the list of sheets are written
anew (`loaders/ooxml`); charts, pictures, macros and the rest are copied byte by byte.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from loaders import xml
from loaders.ooxml.cells import Spot, anchors, cells, fill, spot_of, text_in
from loaders.ooxml.earlier import clear
from loaders.ooxml.listing import COLOURS, Listed, add_list, said_of, words
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
    in the places of the findings. What an earlier annotation left in the workbook is replaced.
    """
    with readable(name):
        parts = Parts(content, name)
        tabs = {tab.title: tab for tab in parts.tabs()}
        first = next(iter(tabs), "")
        styles = Styles(parts)
        earlier = clear(parts, styles)
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
        left, silent = MOST_COMMENTS, 0
        said = words(language)
        remarks: list[str] = []
        before: dict[tuple[str, Spot | None], int] = {}
        for title, marked in marks.items():
            told, talked, formats = _mark(parts, styles, tabs[title], marked, language, left)
            left -= told
            silent += len(marked) - told - len(talked)
            before |= {(title, spot): style for spot, style in formats.items()}
            remarks += [said["talk"].format(f"{title}!{spot}") for spot in talked]
        rows = [
            replace(row, before=before.get((row.sheet, spot_of(row.cell or "")))) for row in rows
        ]
        listed = add_list(parts, styles, rows, language, earlier.list)
        remarks += [said["added"].format(title, listed) for title in earlier.kept]
        return Annotated(parts.saved(), (*remarks, *_remarks(parts, silent, language)))


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
) -> tuple[int, list[Spot], dict[Spot, int]]:
    """Colour and comment cells of a sheet.

    Returns how many are told, which hold a talk, and the formats that the cells had before.
    """
    sheet = parts.change(tab.part)
    anchor = anchors(sheet, marked)
    gathered: dict[Spot, list[Finding]] = {}
    for spot, found in marked.items():
        gathered.setdefault(anchor[spot], []).extend(found)
    there = cells(sheet, gathered, make=True)
    formats = {spot: int(cell.get("s", 0)) for spot, cell in there.items()}
    for spot, cell in there.items():
        level = min((finding.level for finding in gathered[spot]), key=list(Level).index)
        cell.set("s", str(styles.filled(formats[spot], COLOURS[level])))
    talked = threaded(parts, tab.part)
    open_to = [spot for spot in there if spot not in talked][:most]
    comment(parts, tab.part, {spot: _note(gathered[spot], language) for spot in open_to})
    told = set(open_to)
    commented = sum(anchor[spot] in told for spot in marked)
    before = {spot: formats[anchor[spot]] for spot in marked if anchor[spot] in formats}
    return commented, sorted(spot for spot in there if spot in talked), before


def _note(findings: Sequence[Finding], language: str) -> str:
    """Return what is said of one cell; what is too long for a comment is counted."""
    said = words(language)
    texts: list[str] = []
    length = 0
    for number, finding in enumerate(findings):
        fix = finding.fix.get(language) or finding.fix.get("en", "")
        text = said_of(said[finding.level.value], finding.rule, finding.text(language), fix)
        length += len(text) + 2
        if length > LONGEST - 200 and texts:
            texts.append(said["more"].format(len(findings) - number))
            break
        texts.append(text[: LONGEST - 200])
    return "\n\n".join(texts)


def _remarks(parts: Parts, silent: int, language: str) -> Iterable[str]:
    said = words(language)
    if silent:
        yield said["silent"].format(f"{silent:,}", f"{MOST_COMMENTS:,}")
    if any(part.startswith("_xmlsignatures/") for part in parts.names()):
        yield said["signed"]


def _number(text: str) -> float | int | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return None
    return float(text) if "." in text else int(text)

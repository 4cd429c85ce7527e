"""Workbooks written back: findings in their cells, or mended values; all else stays.

openpyxl does not keep everything (pictures, charts, some extensions of Excel); what it says it
leaves out is returned as `losses`, for the steward to read.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.packages import check_package
from loaders.source import Refusal
from loaders.workbook import (
    Alignment,
    Cell,
    Comment,
    Font,
    Hyperlink,
    InvalidFileException,
    MergedCell,
    PatternFill,
    Workbook,
    Worksheet,
    load_workbook,
)
from shapes.finding import Finding, Level, Place

COLOURS = {Level.VIOLATION: "F8B4B4", Level.WARNING: "FFE08A", Level.INFO: "B9D7F2"}
AUTHOR = "RBM rules"
SUMMARY = "Findings"
COLUMNS = (("level", 11), ("rule", 9), ("cell", 22), ("message", 70), ("fix", 50), ("value", 24))
_LONG = frozenset({"message", "fix"})
_LONGEST = 32_000
"""Signs that a cell's text and comment may have, a little below the limit of Excel."""


class NotAWorkbook(Exception):
    """The bytes are no workbook that can be written back."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A copy of a file with findings in it; `losses` says what could not be kept of the rest."""

    content: bytes
    losses: tuple[str, ...]


def annotated(
    content: bytes, name: str, findings: Iterable[Finding], language: str = "en"
) -> Annotated:
    """Return a copy of a workbook whose faulty cells are coloured and commented.

    A sheet at the end lists the findings, each with a link to its cell. Values, formulas, formats
    and widths stay. `name` is the file's name in the places of the findings.
    """
    book, losses = _opened(content, name)
    cells: dict[tuple[str, str], list[Finding]] = {}
    rows: list[tuple[Finding, str | None, str | None]] = []
    for finding in findings:
        for place in (place for place in finding.places if place.file == name):
            rows.append((finding, place.sheet, place.cell))
            sheet = place.sheet or book.sheetnames[0]
            if place.cell and sheet in book.sheetnames:
                cells.setdefault((sheet, place.cell), []).append(finding)
    for (sheet, spot), found in cells.items():
        _mark(book[sheet], spot, found, language)
    _summary(book, rows, language)
    return Annotated(_saved(book), losses)


def replaced(content: bytes, name: str, changes: Iterable[tuple[str | None, str, str]]) -> bytes:
    """Return a copy of a workbook with other values in some cells.

    A change names sheet (None: the first), cell and what to write there; what reads as a number
    is written as one, everything else as text.
    """
    book, _ = _opened(content, name)
    for sheet, spot, text in changes:
        cell = _anchor(book[sheet or book.sheetnames[0]], spot)
        number = _number(text)
        cell.value = text if number is None else number
        if number is None:
            cell.data_type = "s"
    return _saved(book)


def cell_texts(
    content: bytes, name: str, spots: Iterable[tuple[str | None, str]]
) -> dict[tuple[str | None, str], str]:
    """Return what stands in some cells of a workbook as text; empty cells are left out."""
    book, _ = _opened(content, name)
    found = {}
    for sheet, spot in spots:
        tab = sheet or book.sheetnames[0]
        value = _anchor(book[tab], spot).value if tab in book.sheetnames else None
        if value is not None:
            found[sheet, spot] = str(value)
    return found


def _opened(content: bytes, name: str) -> tuple[Workbook, tuple[str, ...]]:
    try:
        check_package(content, Place(name))
    except Refusal as refused:
        raise NotAWorkbook(str(refused)) from refused
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            book = load_workbook(
                io.BytesIO(content), rich_text=True, keep_vba=name.lower().endswith(".xlsm")
            )
        except (InvalidFileException, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
            raise NotAWorkbook(
                f"{name} is no workbook that can be written back: {error}"
            ) from error
    return book, tuple(dict.fromkeys(str(warning.message) for warning in told))


def _saved(book: Workbook) -> bytes:
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _anchor(sheet: Worksheet, spot: str) -> Cell:
    """Return a cell, or the one that holds the value of the merged range it lies in."""
    cell = sheet[spot]
    if isinstance(cell, MergedCell):
        areas = [area for area in sheet.merged_cells.ranges if spot in area]
        cell = sheet.cell(areas[0].min_row, areas[0].min_col)
    assert isinstance(cell, Cell)
    return cell


def _mark(sheet: Worksheet, spot: str, findings: Sequence[Finding], language: str) -> None:
    cell = _anchor(sheet, spot)
    level = min((finding.level for finding in findings), key=list(Level).index)
    cell.fill = PatternFill("solid", start_color=COLOURS[level])
    texts = [_told(finding, language) for finding in findings]
    if cell.comment is not None:
        texts.append(cell.comment.text)
    text = "\n\n".join(texts)[:_LONGEST]
    cell.comment = Comment(text, AUTHOR, height=40 + 24 * (len(text) // 40 + 1), width=320)


def _summary(
    book: Workbook, rows: Sequence[tuple[Finding, str | None, str | None]], language: str
) -> None:
    sheet = book.create_sheet(_free(book, SUMMARY))
    for column, (title, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, column, title)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    wrapped, blue = Alignment(wrap_text=True), Font(color="0563C1", underline="single")
    for number, (finding, where, spot) in enumerate(rows, start=2):
        tab = where or book.sheetnames[0]
        fix = finding.fix.get(language) or finding.fix.get("en", "")
        texts = (
            finding.level.value,
            finding.rule,
            f"{tab}!{spot}" if spot else "",
            finding.text(language),
            fix,
            finding.value or "",
        )
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(number, column)
            cell.value = text[:_LONGEST]
            # A text that begins with = is a text here, never a formula.
            cell.data_type = "s"
            if COLUMNS[column - 1][0] in _LONG:
                cell.alignment = wrapped
        if spot:
            link = sheet.cell(number, 3)
            target = "'" + tab.replace("'", "''") + f"'!{spot}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
            link.font = blue
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _free(book: Workbook, wanted: str) -> str:
    taken = {title.lower() for title in book.sheetnames}
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def _told(finding: Finding, language: str) -> str:
    fix = finding.fix.get(language) or finding.fix.get("en")
    return f"[{finding.rule}] {finding.text(language)}" + (f"\n{fix}" if fix else "")


def _number(text: str) -> float | int | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        return None
    return float(text) if "." in text else int(text)

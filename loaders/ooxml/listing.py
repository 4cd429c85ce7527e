"""The sheet that lists the findings, with a link to each cell, added at the end of a workbook."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from loaders import xml
from loaders.ooxml.cells import child
from loaders.ooxml.notes import LONGEST
from loaders.ooxml.parts import Parts, Tab, escaped
from loaders.ooxml.styles import Styles
from shapes.finding import Finding, Level

COLOURS = {Level.VIOLATION: "F8B4B4", Level.WARNING: "FFE08A", Level.INFO: "B9D7F2"}
COLUMNS = {"level": 14, "rule": 12, "cell": 26, "message": 70, "fix": 50, "value": 24}
MOST = 50_000
"""Findings that are listed: a sheet of Excel holds 65,530 links."""

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FILTER = "_xlnm._FilterDatabase"


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding at one place of a workbook, and the format that its cell had before it."""

    finding: Finding
    sheet: str
    cell: str | None
    before: int | None = None


def words(language: str) -> Mapping[str, str]:
    """Return what an annotated workbook says itself in a language, in English where unknown."""
    return _words().get(language, _words()["en"])


def every() -> Collection[str]:
    """Return the languages that an annotated workbook speaks."""
    return _words().keys()


def said_of(level: str, rule: str, message: str, fix: str) -> str:
    """Return what a comment says of one finding: a line, and one with what to do."""
    text = " ".join(f"{level.capitalize()} [{rule}] {message}".split())
    return f"{text}\n{' '.join(fix.split())}" if fix else text


def headers() -> frozenset[tuple[str, ...]]:
    """Return the headers of the list in every language."""
    return frozenset(tuple(said[name] for name in COLUMNS) for said in _words().values())


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(
        files("loaders.ooxml").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return found


def add_list(
    parts: Parts, styles: Styles, rows: Sequence[Listed], language: str, old: Tab | None = None
) -> str:
    """Add the sheet to a workbook, or put it in place of an old list, and return its title.

    It lists at most 50,000 findings, and says how many there are.
    """
    listed = child(parts.change(parts.book), "sheets")
    if listed is None:
        raise ValueError("the workbook lists no sheets")
    sheet = "".join(_sheet(parts.main[1:-1], styles, rows, language)).encode()
    there = list(xml.elements(listed))
    own = next((one for one in there if old and one.get("name") == old.title), None)
    if own is None or old is None:
        part = parts.add("xl/worksheets/sheet{}.xml", sheet, _TYPE)
        number = max((int(one.get("sheetId")) for one in there), default=0) + 1
        relation = parts.relate(parts.book, "worksheet", part)
        named = {"sheetId": str(number), f"{{{parts.office}}}id": relation}
        own = xml.added(listed, "sheet", named)
        there.append(own)
    else:
        parts.write(old.part, sheet)
    wanted = words(language)["sheet"]
    if old is None or not old.title.startswith(wanted):
        own.set("name", _free({one.get("name", "").lower() for one in there}, wanted))
    title = str(own.get("name"))
    _name_filter(parts, title, there.index(own), _last(rows))
    return title


def _sheet(main: str, styles: Styles, rows: Sequence[Listed], language: str) -> Iterator[str]:
    said = words(language)
    head, link, long = styles.headed(), styles.linked(), styles.wrapped()
    grounds = {level: styles.filled(0, colour) for level, colour in COLOURS.items()}
    turned = ' rightToLeft="1"' if language == "ar" else ""
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
        f'<sheetViews><sheetView workbookViewId="0"{turned}><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for number, width in enumerate(COLUMNS.values(), start=1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    # What the format of a cell was before it was coloured, kept by whatever program saves the copy.
    hidden = len(COLUMNS) + 1
    yield f'<col min="{hidden}" max="{hidden}" width="3" hidden="1" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield _row(1, [said[name] for name in COLUMNS], [head] * len(COLUMNS))
    first = 2
    if len(rows) > MOST:
        text = said["listed"].format(MOST, len(rows))
        yield _row(2, ["", "", "", text], [0, 0, 0, head])
        first = 3
    links = []
    for number, one in enumerate(rows[:MOST], start=first):
        finding = one.finding
        texts = [
            said[finding.level.value],
            finding.rule,
            f"{one.sheet}!{one.cell}" if one.cell else "",
            finding.text(language),
            finding.fix.get(language) or finding.fix.get("en", ""),
            finding.value or "",
        ]
        where = link if one.cell else 0
        yield _row(number, texts, [grounds[finding.level], 0, where, long, long, 0], one.before)
        if one.cell:
            target = quoteattr(target_of(one.sheet, one.cell))
            links.append(f'<hyperlink ref="C{number}" location={target}/>')
    yield f'</sheetData><autoFilter ref="A1:G{_last(rows)}"/>'
    if links:
        yield f"<hyperlinks>{''.join(links)}</hyperlinks>"
    yield "</worksheet>"


def target_of(sheet: str, cell: str) -> str:
    """Return a reference to a cell as formulas write it."""
    return "'" + sheet.replace("'", "''") + f"'!{cell}"


def _row(
    number: int, texts: Sequence[str], formats: Sequence[int], before: int | None = None
) -> str:
    """Return a row of texts; each is a string where it stands, so none is read as a formula."""
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(escaped(text[:LONGEST]))}</t></is></c>"
        for letter, text, style in zip("ABCDEF", texts, formats, strict=False)
        if text
    )
    kept = "" if before is None else f'<c r="G{number}" s="{before}"/>'
    return f'<row r="{number}">{cells}{kept}</row>'


def _last(rows: Sequence[Listed]) -> int:
    return len(rows) + 1 if len(rows) <= MOST else MOST + 2


def _name_filter(parts: Parts, title: str, number: int, last: int) -> None:
    """Name the filtered range, as Excel does for every sheet with a filter."""
    book = parts.change(parts.book)
    names = child(book, "definedNames")
    if names is None:
        before = {"sheets", "functionGroups", "externalReferences"}
        at = max(at for at, one in enumerate(book, start=1) if xml.local(one) in before)
        names = xml.added(book, "definedNames", {}, at)
    own = {"name": _FILTER, "localSheetId": str(number), "hidden": "1"}
    for one in xml.elements(names):
        if one.get("name") == _FILTER and one.get("localSheetId") == str(number):
            names.remove(one)
    xml.added(names, "definedName", own).text = target_of(title, f"$A$1:$G${last}")


def _free(taken: set[str], wanted: str) -> str:
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted} {number}"
    return name

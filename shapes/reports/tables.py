"""A report as a table: CSV and a workbook, whose cells hold text and never a formula."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapes import rules
from shapes.finding import Finding, Level, Place
from shapes.names import short
from shapes.report import Report
from shapes.reports.words import fix_of, judged, say

if TYPE_CHECKING:
    import xlsxwriter

COLUMNS = (
    "level",
    "rule",
    "message",
    "fix",
    "thing",
    "label",
    "property",
    "value",
    "expected",
    "file",
    "sheet",
    "cell",
    "line",
    "column",
    "xpath",
    "pointer",
    "paragraph",
    "elsewhere",
)
WIDTHS = {"message": 70, "fix": 50, "thing": 40, "label": 40, "file": 24, "value": 20}
COLOURS = {Level.VIOLATION: "#F8D7DA", Level.WARNING: "#FFF3CD", Level.INFO: "#DCEBF7"}
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""First signs that make a spreadsheet program read a text of a CSV file as a formula."""


def rows(report: Report, language: str = "en") -> Iterator[tuple[str, ...]]:
    """Return a row per finding and place, in the order of `COLUMNS`."""
    for finding in report.findings:
        for place in finding.places or (None,):
            yield _row(finding, place, language)


def csv_text(report: Report, language: str = "en") -> bytes:
    """Return a report as CSV (RFC 4180, UTF-8 with the mark that Excel needs)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(tuple(_inert(cell) for cell in row) for row in rows(report, language))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def workbook(report: Report, language: str = "en") -> bytes:
    """Return a report as a workbook: the findings, and how many each rule has."""
    content = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        fills = {
            level: book.add_format({"bg_color": colour, "text_wrap": True, "valign": "top"})
            for level, colour in COLOURS.items()
        }
        sheet = book.add_worksheet(say(language, "findings"))
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, WIDTHS.get(name, 12))
        number = 0
        for number, row in enumerate(rows(report, language), start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, fills[Level(row[0])])
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
        _summary(book, report, language, head)
    return content.getvalue()


def _summary(book: "xlsxwriter.Workbook", report: Report, language: str, head: object) -> None:
    sheet = book.add_worksheet(say(language, "rules"))
    for column, (name, width) in enumerate(
        (("rule", 10), ("level", 12), ("title", 50), ("findings", 12))
    ):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, width)
    at = 0
    for at, (rule, count) in enumerate(report.counts.items(), start=1):
        known = rules.rule(rule) if rules.is_rule(rule) else None
        title = "" if known is None else known.title.get(language, known.title["en"])
        sheet.write_string(at, 0, rule)
        sheet.write_string(at, 1, "" if known is None else known.level.value)
        sheet.write_string(at, 2, title)
        sheet.write_number(at, 3, count)
    notes = [judged(report, language)]
    if report.truncated:
        shown = f"{len(report.findings):,}"
        notes.append(say(language, "shown", shown=shown, total=f"{report.total:,}"))
    if report.idle:
        names = ", ".join(report.idle)
        notes.append(say(language, "idle", count=len(report.idle), names=names))
    notes += [say(language, "refused", reason=reason) for reason in report.refused]
    if report.knows_nothing:
        notes.append(say(language, "unknown"))
    for line, note in enumerate(notes, start=at + 2):
        sheet.write_string(line, 0, note)


def _row(finding: Finding, place: Place | None, language: str) -> tuple[str, ...]:
    spot = place or Place("")
    return (
        finding.level.value,
        finding.rule,
        finding.text(language),
        fix_of(finding, language),
        finding.focus or "",
        finding.label or "",
        short(finding.path or ""),
        finding.value or "",
        finding.expected or "",
        spot.file,
        spot.sheet or "",
        spot.cell or "",
        "" if spot.line is None else str(spot.line),
        "" if spot.column is None else str(spot.column),
        spot.xpath or "",
        spot.pointer or "",
        spot.paragraph or "",
        "yes" if finding.elsewhere else "",
    )


def _inert(cell: str) -> str:
    return "'" + cell if cell.startswith(_ACTIVE) else cell

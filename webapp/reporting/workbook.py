"""A report as an Excel workbook: what it is on the first sheet, then a sheet for each table."""

from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from sparql.formats import safe
from webapp.languages import interface
from webapp.reporting.document import Cell, Report, printable

if TYPE_CHECKING:
    import xlsxwriter

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME, LONGEST_TEXT = 31, 32_000


def as_workbook(report: Report) -> bytes:
    """Return the report as a workbook; no cell of it can become a formula or a link."""
    import xlsxwriter

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": report.title.text, "comments": report.made})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        used = {_("About").casefold()}
        about = book.add_worksheet(_("About"))
        facts = [
            (report.kind, report.title.text),
            (_("As of"), report.subtitle),
            *((_("Method"), sentence) for sentence in report.method),
            *((f"SPARQL: {name}", query) for name, query in report.queries),
        ]
        for row, (name, text) in enumerate(fact for fact in facts if fact[1]):
            about.write_string(row, 0, name, bold)
            about.write_string(row, 1, _text(text), plain)
        about.set_column(0, 0, 28)
        about.set_column(1, 1, 110)
        sheets = [about]
        for title, grid in report.grids():
            sheet = book.add_worksheet(
                _name(grid.caption if grid.caption != _("Milestones") else title, used)
            )
            sheets.append(sheet)
            for column, heading in enumerate(grid.headings):
                sheet.write_string(0, column, heading, bold)
            for row_number, row_cells in enumerate(grid.rows, start=1):
                for column, cell in enumerate(row_cells):
                    _write(sheet, row_number, column, cell, plain)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(grid.headings) - 1, 28)
        if interface().direction == "rtl":
            for sheet in sheets:
                sheet.right_to_left()
    return file.getvalue()


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: Cell, form: object
) -> None:
    if cell.number is not None:
        sheet.write_number(row, column, cell.number, form)
    elif cell.parts:
        sheet.write_string(row, column, _text(cell.text), form)


def _text(text: str) -> str:
    return str(safe(printable(text)))[:LONGEST_TEXT]


def _name(wished: str, used: set[str]) -> str:
    """Return a name of a sheet that Excel takes and that no other sheet has."""
    plain = " ".join(wished.translate(FORBIDDEN).split()) or "–"
    name, count = plain[:LONGEST_NAME], 1
    while name.casefold() in used:
        count += 1
        name = f"{plain[: LONGEST_NAME - 4]} {count}"
    used.add(name.casefold())
    return name

"""Our workbook as a file: guidance, one sheet per part, drop-down lists, colour for required."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from loaders.template import (
    GUIDE,
    LISTS,
    OTHER_COLUMNS,
    OTHERS,
    SIGNATURE,
    TABS,
    VERSION,
    Column,
    Tab,
    concepts,
)
from loaders.template_cells import column_for

LONGEST = 32_767
"""Characters that a cell of Excel holds."""

CHECKED_ROWS = 5_000
"""Down to which row the drop-down lists reach."""

_REQUIRED, _OPTIONAL = "#FCE4B8", "#E4ECF4"
_WIDTHS = {"id": 24, "type": 20, "title": 40, "description": 60, "text": 40, "value": 14}
_GUIDE = (
    "One sheet for each part of a results framework. Fill what you have; rows may be in any order.",
    "Each row is one thing. Its id is short (OC1, IND-1.2) or a whole IRI; no other row has it.",
    "Change a title as you like; a changed id is another thing.",
    "Columns on an orange ground are required. The note on each header says what belongs there.",
    "Where a column asks for ids, write those of other rows, one on each line.",
    "Dates are 2024-01-31, 2024-01 or 2024.",
    "A value may be a number, a percentage, or words; what is no number is kept as text.",
    "Texts are English. Another language has its own column: title (fr), description (zh).",
    f"What no column holds goes to the sheet {OTHERS}: subject, property, value.",
    "Load the workbook with: rbm load framework.xlsx",
)


class TooLong(ValueError):
    """A text is longer than a cell can hold."""


@dataclass(slots=True)
class Content:
    """What a workbook holds: headers and rows by sheet, and the statements beside them."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    rows: defaultdict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    others: list[dict[str, str]] = field(default_factory=list)


def write(content: Content, stream: IO[bytes]) -> None:
    """Write a workbook to a stream; without content it is the empty template."""
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Writer(book).write(content)


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any):
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": _OPTIONAL, "bottom": 1})
        self._required = book.add_format({"bold": True, "bg_color": _REQUIRED, "bottom": 1})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._lists: dict[str, str] = {}

    def write(self, content: Content) -> None:
        """Write all sheets, the guide first and the code lists last."""
        self._guide()
        sheets = [self._book.add_worksheet(tab.name) for tab in TABS]
        others = self._book.add_worksheet(OTHERS)
        self._code_lists()
        for tab, sheet in zip(TABS, sheets, strict=True):
            headers = content.headers.get(tab.name) or [
                "id",
                "type",
                *(column.header for column in tab.columns),
            ]
            self._tab(tab, sheet, headers, content.rows[tab.name])
        self._others(others, content.others)

    def _guide(self) -> None:
        sheet = self._book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, SIGNATURE, self._book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(0, 1, f"version {VERSION}")
        for row, line in enumerate(_GUIDE, start=2):
            sheet.write_string(row, 1, line, self._wrap)
        top = len(_GUIDE) + 3
        for row, tab in enumerate(TABS, start=top):
            sheet.write_url(row, 0, f"internal:'{tab.name}'!A1", string=tab.name)
            sheet.write_string(row, 1, tab.note, self._wrap)

    def _code_lists(self) -> None:
        sheet = self._book.add_worksheet(LISTS)
        sheet.hide()
        schemes = {column.scheme for tab in TABS for column in tab.columns if column.scheme}
        lists = {scheme: list(concepts(scheme)) for scheme in sorted(schemes)}
        lists |= {f"types of {tab.name}": list(tab.types) for tab in TABS}
        lists["yes or no"] = ["yes", "no"]
        for number, (name, entries) in enumerate(lists.items()):
            sheet.write_string(0, number, name, self._head)
            for row, entry in enumerate(entries, start=1):
                sheet.write_string(row, number, entry)
            letter = xl_col_to_name(number, col_abs=True)
            self._lists[name] = f"={LISTS}!{letter}$2:{letter}${len(entries) + 1}"

    def _tab(self, tab: Tab, sheet: Any, headers: list[str], rows: list[dict[str, str]]) -> None:
        columns = {column.header: column for column in tab.columns}
        for number, header in enumerate(headers):
            found = column_for(header, columns)
            column = found[0] if found else None
            required = header in ("id", "type") or (column is not None and column.required)
            sheet.write_string(0, number, header, self._required if required else self._head)
            note = column.note if column else "Unique in the workbook." if number == 0 else tab.note
            sheet.write_comment(0, number, note, {"x_scale": 2, "author": "RBM Graph"})
            width = _WIDTHS.get(header) or _WIDTHS.get(column.kind if column else "", 22)
            sheet.set_column(number, number, width)
            self._choices(tab, sheet, number, header, column)
        for at, row in enumerate(rows, start=1):
            for number, header in enumerate(headers):
                if header in row:
                    self._cell(sheet, at, number, row[header])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(headers) - 1)

    def _choices(
        self, tab: Tab, sheet: Any, number: int, header: str, column: Column | None
    ) -> None:
        name = None
        if header == "type":
            name = f"types of {tab.name}"
        elif column is not None and column.kind == "code":
            name = column.scheme
        elif column is not None and column.kind == "boolean":
            name = "yes or no"
        if name is not None:
            sheet.data_validation(
                1,
                number,
                CHECKED_ROWS,
                number,
                {"validate": "list", "source": self._lists[name], "error_type": "warning"},
            )

    def _others(self, sheet: Any, rows: list[dict[str, str]]) -> None:
        for number, header in enumerate(OTHER_COLUMNS):
            sheet.write_string(0, number, header, self._head)
            sheet.set_column(number, number, 50 if number in (0, 2) else 22)
        sheet.write_comment(0, 4, "IRI where the value is an id or IRI, else empty or xsd:date …")
        for at, row in enumerate(rows, start=1):
            for number, header in enumerate(OTHER_COLUMNS):
                if header in row:
                    self._cell(sheet, at, number, row[header])
        sheet.freeze_panes(1, 0)

    def _cell(self, sheet: Any, row: int, column: int, text: str) -> None:
        if len(text) > LONGEST:
            raise TooLong(
                f"A text of {len(text):,} characters begins with {text[:60]!r}; a cell holds"
                f" {LONGEST:,}."
            )
        if "\n" in text:
            sheet.write_string(row, column, text, self._wrap)
        else:
            sheet.write_string(row, column, text)

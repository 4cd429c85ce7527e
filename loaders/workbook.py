"""Workbooks (.xlsx): the only module that imports openpyxl; `marking` takes its names from here.

openpyxl reads the package: names of sheets, shared strings, formats of dates. The rows are read
from the sheet's own XML in a stream, since openpyxl's reader takes five times as long and cannot
tell a formula without a value from an empty cell.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook as load_workbook
from openpyxl.cell.cell import Cell as Cell
from openpyxl.cell.cell import MergedCell as MergedCell
from openpyxl.comments import Comment as Comment
from openpyxl.styles import Alignment as Alignment
from openpyxl.styles import Font as Font
from openpyxl.styles import PatternFill as PatternFill
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.exceptions import InvalidFileException as InvalidFileException
from openpyxl.workbook.workbook import Workbook as Workbook
from openpyxl.worksheet.hyperlink import Hyperlink as Hyperlink
from openpyxl.worksheet.worksheet import Worksheet as Worksheet

from loaders.limits import LIMITS, Limits
from loaders.packages import check_package
from loaders.source import Refusal, Sink, Source, refusal
from loaders.tables import MOST_COLUMNS, Fault, Row, Sheet, Value, column_of
from shapes.finding import Finding, Level, Place

_CHUNK = 1 << 16
_NOT_COMPUTED = "a formula that no program has computed"
_BROKEN = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    EOFError,
    OSError,
    SyntaxError,  # what ElementTree calls a parse error
    zipfile.BadZipFile,
    NotImplementedError,
    zlib.error,
)
"""What openpyxl and the archive raise on a file that is damaged or made to harm."""


def is_workbook(path: Path) -> bool:
    """Return whether a file is an archive that holds a workbook of Excel."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


@contextmanager
def sheets(
    source: Source, sink: Sink | None = None, limits: Limits = LIMITS
) -> Iterator[Iterator[Sheet]]:
    """Open a workbook and give its sheets in order, hidden ones included.

    Merged cells and hidden sheets are told to the sink as findings.
    """
    place = Place(source.name)
    check_package(source.path, place, limits)
    with source.path.open("rb") as file, warnings.catch_warnings():
        # openpyxl warns of parts it does not keep; nothing is written back here.
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise damaged(place, error) from error
        yield (_sheet(book, sheet, source, sink, file) for sheet in book.worksheets)


def damaged(place: Place, error: Exception) -> Refusal:
    """Return the refusal of a workbook that cannot be read to its end."""
    if isinstance(error, DefusedXmlException) or isinstance(error.__cause__, DefusedXmlException):
        return _entities(place)
    return refusal(
        "LOAD-SYNTAX",
        f"{place.file} is damaged, cut off or locked: {error or type(error).__name__}.",
        place,
        "Open it in a spreadsheet program, save it anew without a password and load that.",
        zh=f"{place.file} 已损坏、不完整或已加密。",
    )


def _entities(place: Place) -> Refusal:
    return refusal(
        "LOAD-DOCTYPE",
        f"{place.file} has a DOCTYPE or entities inside, which no workbook has.",
        place,
        "Save it anew with a spreadsheet program.",
        zh=f"{place.file} 内含 DOCTYPE，不予读取。",
    )


def _sheet(book: Any, sheet: Any, source: Source, sink: Sink | None, file: IO[bytes]) -> Sheet:
    hidden = sheet.sheet_state != "visible"
    rows = _Rows(book, sheet, source, sink, file)
    return Sheet(source.name, sheet.title, iter(rows), hidden)


class _Rows:
    """The rows of one sheet, read by expat in chunks."""

    def __init__(
        self,
        book: Any,
        sheet: Any,
        source: Source,
        sink: Sink | None,
        file: IO[bytes],
    ):
        self._book, self._sheet, self._source, self._sink = book, sheet, source, sink
        self._file = file
        self._strings: list[str] = sheet._shared_strings
        self._ready: list[Row] = []
        self._cells: list[Value] = []
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._formula = False
        self._texts: list[str] | None = None
        self._value = ""
        self._inside = False
        self._phonetic = False

    def __iter__(self) -> Iterator[Row]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        place = Place(self._source.name, self._sheet.title)
        try:
            with self._sheet._get_source() as xml:
                while chunk := xml.read(_CHUNK):
                    parser.Parse(chunk, False)
                    if self._sink is not None:
                        self._sink.advance(self._file.tell())
                    yield from self._ready
                    self._ready.clear()
                parser.Parse(b"", True)
                yield from self._ready
        except (*_BROKEN, expat.ExpatError) as error:
            raise damaged(place, error) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._inside = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = -1
            self._cells = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        spot = attributes.get("r")
        if spot is None:
            self._column += 1
        else:
            self._column = column_of(spot.rstrip("0123456789"))
        if not 0 <= self._column < MOST_COLUMNS:
            raise refusal(
                "LOAD-SIZE",
                f"{self._source.name} uses more than {MOST_COLUMNS:,} columns.",
                Place(self._source.name, self._sheet.title, spot),
                "Delete the columns that hold no data.",
                zh=f"{self._source.name} 的列数超过 {MOST_COLUMNS:,}。",
            )
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._formula = False
        self._value = ""

    def _characters(self, data: str) -> None:
        if self._inside:
            self._value += data

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            value = self._read()
            if value is not None:
                gap = self._column + 1 - len(self._cells)
                if gap > 0:
                    self._cells += [None] * gap
                self._cells[self._column] = value
        elif name in ("v", "t"):
            self._inside = False
        elif name == "row":
            self._ready.append(Row(self._row, self._cells))
        elif name == "rPh":
            self._phonetic = False

    def _read(self) -> Value:
        kind, written = self._kind, self._value
        if kind == "inlineStr":
            return written or None
        if not written:
            # A formula may give an empty text: then its type says so.
            return Fault("=", _NOT_COMPUTED) if self._formula and kind != "str" else None
        if kind == "s":
            return self._strings[int(written)]
        if kind == "str":
            return written
        if kind == "b":
            return written == "1"
        if kind == "e":
            return Fault(written, "an error of the spreadsheet program")
        if kind == "d":
            moment: Value = from_ISO8601(written)  # type: ignore[no-untyped-call]
            return moment
        number = float(written) if set(written) & set(".eE") else int(written)
        if self._style in self._book._date_formats:
            return self._moment(number, written)
        return number

    def _moment(self, number: float, written: str) -> Value:
        span = self._style in self._book._timedelta_formats
        try:
            found: Value = from_excel(number, self._book.epoch, timedelta=span)
        except (OverflowError, ValueError):
            return Fault(written, "a number shown as a date that no calendar has")
        return str(found) if isinstance(found, timedelta) else found

    def _merged(self, ref: str) -> None:
        if self._sink is None or not ref:
            return
        first, _, _ = ref.partition(":")
        self._sink.report(
            Finding(
                rule="LOAD-MERGED",
                level=Level.WARNING,
                message={
                    "en": f"The cells {ref} are merged; what they say is read for {first} only.",
                    "zh": f"单元格 {ref} 已合并，其内容仅按 {first} 读取。",
                },
                fix={"en": "Undo the merge and write the value into each row it is true of."},
                places=(Place(self._source.name, self._sheet.title, first),),
            )
        )

    def _doctype(self, *_: object) -> None:
        raise _entities(Place(self._source.name, self._sheet.title))

"""Spreadsheets of LibreOffice (.ods): the only module that imports python_calamine.

The reader holds a sheet in memory, so the file's claims are counted in a stream before: three
bytes of repetition can ask for a thousand million cells.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from loaders.limits import LIMITS, Limits
from loaders.packages import check_package
from loaders.source import Sink, Source, refusal
from loaders.tables import MOST_COLUMNS, Row, Sheet, Value, letters
from shapes.finding import Finding, Level, Place

MOST_CELLS = 10_000_000
_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CHUNK = 1 << 16


def is_opendocument(path: Path) -> bool:
    """Return whether a file is an archive that holds an OpenDocument spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read("mimetype").startswith(_TYPE)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, RuntimeError, EOFError):
        return False


@contextmanager
def sheets(
    source: Source, sink: Sink | None = None, limits: Limits = LIMITS
) -> Iterator[Iterator[Sheet]]:
    """Open a spreadsheet and give its sheets in order, hidden ones included."""
    place = Place(source.name)
    check_package(source.path, place, limits)
    _Claims(source).check()
    try:
        book = CalamineWorkbook.from_path(str(source.path))
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(source, error) from error
    with book:
        yield (_sheet(book, number, source, sink) for number in range(len(book.sheet_names)))


def _sheet(book: CalamineWorkbook, number: int, source: Source, sink: Sink | None) -> Sheet:
    about = book.sheets_metadata[number]
    try:
        sheet = book.get_sheet_by_index(number)
    except (CalamineError, ValueError) as error:
        raise _damaged(source, error) from error
    for first, last in sheet.merged_cell_ranges or ():
        if sink is not None:
            sink.report(_merged(source, about.name, first, last))
    hidden = about.visible is not SheetVisibleEnum.Visible

    def rows() -> Iterator[Row]:
        above, left = sheet.start or (0, 0)
        for count, cells in enumerate(sheet.to_python(skip_empty_area=True)):
            found: list[Value] = [None] * left
            found += [None if cell == "" else cell for cell in cells]
            if sink is not None and count % 500 == 0:
                sink.advance(0)
            yield Row(above + count + 1, found)

    return Sheet(source.name, about.name, rows(), hidden)


def _merged(source: Source, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> Finding:
    start, end = f"{letters(first[1])}{first[0] + 1}", f"{letters(last[1])}{last[0] + 1}"
    return Finding(
        rule="LOAD-MERGED",
        level=Level.WARNING,
        message={
            "en": f"The cells {start}:{end} are merged; what they say is read for {start} only.",
            "zh": f"单元格 {start}:{end} 已合并，其内容仅按 {start} 读取。",
        },
        fix={"en": "Undo the merge and write the value into each row it is true of."},
        places=(Place(source.name, sheet, start),),
    )


def _damaged(source: Source, error: Exception) -> Exception:
    return refusal(
        "LOAD-SYNTAX",
        f"{source.name} is damaged, cut off or locked: {error}.",
        Place(source.name),
        "Open it in a spreadsheet program, save it anew without a password and load that.",
        zh=f"{source.name} 已损坏、不完整或已加密。",
    )


class _Claims:
    """Counts the cells that a spreadsheet unfolds to, up to its last one that is filled."""

    def __init__(self, source: Source):
        self._source = source
        self._cells = self._rows = self._width = self._column = self._repeat = 0
        self._filled = self._depth = 0

    def check(self) -> None:
        """Refuse a spreadsheet that unfolds to too many cells, or that has a DOCTYPE."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            with (
                zipfile.ZipFile(self._source.path) as archive,
                archive.open("content.xml") as xml,
            ):
                while chunk := xml.read(_CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except (
            expat.ExpatError,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            EOFError,
            OSError,
        ) as error:
            raise _damaged(self._source, error) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.rpartition(":")[2]
        if self._depth > LIMITS.xml_depth:
            raise _damaged(self._source, ValueError("its XML nests too deep"))
        if name == "table":
            self._rows = self._width = 0
        elif name == "table-row":
            self._repeat = int(attributes.get("table:number-rows-repeated", 1))
            self._column = self._filled = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._column += int(attributes.get("table:number-columns-repeated", 1))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._filled = self._column

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name.rpartition(":")[2] != "table-row":
            return
        self._rows += self._repeat
        self._width = max(self._width, self._filled)
        # Empty rows at the end cost nothing: what counts is the last one that is filled.
        if self._filled and (self._width > MOST_COLUMNS or self._rows * self._width > MOST_CELLS):
            raise refusal(
                "LOAD-BOMB",
                f"{self._source.name} unfolds to {self._rows:,} rows by {self._width:,} columns.",
                Place(self._source.name),
                "Delete the rows and columns that hold no data.",
                zh=f"{self._source.name} 展开后的单元格过多，不予读取。",
            )

    def _doctype(self, *_: object) -> None:
        raise refusal(
            "LOAD-DOCTYPE",
            f"{self._source.name} has a DOCTYPE inside, which no spreadsheet has.",
            Place(self._source.name),
            "Save it anew with a spreadsheet program.",
            zh=f"{self._source.name} 内含 DOCTYPE，不予读取。",
        )

"""Workbooks (.xlsx): the only module that imports openpyxl.

openpyxl reads the package: names of sheets, shared strings, formats of dates; the rows come from
the sheet's own XML (`loaders/sheetxml.py`). Copies are
written part by part (`loaders/ooxml`).
"""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from loaders.limits import LIMITS, Limits
from loaders.packages import check_package
from loaders.sheetxml import BROKEN, Package, SheetRows, damaged
from loaders.source import Sink, Source
from loaders.tables import Fault, Sheet, Value
from shapes.finding import Place


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
    from openpyxl import load_workbook  # takes long to import, and only workbooks need it

    place = Place(source.name)
    check_package(source.path, place, limits)
    with source.path.open("rb") as file, warnings.catch_warnings():
        # openpyxl warns of parts it does not keep; nothing is written back here.
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except BROKEN as error:
            raise damaged(place, error) from error
        yield (_sheet(book, sheet, source, sink, file) for sheet in book.worksheets)


def _sheet(book: Any, sheet: Any, source: Source, sink: Sink | None, file: IO[bytes]) -> Sheet:
    from openpyxl.utils.datetime import from_ISO8601

    package = Package(
        open=sheet._get_source,
        strings=sheet._shared_strings,
        moment=_Moments(book),
        iso=from_ISO8601,
        position=file.tell,
    )
    rows = SheetRows(package, sheet.title, source, sink)
    return Sheet(source.name, sheet.title, iter(rows), sheet.sheet_state != "visible")


class _Moments:
    """Turns numbers into dates where the style of their cell shows a date."""

    def __init__(self, book: Any):
        from openpyxl.utils.datetime import from_excel

        self._book = book
        self._from_excel = from_excel

    def __call__(self, number: float, style: int) -> Value:
        """Return a date, a span as text, or the number itself."""
        if style not in self._book._date_formats:
            return number
        span = style in self._book._timedelta_formats
        try:
            found: Value = self._from_excel(number, self._book.epoch, timedelta=span)
        except (OverflowError, ValueError):
            return Fault(f"{number:g}", "a number shown as a date that no calendar has")
        return str(found) if isinstance(found, timedelta) else found

"""Spreadsheets of every format behind one door: which one a file is, opened, and its first rows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice

from loaders import delimited, opendocument, workbook
from loaders.limits import is_zip
from loaders.ooxml.listing import headers
from loaders.source import Sink, Source
from loaders.tables import Row, Sheet

REPORTED = headers()
"""Headers of the list of findings in an annotated copy, no data when it comes back."""

HEADER_WITHIN = 20
"""Among how many first rows the headers are looked for."""


def open_table(
    source: Source, sink: Sink | None = None, *, whole: bool = True
) -> AbstractContextManager[Iterator[Sheet]] | None:
    """Return the opened sheets of a spreadsheet or a text table, None where it is neither."""
    with source.path.open("rb") as file:
        head = file.read(512)
    if is_zip(head):
        if workbook.is_workbook(source.path):
            return workbook.sheets(source, sink)
        if opendocument.is_opendocument(source.path):
            return opendocument.sheets(source, sink)
        return None
    dialect = delimited.dialect_of(source.path, whole=whole)
    return delimited.sheets(source, sink, dialect) if dialect else None


def is_table(source: Source) -> bool:
    """Return whether a file is a spreadsheet or a text table, whatever it says."""
    return open_table(source, whole=False) is not None


def first_rows(source: Source) -> list[tuple[Sheet, list[Row]]]:
    """Return the sheets of a table with their first rows; an unreadable file has none."""
    opened = open_table(source, whole=False)
    if opened is None:
        return []
    with opened as sheets:
        return [(sheet, list(islice(sheet.rows, HEADER_WITHIN))) for sheet in sheets]

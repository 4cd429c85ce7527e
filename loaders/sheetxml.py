"""The rows of a workbook's sheet, read from its XML in a stream.

openpyxl's own reader takes five times as long and cannot tell a formula without a value from an
empty cell.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from defusedxml.common import DefusedXmlException

from loaders.source import Refusal, Sink, Source, refusal
from loaders.tables import MOST_COLUMNS, Fault, Row, Value, column_of
from shapes.finding import Finding, Level, Place

_CHUNK = 1 << 16
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_COMPUTED = "a formula that no program has computed"
BROKEN = (
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


@dataclass(frozen=True, slots=True)
class Package:
    """What the rows of a sheet need of the workbook around it.

    `moment` turns a number in a style of the workbook into a date where the style shows one.
    """

    open: Callable[[], AbstractContextManager[IO[bytes]]]
    strings: Sequence[str]
    moment: Callable[[float, int], Value]
    iso: Callable[[str], Value]
    position: Callable[[], int]


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


def unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which Excel writes as `_x000D_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class SheetRows:
    """The rows of one sheet, read by expat in chunks."""

    def __init__(self, package: Package, sheet: str, source: Source, sink: Sink | None):
        self._package, self._sheet, self._source, self._sink = package, sheet, source, sink
        self._ready: list[Row] = []
        self._cells: list[Value] = []
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._formula = self._inside = self._phonetic = False
        self._value = ""

    def __iter__(self) -> Iterator[Row]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        place = Place(self._source.name, self._sheet)
        try:
            with self._package.open() as xml:
                while chunk := xml.read(_CHUNK):
                    parser.Parse(chunk, False)
                    if self._sink is not None:
                        self._sink.advance(self._package.position())
                    yield from self._ready
                    self._ready.clear()
                parser.Parse(b"", True)
                yield from self._ready
        except (*BROKEN, expat.ExpatError) as error:
            raise damaged(place, error) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
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
                Place(self._source.name, self._sheet, spot),
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
        if ":" in name:
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
            return unescaped(written) or None
        if not written:
            # A formula may give an empty text: then its type says so.
            return Fault("=", _NOT_COMPUTED) if self._formula and kind != "str" else None
        if kind == "s":
            return unescaped(self._package.strings[int(written)])
        if kind == "str":
            return unescaped(written)
        if kind == "b":
            return written == "1"
        if kind == "e":
            return Fault(written, "an error of the spreadsheet program")
        if kind == "d":
            return self._package.iso(written)
        number = float(written) if set(written) & set(".eE") else int(written)
        return self._package.moment(number, self._style)

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
                places=(Place(self._source.name, self._sheet, first),),
            )
        )

    def _doctype(self, *_: object) -> None:
        raise _entities(Place(self._source.name, self._sheet))

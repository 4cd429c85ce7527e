"""Where the box of a comment lies on a sheet: of one size, however wide and high the cells are."""

from loaders.ooxml.cells import Spot, child, columns, numbered
from loaders.xml import Element

_WIDE, _LINE, _TALL = 44.0, 14.0, 420.0
"""The width of a box in signs, the height of a line and the most of a box in points."""
_SIGN, _POINT = 7, 4 / 3
"""Pixels of a sign and of a point at the usual size."""
_LAST = Spot(1_048_576, 16_383)
_MOST = 60
"""Rows or columns that a box spans at most: hidden ones have no size."""


class Grid:
    """The sizes of the columns and rows of a sheet."""

    def __init__(self, sheet: Element):
        usual = child(sheet, "sheetFormatPr")
        told = usual.attrib if usual is not None else {}
        self._wide = float(told.get("defaultColWidth", 9.14))
        self._high = float(told.get("defaultRowHeight", 15))
        self._widths = {
            span: 0.0 if one.get("hidden") in ("1", "true") else float(one.get("width", self._wide))
            for span, one in columns(sheet)
        }
        data = child(sheet, "sheetData")
        self._heights = {
            number: 0.0 if row.get("hidden") in ("1", "true") else float(row.get("ht"))
            for number, row in (numbered(data) if data is not None else ())
            if row.get("ht") is not None
        }

    def anchor(self, spot: Spot, note: str) -> str:
        """Return the box of a comment right of its cell, as high as its text is long.

        The eight numbers of an anchor: column and pixels, row and pixels, of two corners.
        """
        lines = sum(int(len(line) // (_WIDE - 6)) + 1 for line in note.split("\n")) + 2
        left, top = min(spot.column + 1, _LAST.column - 4), max(spot.row - 2, 0)
        right, across = left, _WIDE
        while right < min(left + _MOST, _LAST.column) and (wide := self._width(right)) <= across:
            across -= wide
            right += 1
        bottom, down = top, min(max(lines, 4) * _LINE, _TALL)
        while bottom < min(top + _MOST, _LAST.row - 1) and (high := self._height(bottom)) <= down:
            down -= high
            bottom += 1
        ends = (right, int(across * _SIGN), bottom, int(down * _POINT))
        return ", ".join(str(number) for number in (left, 15, top, 2, *ends))

    def _width(self, column: int) -> float:
        widths = (wide for span, wide in self._widths.items() if column in span)
        return next(widths, self._wide)

    def _height(self, row: int) -> float:
        return self._heights.get(row + 1, self._high)

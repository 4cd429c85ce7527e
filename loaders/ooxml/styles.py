"""Formats of cells in a workbook: clones of those that are there with one thing changed."""

from copy import deepcopy

from loaders import xml
from loaders.ooxml.cells import child
from loaders.ooxml.parts import Parts
from loaders.xml import Element

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_BARE = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0"'
    ' fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class Styles:
    """The styles part of a workbook; formats are added at the ends of its lists."""

    def __init__(self, parts: Parts):
        part = parts.related(parts.book, "styles")
        if part is None:
            bare = _BARE.format(parts.main[1:-1]).encode()
            part = parts.add("xl/styles{}.xml", bare, _TYPE)
            parts.relate(parts.book, "styles", part)
        self._root = parts.change(part)
        self._bare = parts.parsed(_BARE.format(parts.main[1:-1]).encode())
        self._filled: dict[tuple[int, str], int] = {}
        self._grounded: dict[tuple[int, int | None], int] = {}
        self._fills: dict[str, str] = {}

    def filled(self, style: int, colour: str) -> int:
        """Return a format that is another one on a ground of a colour (`RRGGBB`)."""
        if (style, colour) not in self._filled:
            known = self._section("cellXfs")
            xf = deepcopy(known[style if style < len(known) else 0])
            self._filled[style, colour] = self._format(
                xf, fillId=self._ground(colour), applyFill="1"
            )
        return self._filled[style, colour]

    def ground(self, style: int) -> str | None:
        """Return the colour (`RRGGBB`) of the solid ground of a format, None where it has none."""
        pattern = child(self._fill(style), "patternFill")
        if pattern is None or pattern.get("patternType") != "solid":
            return None
        colour = child(pattern, "fgColor")
        return None if colour is None else str(colour.get("rgb", "")).upper()[-6:]

    def grounded(self, style: int, other: int | None) -> int:
        """Return a format on the ground of another one, on none where there is no other."""
        if (style, other) not in self._grounded:
            self._grounded[style, other] = self._on_ground(style, other)
        return self._grounded[style, other]

    def _on_ground(self, style: int, other: int | None) -> int:
        known = self._section("cellXfs")
        xf = deepcopy(known[style if style < len(known) else 0])
        there = known[other].attrib if other is not None and other < len(known) else {}
        xf.set("fillId", there.get("fillId", "0"))
        xf.attrib.pop("applyFill", None)
        if "applyFill" in there:
            xf.set("applyFill", there["applyFill"])
        texts = [xml.spelled(one) + "".join(map(xml.spelled, one)) for one in (*known, xf)]
        same = texts.index(texts[-1])
        return same if same < len(known) else _appended(known, xf)

    def headed(self) -> int:
        """Return a format of headers: bold, in the font of the workbook."""
        return self._format(None, fontId=self._font({"b": {}}), applyFont="1")

    def linked(self) -> int:
        """Return a format of links: blue and underlined, in the font of the workbook."""
        look = {"u": {}, "color": {"rgb": "FF0563C1"}}
        return self._format(None, fontId=self._font(look), applyFont="1")

    def wrapped(self) -> int:
        """Return a format of long texts, which break into lines."""
        number = self._format(None, applyAlignment="1")
        xml.added(
            self._section("cellXfs")[number], "alignment", {"vertical": "top", "wrapText": "1"}
        )
        return number

    def _format(self, xf: Element | None, **changes: str) -> int:
        listed = self._section("cellXfs")
        if xf is None:
            xf = listed.makeelement(
                xml.namespace(listed) + "xf",
                {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"},
            )
        for name, value in changes.items():
            xf.set(name, value)
        return _appended(listed, xf)

    def _fill(self, style: int) -> Element:
        known, fills = self._section("cellXfs"), self._section("fills")
        xf = known[style if style < len(known) else 0]
        number = int(xf.get("fillId", 0))
        return fills[number if number < len(fills) else 0]

    def _ground(self, colour: str) -> str:
        if colour not in self._fills:
            listed = self._section("fills")
            ground = listed.makeelement(xml.namespace(listed) + "fill", {})
            pattern = xml.added(ground, "patternFill", {"patternType": "solid"})
            xml.added(pattern, "fgColor", {"rgb": f"FF{colour}"})
            xml.added(pattern, "bgColor", {"indexed": "64"})
            self._fills[colour] = str(_appended(listed, ground))
        return self._fills[colour]

    def _font(self, look: dict[str, dict[str, str]]) -> str:
        listed = self._section("fonts")
        font = listed.makeelement(xml.namespace(listed) + "font", {})
        plain = listed[0] if len(listed) else font
        own = {xml.local(one): dict(one.attrib) for one in plain} | look
        # Excel reads a font only in the order in which it writes one.
        for name in ("b", "u", "sz", "color", "name", "family", "charset", "scheme"):
            if name in own:
                xml.added(font, name, own[name])
        return str(_appended(listed, font))

    def _section(self, name: str) -> Element:
        found = child(self._root, name)
        if found is None:
            before = _ORDER[: _ORDER.index(name)]
            at = sum(xml.local(one) in before for one in self._root)
            found = deepcopy(child(self._bare, name))
            self._root.insert(at, found)
        return found


def _appended(listed: Element, one: Element) -> int:
    """Return the number of a new last child of a list, whose count is kept true."""
    listed.append(one)
    number = sum(1 for _ in xml.elements(listed))
    listed.set("count", str(number))
    return number - 1

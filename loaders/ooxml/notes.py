"""Comments on cells (ECMA-376 part 1, 18.7) and the boxes they show in (part 4, VML)."""

import re
from collections.abc import Mapping

from loaders import xml
from loaders.ooxml.boxes import Grid
from loaders.ooxml.cells import Spot, child, rich, spot_of
from loaders.ooxml.parts import Parts, escaped
from loaders.xml import Element

AUTHOR = "RBM Graph"
LONGEST = 32_000
"""Signs that a cell's text and comment may have, a little below the limit of Excel."""

_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_TYPE = "_x0000_t202"
_SHAPETYPE = (
    f'<v:shapetype id="{_TYPE}"{{}} coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_LAYOUT = '<o:shapelayout v:ext="edit"{}><o:idmap v:ext="edit" data="{}"/></o:shapelayout>'
_SHAPE = (
    '<v:shape id="_x0000_s{id}"{names} type="#{type}" style="position:absolute;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_END = re.compile(rb"</(?:\w+:)?xml\s*>\s*\Z")
_BLOCKS = re.compile(rb"(<(?:\w+:)?idmap\b[^>]*?\bdata=[\"'])([\d,\s]*)")
_BLOCK = 1024
_AFTER = frozenset({
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst", "AlternateContent",
})  # fmt: skip
"""What stands after the comments' drawing in a sheet (18.3.1.99)."""


def threaded(parts: Parts, sheet: str) -> set[Spot]:
    """Return the cells on which people talk: there Excel shows their talk and no comment."""
    found = set()
    for one in parts.relations(sheet):
        if one.kind == "threadedComment" and one.part in parts:
            for said in xml.elements(parts.tree(one.part)):
                spot = spot_of(said.get("ref", ""))
                if spot is not None:
                    found.add(spot)
    return found


def comment(parts: Parts, sheet: str, notes: Mapping[Spot, str]) -> None:
    """Write comments on cells of a sheet; what a cell's comment says already stays before it."""
    if not notes:
        return
    root = _comments(parts, sheet)
    authors, listed = child(root, "authors"), child(root, "commentList")
    if authors is None or listed is None:
        raise ValueError("the comments of a sheet name no authors or no list")
    author = str(_author(authors))
    there = {spot_of(one.get("ref", "")): one for one in xml.elements(listed)}
    fresh: dict[Spot, str] = {}
    for spot, note in notes.items():
        one = there.get(spot)
        if one is None:
            one = xml.added(listed, "comment", {"ref": str(spot), "authorId": author})
            xml.added(one, "text")
            fresh[spot] = note
        _say(one, note)
    if fresh:
        _draw(parts, sheet, fresh)


def _comments(parts: Parts, sheet: str) -> Element:
    part = parts.related(sheet, "comments")
    if part is None:
        empty = f'<comments xmlns="{parts.main[1:-1]}"><authors/><commentList/></comments>'
        part = parts.add("xl/comments{}.xml", empty.encode(), f"{_SHEETML}comments+xml")
        parts.relate(sheet, "comments", part)
    return parts.change(part)


def _author(authors: Element) -> int:
    names = [one.text for one in xml.elements(authors)]
    if AUTHOR not in names:
        xml.added(authors, "author").text = AUTHOR
        names.append(AUTHOR)
    return names.index(AUTHOR)


def _say(one: Element, note: str) -> None:
    """Add what we say to a comment, as runs of text after those that are there."""
    said = child(one, "text")
    if said is None:
        said = xml.added(one, "text", {}, 0)
    plain = child(said, "t")
    if plain is not None:
        # A plain text and runs side by side are more than Excel reads.
        run = xml.added(said, "r", {}, said.index(plain))
        run.append(plain)
    old = rich(said) or ""
    at = sum(xml.local(part) == "r" for part in said)
    head = ("\n\n" if old else "") + f"{AUTHOR}:"
    rest = f"\n{note}"[: max(LONGEST - len(old) - len(head), 0)]
    for text, bold in ((head, True), (rest, False)):
        run = xml.added(said, "r", {}, at)
        look = xml.added(run, "rPr")
        if bold:
            xml.added(look, "b")
        xml.added(look, "sz", {"val": "9"})
        xml.added(look, "color", {"indexed": "81"})
        xml.added(look, "rFont", {"val": "Tahoma"})
        xml.added(look, "family", {"val": "2"})
        xml.added(run, "t", {SPACE: "preserve"}).text = escaped(text)
        at += 1


def _draw(parts: Parts, sheet: str, notes: Mapping[Spot, str]) -> None:
    """Add the boxes of new comments to a sheet's drawing, as bytes: it may be no sound XML."""
    numbers = _numbers(parts, len(notes))
    blocks = ",".join(dict.fromkeys(str(number // _BLOCK) for number in numbers))
    part = drawing_of(parts, sheet)
    if part is None:
        drawn = f"<xml{_named(b'')}>{_LAYOUT.format('', blocks)}{_SHAPETYPE.format('')}</xml>"
        part = parts.add("xl/drawings/vmlDrawing{}.vml", drawn.encode(), _VML)
        _attach(parts, sheet, parts.relate(sheet, "vmlDrawing", part))
        content = drawn.encode()
    else:
        content = parts.read(part)
        names = _named(content)
        if _TYPE.encode() not in content:
            content = _inserted(content, _SHAPETYPE.format(names))
        content, count = _BLOCKS.subn(rb"\g<1>\g<2>," + blocks.encode(), content, count=1)
        if not count:
            content = _inserted(content, _LAYOUT.format(names, blocks))
    names = _named(content)
    grid = Grid(parts.tree(sheet))
    shapes = [
        _shape(spot, grid.anchor(spot, note), number, names)
        for (spot, note), number in zip(notes.items(), numbers, strict=True)
    ]
    parts.write(part, _inserted(content, "".join(shapes)))


def drawing_of(parts: Parts, sheet: str) -> str | None:
    """Return the drawing of a sheet's comments; that of its headers and footers is another."""
    named = child(parts.tree(sheet), "legacyDrawing")
    if named is None:
        return None
    relation = named.get(f"{{{parts.office}}}id")
    return next(one.part for one in parts.relations(sheet) if one.id == relation)


def _attach(parts: Parts, sheet: str, relation: str) -> None:
    root = parts.change(sheet)
    children = list(root)
    data = next(at for at, one in enumerate(children) if xml.local(one) == "sheetData")
    at = next(
        (at for at, one in enumerate(children) if at > data and xml.local(one) in _AFTER),
        len(children),
    )
    xml.added(root, "legacyDrawing", {f"{{{parts.office}}}id": relation}, at)


def _numbers(parts: Parts, count: int) -> list[int]:
    """Return numbers for shapes from blocks of 1,024 that no drawing of the workbook uses."""
    used = [0]
    for name in parts.names():
        if name.lower().endswith(".vml"):
            for found in _BLOCKS.finditer(parts.read(name)):
                used += [int(number) for number in found[2].split(b",") if number.strip()]
    first = max(used) + 1
    return [
        (first + number // (_BLOCK - 1)) * _BLOCK + 1 + number % (_BLOCK - 1)
        for number in range(count)
    ]


def _named(drawn: bytes) -> str:
    """Return the declarations that elements of ours need inside a drawing."""
    return "".join(
        f' xmlns:{prefix}="{name}"'
        for prefix, name in _NAMES.items()
        if not re.search(rf"xmlns:{prefix}=[\"']{name}[\"']".encode(), drawn)
    )


def _inserted(drawn: bytes, more: str) -> bytes:
    end = _END.search(drawn)
    if end is None:
        raise ValueError("the drawing of a sheet's comments does not end")
    return drawn[: end.start()] + more.encode() + drawn[end.start() :]


def _shape(spot: Spot, anchor: str, number: int, names: str) -> str:
    return _SHAPE.format(
        id=number, names=names, type=_TYPE, anchor=anchor, row=spot.row - 1, column=spot.column
    )  # fmt: skip

"""Our part of comments on cells taken back, with the boxes of those that said nothing else."""

import re
from collections.abc import Callable, Collection

from loaders import xml
from loaders.ooxml.cells import Spot, child, rich, spot_of
from loaders.ooxml.notes import AUTHOR, SPACE, drawing_of
from loaders.ooxml.parts import Parts, escaped
from loaders.sheetxml import unescaped
from loaders.xml import Element

Remains = Callable[[str], str]
"""Returns what of a paragraph in a comment of ours somebody else has written."""

_OURS = re.compile(rf"(?:\A|\n\n){re.escape(AUTHOR)}:\n")
_BOX = re.compile(rb"<((?:\w+:)?)shape\b[^>]*(?<!/)>.*?</\1shape\s*>", re.DOTALL)
_AT = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d+)\s*</")


def uncomment(parts: Parts, sheet: str, remains: Remains) -> dict[Spot, list[str]]:
    """Take back our comments on a sheet; return the cells with the paragraphs that were there."""
    part = parts.related(sheet, "comments")
    listed = child(parts.tree(part), "commentList") if part else None
    if part is None or listed is None:
        return {}
    found: dict[Spot, list[str]] = {}
    bare = set()
    for one in xml.elements(listed):
        said, spot = child(one, "text"), spot_of(one.get("ref", ""))
        text = (rich(said) or "").replace("\r\n", "\n")
        theirs, *ours = _OURS.split(text)
        if not ours or said is None or spot is None:
            continue
        found[spot] = [paragraph for block in ours for paragraph in block.split("\n\n")]
        rest = "\n\n".join(filter(None, map(remains, found[spot])))
        parts.change(part)
        if theirs or rest:
            _cut(said, len(theirs))
            if rest:
                run = xml.added(said, "r")
                text = ("\n\n" if theirs else "") + rest
                xml.added(run, "t", {SPACE: "preserve"}).text = escaped(text)
        else:
            listed.remove(one)
            bare.add(spot)
    drawing = drawing_of(parts, sheet)
    if bare and drawing is not None:
        parts.write(drawing, _without_boxes(parts.read(drawing), bare))
    return found


def _cut(said: Element, length: int) -> None:
    """Keep the beginning of a comment of so many signs, as it is formatted."""
    left = length
    for one in list(xml.elements(said)):
        held = child(one, "t") if xml.local(one) == "r" else one
        if held is None or xml.local(held) != "t":
            continue
        text = unescaped(held.text or "").replace("\r\n", "\n")
        if left <= 0:
            said.remove(one)
        elif len(text) > left:
            held.text = escaped(text[:left])
        left -= len(text)


def _without_boxes(drawn: bytes, spots: Collection[Spot]) -> bytes:
    def kept(box: re.Match[bytes]) -> bytes:
        at = {found[1]: int(found[2]) for found in _AT.finditer(box[0])}
        here = b"Row" in at and b"Column" in at
        return b"" if here and Spot(at[b"Row"] + 1, at[b"Column"]) in spots else box[0]

    return _BOX.sub(kept, drawn)

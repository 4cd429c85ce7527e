"""The layout of a results chain: a lane per level, children below what they contribute to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.drawings.text import wrapped

WIDTH = 1180
BOX = 208
GAP = 18
LINE = 17
MARGIN = 148
"""Pixels at the start that hold the names of the levels."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element to draw: its level is the name of its lane."""

    key: str
    label: str
    language: str
    address: str | None
    level: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """An element in its place, its name broken into lines."""

    element: Element
    x: float
    y: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A level's band and its name in lines."""

    lines: tuple[str, ...]
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole picture."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    edges: tuple[str, ...]


def draw(elements: Iterable[Element], levels: Sequence[str]) -> Chain:
    """Return the layout of elements in lanes of this order."""
    by_level: dict[str, list[Element]] = {}
    for element in elements:
        by_level.setdefault(element.level, []).append(element)
    row = (WIDTH - MARGIN) // (BOX + GAP)
    lanes: list[Lane] = []
    boxes: dict[str, Box] = {}
    y = 0.0
    for level in levels:
        members = by_level.get(level)
        if not members:
            continue
        members.sort(key=lambda element: (_middle(element, boxes), element.label.casefold()))
        top = y
        y += GAP
        for start in range(0, len(members), row):
            line = members[start : start + row]
            texts = [wrapped(element.label, BOX - 20, 4) for element in line]
            height = LINE * max(len(text) for text in texts) + 18
            for column, (element, text) in enumerate(zip(line, texts, strict=True)):
                x = MARGIN + column * (BOX + GAP)
                boxes[element.key] = Box(element, x, y, height, text)
            y += height + GAP
        lanes.append(Lane(wrapped(level, MARGIN - 30, 3), top, y - top))
        y += GAP
    return Chain(WIDTH, max(y, 1), tuple(lanes), tuple(boxes.values()), tuple(_edges(boxes)))


def _middle(element: Element, boxes: Mapping[str, Box]) -> float:
    """Return where the parents of an element stand on average, so that lines cross little."""
    places = [boxes[parent].x for parent in element.parents if parent in boxes]
    return sum(places) / len(places) if places else WIDTH


def _edges(boxes: Mapping[str, Box]) -> Iterable[str]:
    for box in boxes.values():
        for parent in box.element.parents:
            above = boxes.get(parent)
            if above is None:
                continue
            x, y = box.x + BOX / 2, box.y
            to_x, to_y = above.x + BOX / 2, above.y + above.height
            bend = (y - to_y) / 2
            yield f"M{x} {y}C{x} {y - bend:.1f} {to_x} {to_y + bend:.1f} {to_x} {to_y + 5}"

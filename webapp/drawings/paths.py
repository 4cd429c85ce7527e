"""The layout of the chains between two things: the ends left and right, steps between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from webapp.drawings.text import wrapped

BOX = 196
ACROSS = 330
"""Pixels from one step to the next; the words on a hop stand in the gap."""
LINE = 17
GAP = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A thing on a chain."""

    key: str
    label: str
    language: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop from a thing to the next; `forward` tells which way its words are to be read."""

    start: Node
    end: Node
    text: str
    forward: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in its place."""

    node: Node
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    is_end: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A hop as a line with its words in the middle."""

    hop: Hop
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Paths:
    """The whole picture."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def draw(chains: Sequence[Sequence[Hop]]) -> Paths:
    """Return the layout of chains that share their two ends."""
    longest = max((len(chain) for chain in chains), default=0)
    columns: list[dict[str, Node]] = [{} for _ in range(longest + 1)]
    for chain in chains:
        columns[0].setdefault(chain[0].start.key, chain[0].start)
        columns[longest].setdefault(chain[-1].end.key, chain[-1].end)
        for at, hop in enumerate(chain[:-1], start=1):
            columns[at].setdefault(hop.end.key, hop.end)
    heights = [
        sum(LINE * len(lines(node)) + 18 + GAP for node in column.values()) for column in columns
    ]
    height = max(heights, default=0.0)
    boxes: dict[tuple[int, str], Box] = {}
    for at, column in enumerate(columns):
        y = (height - heights[at]) / 2 + GAP / 2
        for node in column.values():
            text = lines(node)
            tall = LINE * len(text) + 18
            end = at in (0, longest)
            boxes[at, node.key] = Box(node, at * ACROSS + 2, y, tall, text, end)
            y += tall + GAP
    return Paths(
        longest * ACROSS + BOX + 4,
        max(height, 1),
        tuple(boxes.values()),
        tuple(edges(chains, longest, boxes)),
    )


def lines(node: Node) -> tuple[str, ...]:
    """Return the name of a thing in lines."""
    return wrapped(node.label, BOX - 20, 3)


def edges(
    chains: Sequence[Sequence[Hop]], longest: int, boxes: dict[tuple[int, str], Box]
) -> Iterable[Edge]:
    """Return every hop once as a line between its boxes."""
    drawn = set()
    for chain in chains:
        for at, hop in enumerate(chain):
            to = longest if at == len(chain) - 1 else at + 1
            key = (at, hop.start.key, to, hop.end.key)
            if key in drawn:
                continue
            drawn.add(key)
            a, b = boxes[at, hop.start.key], boxes[to, hop.end.key]
            x, y = a.x + BOX, a.y + a.height / 2
            to_x, to_y = b.x, b.y + b.height / 2
            bend = min(70.0, (to_x - x) / 2)
            inset = 6
            path = (
                f"M{x + (0 if hop.forward else inset)} {y}C{x + bend:.1f} {y} "
                f"{to_x - bend:.1f} {to_y} {to_x - (inset if hop.forward else 0)} {to_y}"
            )
            yield Edge(hop, path, (x + to_x) / 2, (y + to_y) / 2)

"""Where the elements of an XML file begin, to the line and column."""

from collections import deque
from typing import Any
from xml.parsers import expat

from loaders.source import Refusal, Source, refusal
from shapes.finding import Place

Spot = tuple[int, int]
"""Line and column at which an element's start tag begins, both counted from 1."""


class Spots:
    """Finds where elements begin.

    libxml2 knows the line on which a start tag ends, no column, and lines beyond 65,535 only by
    guess; expat knows better, so the bytes go through it too. An encoding that it does not read
    gives no spots.
    """

    def __init__(self, source: Source):
        self.found: deque[Spot] = deque()
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._source = source
        self._parser.StartElementHandler = self._begin
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, data: bytes) -> None:
        """Read on."""
        if self._parser is None:
            return
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError:
            self._parser = None

    def take(self, element: Any) -> list[Spot]:
        """Return the spots of an element and of all in it, in the document's order."""
        number = sum(1 for node in element.iter("*"))
        return [self.found.popleft() for _ in range(min(number, len(self.found)))]

    def _begin(self, _name: str, _attributes: dict[str, str]) -> None:
        parser = self._parser
        if parser is not None:
            self.found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    def _refuse(self, *_: object) -> None:
        raise has_doctype(self._source)


def has_doctype(source: Source) -> Refusal:
    """Return the refusal of a file in which a parser met a DOCTYPE."""
    return refusal(
        "LOAD-DOCTYPE",
        f"{source.name} has a DOCTYPE.",
        Place(source.name),
        "Delete it and load the file again.",
        zh=f"{source.name} 含有 DOCTYPE，不予读取。",
    )


def starts(source: Source) -> list[Spot]:
    """Return where each element of a whole file begins, in the document's order."""
    spots = Spots(source)
    with source.path.open("rb") as file:
        while data := file.read(1_048_576):
            spots.feed(data)
    return list(spots.found)

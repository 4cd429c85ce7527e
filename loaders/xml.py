"""XML, streamed or whole: the only module that imports lxml.

No DOCTYPE, no entities, no network; an element's line is the one that the user's editor shows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree

from loaders.limits import LIMITS, check_xml, too_deep
from loaders.source import Refusal, Sink, Source, refusal
from loaders.spots import Spot, Spots, has_doctype
from shapes.finding import Place

Element = Any
"""An element of lxml; its published stubs are wrong about lines, so it is not named here."""

XML = "{http://www.w3.org/XML/1998/namespace}"
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def local(element: Element) -> str:
    """Return an element's name without its namespace, an empty text for a comment."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag if tag[0] != "{" else tag.rpartition("}")[2]


def line(element: Element) -> int:
    """Return the line on which an element begins."""
    return int(element.sourceline or 1)


def elements(parent: Element) -> Iterator[Element]:
    """Return the child elements, without comments and processing instructions."""
    return iter([child for child in parent if isinstance(child.tag, str)])


def attributes(element: Element) -> list[str]:
    """Return the names of an element's attributes, `xml:` ones as they are written."""
    return [name.replace(XML, "xml:") for name in element.attrib]


def text_of(element: Element) -> str:
    """Return an element's own text, that of its comments' tails included."""
    if not len(element):
        return element.text or ""
    return "".join(
        [element.text or "", *(child.tail or "" for child in element if not _named(child))]
    )


def skeleton(root: Element, tags: Iterable[str]) -> Element:
    """Return a root with its attributes and empty children; its lines count root and children.

    lxml takes no line above 65,535, so real ones cannot be set.
    """
    bare: Element = etree.Element(root.tag, dict(root.attrib))
    bare.sourceline = 1
    for number, tag in enumerate(tags, start=2):
        child: Element = etree.SubElement(bare, tag)
        child.sourceline = min(number, 65_535)
    return bare


def find(element: Element, path: str) -> Element | None:
    """Return the first element at a path, None where there is none or the path has prefixes."""
    try:
        found = element.xpath(path)
    except etree.XPathError:
        return None
    return found[0] if isinstance(found, list) and found else None


def spelled(element: Element) -> str:
    """Return the start of an element as it stands, for a quotation."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{local(element)}{attributes}>"


def _named(element: Element) -> bool:
    return isinstance(element.tag, str)


class _Counted:
    """A file that counts what is read of it and refuses one item that is too large."""

    def __init__(self, file: IO[bytes], source: Source, sink: Sink, spots: Spots):
        self._file = file
        self._source = source
        self._sink = sink
        self._spots = spots
        self._since = self.position = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._file.read(size)
        self.position += len(data)
        self._sink.advance(self.position)
        self._spots.feed(data)
        if self.position - self._since > LIMITS.item_bytes:
            raise refusal(
                "LOAD-SIZE",
                f"{self._source.name} holds one item of more than {LIMITS.item_bytes:,} bytes.",
                Place(self._source.name),
                "Split the file into smaller items.",
                zh=f"{self._source.name} 含有过大的单个条目。",
            )
        return data

    def item(self) -> None:
        """Begin counting a new item."""
        self._since = self.position


def stream(source: Source, sink: Sink) -> Iterator[tuple[Element, Element, list[Spot]]]:
    """Return the root with each of its child elements and the spots in it, one at a time.

    An element is forgotten once the next is asked for, so memory holds one.
    """
    check_xml(source.path, Place(source.name))
    spots = Spots(source)
    with source.path.open("rb") as file:
        counted = _Counted(file, source, sink, spots)
        root: Element | None = None
        depth = 0
        try:
            for event, element in etree.iterparse(counted, events=("start", "end"), **_SAFE):
                if event == "start":
                    depth += 1
                    if root is None:
                        root = element
                        _refuse_doctype(root, source)
                        if spots.found:
                            spots.found.popleft()
                    continue
                depth -= 1
                if depth == 1 and root is not None:
                    counted.item()
                    yield root, element, spots.take(element)
                    element.clear()
                    while element.getprevious() is not None:
                        del root[0]
        except etree.XMLSyntaxError as error:
            raise broken(source, error) from error
        except OSError as error:
            raise _unreadable(source) from error


def tree(source: Source) -> Element:
    """Return the root of a whole XML file, refusing one that is too large to hold."""
    check_xml(source.path, Place(source.name))
    if source.path.stat().st_size > LIMITS.item_bytes:
        raise refusal(
            "LOAD-SIZE",
            f"{source.name} is larger than {LIMITS.item_bytes:,} bytes.",
            Place(source.name),
            "Split the file.",
            zh=f"{source.name} 过大。",
        )
    try:
        with source.path.open("rb") as file:
            root = etree.parse(file, etree.XMLParser(**_SAFE)).getroot()
    except etree.XMLSyntaxError as error:
        raise broken(source, error) from error
    except OSError as error:
        raise _unreadable(source) from error
    _refuse_doctype(root, source)
    return root


def parsed(content: bytes, source: Source) -> Element:
    """Return the root of XML that is held in memory, one part of the package `source`."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise broken(source, error) from error
    _refuse_doctype(root, source)
    return root


def serialized(root: Element) -> bytes:
    """Return a root, and what stands before it, as UTF-8 with a declaration."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def added(
    parent: Element, tag: str, attributes: dict[str, str] | None = None, at: int | None = None
) -> Element:
    """Return a new child, at a position or at the end; a bare tag is of its parent's namespace."""
    if tag[0] != "{":
        tag = namespace(parent) + tag
    child = parent.makeelement(tag, attributes or {})
    parent.insert(len(parent) if at is None else at, child)
    return child


def namespace(element: Element) -> str:
    """Return an element's namespace in braces, an empty text where it has none."""
    return str(element.tag[: element.tag.rfind("}") + 1])


def _unreadable(source: Source) -> Refusal:
    # lxml tells bytes that are no text of the declared encoding by an OSError.
    return refusal(
        "LOAD-ENCODING",
        f"{source.name} holds bytes that its encoding does not have.",
        Place(source.name),
        "Save the file as UTF-8.",
        zh=f"{source.name} 含有不符合其编码的字节，请存为 UTF-8。",
    )


def _refuse_doctype(root: Element, source: Source) -> None:
    # The prolog was read before; this is the parser's own word on it.
    if root.getroottree().docinfo.internalDTD is not None:
        raise has_doctype(source)


def broken(source: Source, error: etree.XMLSyntaxError) -> Refusal:
    """Return the refusal of a text that is not well-formed XML, where it breaks off."""
    at, column = error.position
    place = Place(source.name, line=at or None, column=column or None)
    if "encoding" in error.msg.lower() or "not proper UTF-8" in error.msg:
        return refusal(
            "LOAD-ENCODING",
            f"{source.name} holds bytes at line {at}, column {column} that its encoding does not"
            " have; XML is UTF-8 unless its first line names another one.",
            place,
            'Save the file as UTF-8, or name the encoding that it has: encoding="ISO-8859-1".',
            zh=f"{source.name} 第 {at} 行第 {column} 列含有不符合其编码的字节。",
        )
    if "depth" in error.msg:
        return too_deep(place, LIMITS.xml_depth)
    # libxml2 says at the end once more where it is.
    said = re.sub(r",? line \d+, column \d+$", "", error.msg)
    return refusal(
        "LOAD-SYNTAX",
        f"{source.name} is not well-formed XML at line {at}, column {column}: {said}.",
        place,
        "Correct the line, or fetch the file again if it is cut off.",
        zh=f"{source.name} 第 {at} 行第 {column} 列不符合 XML 语法。",
    )


class _Bundled(etree.Resolver):
    """Answers an import of a schema from memory, never from the network."""

    def __init__(self, files: dict[str, str]):
        super().__init__()
        self._files = files

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        """Return the schema of a name; an unknown one is empty."""
        name = (system_url or "").rpartition("/")[2]
        return self.resolve_string(  # type: ignore[call-arg]
            self._files.get(name, "<empty/>"), context
        )


class Schema:
    """An XML Schema made from texts, which judges one element at a time."""

    def __init__(self, text: str, imported: dict[str, str]):
        parser = etree.XMLParser(**_SAFE)
        parser.resolvers.add(_Bundled(imported))
        self._schema = etree.XMLSchema(etree.fromstring(text.encode(), parser))

    def faults(self, element: Element) -> list["Fault"]:
        """Return every fault in an element and what it holds."""
        if self._schema.validate(element):
            return []
        log: Any = self._schema.error_log
        return [Fault(error.line, error.message, error.path or "") for error in log]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a schema finds wrong: where, what, and the path of the element."""

    line: int
    message: str
    path: str

"""An IATI document while it is written: what each element says, and what the standard demands.

Everything that the data has is put in first; then what lacks a required part is taken out again,
from the leaves up, so nothing is invented to satisfy the standard.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from rdflib import RDFS, Graph, Literal
from rdflib.namespace import XSD
from rdflib.term import Node

from loaders.iati.schema import attributes, children, table

Triple = tuple[Node, Node, Node]
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIGITS = re.compile(r"(\d+)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Draft:
    """Elements, and the statements of a graph that each of them says."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self._said: defaultdict[Element, list[Triple]] = defaultdict(list)

    def put(
        self, parent: Element, tag: str, *said: Triple, text: str | None = None, **given: str | None
    ) -> Element:
        """Return a new child element with the attributes that have a value.

        What XML cannot hold whole is shortened, and then not noted as said.
        """
        named = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
        element = SubElement(
            parent, tag, {name: _plain(value) for name, value in named.items() if value is not None}
        )
        element.text = None if text is None else _plain(text)
        if all(_plain(value) == value for value in (*named.values(), text) if value is not None):
            self.say(element, *said)
        return element

    def say(self, element: Element, *said: Triple) -> None:
        """Note statements that an element says, as far as the graph makes them."""
        self._said[element] += [triple for triple in said if triple in self.graph]

    def said(self, root: Element) -> set[Triple]:
        """Return the statements of an element and of all that is in it."""
        return {triple for element in root.iter() for triple in self._said.get(element, ())}

    def values(self, subject: Node, predicate: Node) -> list[Node]:
        """Return the values of a property in the order in which people count."""
        return sorted(self.graph.objects(subject, predicate), key=counted)

    def subjects(self, predicate: Node, value: Node) -> list[Node]:
        """Return the things that have a value, in the order in which people count."""
        return sorted(self.graph.subjects(predicate, value), key=counted)

    def first(self, subject: Node, predicate: Node) -> Node | None:
        """Return the first value of a property."""
        return next(iter(self.values(subject, predicate)), None)

    def narratives(self, parent: Element, subject: Node, predicate: Node = RDFS.label) -> None:
        """Put each text of a property in an element, with its language."""
        for value in sorted(self.graph.objects(subject, predicate), key=_language_first):
            self.narrative(parent, subject, predicate, value)

    def narrative(self, parent: Element, subject: Node, predicate: Node, value: Node) -> None:
        """Put one text in an element; one that XML cannot hold whole is not noted as said."""
        if not isinstance(value, Literal) or not (text := _plain(str(value)).strip()):
            return
        told = self.put(parent, "narrative", text=text)
        if value.language:
            told.set(LANG, value.language)
        if text == str(value):
            self.say(told, (subject, predicate, value))

    def texts(self, parent: Element, tag: str, subject: Node, predicate: Node) -> None:
        """Put a property's texts as the narratives of a child element of their own."""
        if (subject, predicate, None) in self.graph:
            self.narratives(self.put(parent, tag), subject, predicate)

    def day(self, parent: Element, tag: str, subject: Node, predicate: Node, **given: str) -> None:
        """Put a date as an element of its own; one without a day cannot stand there."""
        for value in self.values(subject, predicate):
            if text := day(value):
                self.put(parent, tag, (subject, predicate, value), iso_date=text, **given)
                return


def counted(node: Node) -> tuple[tuple[bool, int, str], ...]:
    """Return a key that sorts `…/2` before `…/10`."""
    parts = [part for part in _DIGITS.split(str(node)) if part]
    return tuple(
        (False, int(part), part) if part.isascii() and part.isdigit() else (True, 0, part)
        for part in parts
    )


def coded(term: Node | None, kind: str, number: int = 1) -> tuple[str, ...]:
    """Return the codes of IATI that the IRI of a concept is made of, nothing where it is none."""
    _, mark, rest = str(term or "").rpartition(f"/iati/{kind}/")
    parts = tuple(unquote(part) for part in rest.split("/")) if mark else ()
    return parts if len(parts) == number else ()


def day(value: Node | None) -> str | None:
    """Return a date as the standard writes it, None where the value is no day."""
    whole = isinstance(value, Literal) and value.datatype == XSD.date
    return str(value) if whole and _DAY.match(str(value)) else None


def complete(element: Element, kind: str) -> list[str]:
    """Order what an element holds, take out what is incomplete, and return what it lacks."""
    row = table()[kind]
    told = children(row)
    types = {name: type_ for name, type_, _ in told}
    order = {name: number for number, (name, _, _) in enumerate(told)}
    reasons: dict[str, list[str]] = {}
    for child in list(element):
        if lacking := complete(child, types[child.tag]):
            element.remove(child)
            reasons.setdefault(child.tag, [f"{child.tag}/{part}" for part in lacking])
    element[:] = sorted(element, key=lambda child: order[child.tag])
    present = {child.tag for child in element}
    lacks: list[str] = []
    for name, _, count in told:
        if count in ("", "+") and name not in present:
            lacks += reasons.get(name, [name])
    needed = (name for name, _, required in attributes(row) if required)
    return [*lacks, *(f"@{name}" for name in needed if element.get(name) is None)]


def groups(values: list[Node]) -> Iterator[list[Node]]:
    """Return texts in groups that hold at most one of each language."""
    waiting = sorted(values, key=_language_first)
    while waiting:
        group: dict[str, Node] = {}
        for value in waiting:
            group.setdefault(_language(value), value)
        yield list(group.values())
        waiting = [value for value in waiting if group[_language(value)] is not value]


def _language(value: Node) -> str:
    return (isinstance(value, Literal) and value.language) or ""


def _language_first(value: Node) -> tuple[bool, str, str]:
    language = _language(value)
    return (language not in ("", "en"), language, str(value))


def _plain(text: str) -> str:
    return _NOT_XML.sub("", text)

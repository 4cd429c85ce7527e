"""The forms of StratML Part 2 while they are filled: texts, identifiers, order, empty forms."""

import re
from collections.abc import Iterable
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from rdflib import DCTERMS, RDFS, SKOS, Literal
from rdflib.term import Node

from loaders.exports.iati_draft import Draft, counted
from loaders.stratml.structure import rules
from ontology.vocabulary import RBM

PART = 2
_TEXTS = {
    "Name": RDFS.label,
    "MeasurementDimension": RDFS.label,
    "Description": DCTERMS.description,
    "OtherInformation": RDFS.comment,
    "Identifier": DCTERMS.identifier,
    "SequenceIndicator": SKOS.notation,
}
_IDENTIFIER = re.compile(r"[^\W\d][\w.\-·]*\Z")


def describe(draft: Draft, element: Element, subject: Node) -> None:
    """Put the texts of a thing for which the standard has a form in an element."""
    known = rules(PART)[element.tag].children
    for name, property_ in _TEXTS.items():
        if name in known:
            put_text(draft, element, name, subject, property_)


def put_text(draft: Draft, element: Element, name: str, subject: Node, property_: Node) -> None:
    """Put one text, the English before others: the standard has no languages."""
    values = sorted(draft.graph.objects(subject, property_), key=_english_first)
    for value in values:
        text = str(value)
        if name != "Identifier" or _IDENTIFIER.match(text):
            draft.put(element, name, (subject, property_, value), text=text)
            return


def listed(draft: Draft, things: Iterable[Node]) -> list[Node]:
    """Return things by their stated order, then as people count."""

    def key(thing: Node) -> tuple[float, object]:
        order = draft.first(thing, RBM.order)
        number = order.toPython() if isinstance(order, Literal) else None
        return (number if isinstance(number, int) else float("inf"), counted(thing))

    return sorted(things, key=key)


def tail(term: Node, kind: str) -> tuple[str, ...]:
    """Return the parts of an IRI that a StratML file gave, nothing where it is another's."""
    _, mark, rest = str(term).rpartition(f"/stratml/{kind}/")
    return tuple(unquote(part) for part in rest.split("/")) if mark else ()


def complete(root: Element) -> None:
    """Order the children of every element; put an empty form where one must stand.

    An identifier that another thing has is taken out: it must be the only one of its kind.
    """
    known = rules(PART)
    seen: set[str] = set()
    for element in list(root.iter()):
        rule = known[element.tag]
        for child in element.findall("Identifier"):
            if child.text in seen:
                element.remove(child)
            seen.add(child.text or "")
        present = {child.tag for child in element}
        for name, (least, _) in rule.children.items():
            if least and name not in present and known[name].text == "string":
                SubElement(element, name)
        order = list(rule.children)
        element[:] = sorted(element, key=lambda child: order.index(child.tag))


def _english_first(value: Node) -> tuple[bool, object]:
    language = (isinstance(value, Literal) and value.language) or ""
    return (language not in ("", "en"), counted(value))

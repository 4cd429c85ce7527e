"""Which rules and questions name which terms: what shows that a term earns its place.

The texts come from the floors above; nothing of theirs is imported here.
"""

import re
from collections.abc import Mapping

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from ontology.vocabulary import RBM, RBMSH

_NAME = re.compile(rf"(?:\brbm:|<{re.escape(str(RBM))}|\bRBM\.)(?P<name>[A-Za-z]+)")


def named_in(text: str) -> frozenset[URIRef]:
    """Return the terms that a piece of Turtle, SPARQL or Python names."""
    return frozenset(
        URIRef(str(RBM) + match["name"])
        for match in _NAME.finditer(text)
        if match["name"] in RBM.__annotations__
    )


def users(texts: Mapping[str, str]) -> dict[URIRef, tuple[str, ...]]:
    """Return, for each term that is named at all, the names of the texts that name it."""
    found: dict[URIRef, list[str]] = {}
    for name in sorted(texts):
        for term in named_in(texts[name]):
            found.setdefault(term, []).append(name)
    return {term: tuple(names) for term, names in found.items()}


def rule_texts(shapes: Graph) -> dict[str, str]:
    """Return what each named shape says, by the local name of its IRI, which is its rule's id."""
    return {
        subject.removeprefix(str(RBMSH)): "\n".join(_said(shapes, subject, set()))
        for subject in set(shapes.subjects())
        if isinstance(subject, URIRef) and subject.startswith(str(RBMSH))
    }


def _said(shapes: Graph, subject: Node, seen: set[Node]) -> list[str]:
    """Return the terms and texts that a shape holds, its blank nodes followed."""
    seen.add(subject)
    said = []
    for value in shapes.objects(subject):
        if isinstance(value, BNode):
            said += [] if value in seen else _said(shapes, value, seen)
        elif isinstance(value, URIRef):
            said.append(f"<{value}>")
        else:
            said.append(str(value))
    return said

"""What the ontology says of itself: title, version, licence, who made it, how to cite it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, OWL, Literal, URIRef
from rdflib.namespace import VANN

from ontology.modules import LANGUAGES, ONTOLOGY, graph, turtle

PREFIX = re.compile(r"^@prefix (?P<name>\S*): <(?P<namespace>[^>]+)> \.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of the whole ontology; `namespaces` are those that its modules use, by prefix."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    version: str
    version_iri: str
    created: str
    modified: str
    creator: str
    licence: str
    citation: str
    prefix: str
    namespace: str
    namespaces: Mapping[str, str]


@cache
def header() -> Header:
    """Return what the root of the ontology says of the whole."""
    source, root = graph(), URIRef(ONTOLOGY)

    def said(predicate: URIRef) -> str:
        return str(source.value(root, predicate))

    def texts(predicate: URIRef) -> Mapping[str, str]:
        found = {
            text.language: str(text)
            for text in source.objects(root, predicate)
            if isinstance(text, Literal) and text.language
        }
        return {tag: found[tag] for tag in LANGUAGES}

    return Header(
        titles=texts(DCTERMS.title),
        descriptions=texts(DCTERMS.description),
        version=said(OWL.versionInfo),
        version_iri=said(OWL.versionIRI),
        created=said(DCTERMS.created),
        modified=said(DCTERMS.modified),
        creator=said(DCTERMS.creator),
        licence=said(DCTERMS.license),
        citation=said(DCTERMS.bibliographicCitation),
        prefix=said(VANN.preferredNamespacePrefix),
        namespace=said(VANN.preferredNamespaceUri),
        namespaces=_namespaces(),
    )


def _namespaces() -> Mapping[str, str]:
    found = {
        match["name"]: match["namespace"]
        for file in turtle()
        for match in PREFIX.finditer(file.read_text(encoding="utf-8"))
    }
    return dict(sorted(found.items()))

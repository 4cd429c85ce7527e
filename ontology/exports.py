"""The ontology in the forms that other tools read: one merged file, nothing to be fetched."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.namespace import XSD

from ontology.modules import CODES, ONTOLOGY, codes, graph
from ontology.terms import terms
from ontology.vocabulary import RBM

CONTEXT = "https://w3id.org/rbm/context.jsonld"
"""Address of the JSON-LD context."""

MEDIA_TYPES: Mapping[str, str] = {
    "turtle": "text/turtle",
    "rdfxml": "application/rdf+xml",
    "owlxml": "application/owl+xml",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "context": "application/ld+json",
}
"""The forms in which the ontology is written, and what HTTP calls each."""

_RDFLIB = {"turtle": "longturtle", "rdfxml": "xml", "jsonld": "json-ld", "ntriples": "nt11"}

PREFIXES = {
    "rbm": str(RBM),
    "code": CODES,
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": str(RDFS),
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": str(XSD),
}
"""The prefixes of the JSON-LD context."""


def merged() -> Graph:
    """Return the whole ontology under its one header, with no imports left to resolve."""
    whole = graph()
    root = URIRef(ONTOLOGY)
    for header in set(whole.subjects(RDF.type, OWL.Ontology)) - {root}:
        whole.remove((header, None, None))
    whole.remove((root, OWL.imports, None))
    return whole


@cache
def written(form: str, *, with_codes: bool = False) -> bytes:
    """Return the ontology in a form of `MEDIA_TYPES`, with the code lists where asked.

    OWL/XML is for Protégé and holds the ontology alone. Raises `KeyError` on another form.
    """
    if form not in MEDIA_TYPES:
        raise KeyError(f"No form is called {form!r}; there are: {', '.join(MEDIA_TYPES)}.")
    if form == "context":
        return (json.dumps(context(), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "owlxml":
        from ontology.reasoning import owl_xml  # brings Java; the other forms do without

        return owl_xml(merged())
    whole = merged() + codes() if with_codes else merged()
    return whole.serialize(format=_RDFLIB[form], encoding="utf-8")


def context() -> dict[str, Any]:
    """Return a JSON-LD 1.1 context: every term by its local name, links and numbers typed.

    A text in several languages becomes an object from language tag to text.
    """
    names: dict[str, Any] = {"@version": 1.1, **PREFIXES, "id": "@id", "type": "@type"}
    names["label"] = {"@id": "rdfs:label", "@container": "@language"}
    for term in terms().values():
        entry: dict[str, str] = {"@id": f"rbm:{term.name}"}
        if term.kind == "object property":
            entry["@type"] = "@id"
        elif term.kind == "datatype property" and len(term.values) == 1:
            (value,) = term.values
            if value == RDF.langString:
                entry["@container"] = "@language"
            elif value != XSD.string:
                entry["@type"] = f"xsd:{value.removeprefix(str(XSD))}"
        names[term.name] = entry if len(entry) > 1 else entry["@id"]
    return {"@context": names}

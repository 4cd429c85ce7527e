"""What things are called: labels for the messages of findings, asked for in batches."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import islice
from urllib.parse import unquote

from rdflib import RDFS, SKOS, Graph, Literal, URIRef

from ontology import modules
from sparql.endpoint import Endpoint

Labels = Mapping[str, str]
"""A label per language tag; the tag of a label without one is empty."""

BATCH = 500
PREFIXES = (
    ("https://w3id.org/rbm/ns#", "rbm:"),
    ("https://w3id.org/rbm/shapes#", "rbmsh:"),
    ("https://w3id.org/rbm/code/", "code:"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs:"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:"),
    ("http://www.w3.org/2004/02/skos/core#", "skos:"),
    ("http://purl.org/dc/terms/", "dcterms:"),
    ("http://www.w3.org/ns/org#", "org:"),
    ("http://www.w3.org/ns/shacl#", "sh:"),
    ("http://www.w3.org/2001/XMLSchema#", "xsd:"),
)

_LABELLED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing rdfs:label|skos:prefLabel ?label .
}}"""
_DESCRIBED = """
PREFIX rbm: <https://w3id.org/rbm/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?kind ?label WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing a ?kind ; rbm:ofIndicator|rbm:allocatedTo|rbm:reportsOn|rbm:explains ?of .
  ?of rdfs:label ?label .
}}"""


def labels(source: Endpoint | Graph, things: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the labels of things; one without its own is described by what it belongs to.

    A target is called `target: Share of…`, after its indicator.
    """
    found: dict[str, dict[str, str]] = {thing: dict(_term(thing)) for thing in things}
    found = {thing: known for thing, known in found.items() if known}
    for thing, label in _ask(source, _LABELLED, _open(things, found)):
        found.setdefault(thing, {}).setdefault(label.language or "", str(label))
    for thing, kind, label in _ask_kinds(source, _open(things, found)):
        kinds = _term(kind)
        language = label.language or ""
        name = kinds.get(language) or kinds.get("en") or short(kind)
        found.setdefault(thing, {}).setdefault(language, f"{name}: {label}")
    return found


def pick(labels: Labels, language: str) -> str | None:
    """Return the label in a language, else in English, else without language, else any."""
    for tag in (language, "en", ""):
        if tag in labels:
            return labels[tag]
    base = {tag.partition("-")[0]: label for tag, label in labels.items()}
    return base.get(language) or next(iter(labels.values()), None)


def apart(text: str, language: str) -> str:
    """Return a name as a sentence of a language holds it: set apart in one from right to left.

    Without that (Unicode's isolates), the digits and words of a Latin name change places.
    """
    return f"\u2068{text}\u2069" if language == "ar" else text


def short(name: str) -> str:
    """Return an IRI as people write it: a prefixed name, or its last two steps."""
    for namespace, prefix in PREFIXES:
        if name.startswith(namespace):
            return prefix + name[len(namespace) :]
    if "://" not in name:
        return name
    steps = unquote(name).replace("#", "/").rstrip("/").split("/")
    return "/".join(steps[-2:])


@cache
def _terms() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {}
    for graph in (modules.graph(), modules.codes()):
        for predicate in (RDFS.label, SKOS.prefLabel):
            for term, label in graph.subject_objects(predicate):
                if isinstance(label, Literal):
                    names.setdefault(str(term), {})[label.language or ""] = str(label)
    return names


def _term(name: str) -> Labels:
    return _terms().get(name, {}) if name.startswith("https://w3id.org/rbm/") else {}


def _open(things: Collection[str], found: Mapping[str, object]) -> Iterator[str]:
    return (thing for thing in things if thing not in found and _is_iri(thing))


def _is_iri(name: str) -> bool:
    return "://" in name and not any(sign in name for sign in '<>"{}|^`\\ \n\t')


def _ask(
    source: Endpoint | Graph, query: str, things: Iterator[str]
) -> Iterator[tuple[str, Literal]]:
    if isinstance(source, Graph):
        for thing in things:
            for predicate in (RDFS.label, SKOS.prefLabel):
                for label in source.objects(URIRef(thing), predicate):
                    if isinstance(label, Literal):
                        yield thing, label
        return
    while batch := list(islice(things, BATCH)):
        text = query.format(things=" ".join(f"<{thing}>" for thing in batch))
        for row in source.select(text):
            if isinstance(row["label"], Literal):
                yield str(row["thing"]), row["label"]


def _ask_kinds(
    source: Endpoint | Graph, things: Iterator[str]
) -> Iterator[tuple[str, str, Literal]]:
    while batch := list(islice(things, BATCH)):
        text = _DESCRIBED.format(things=" ".join(f"<{thing}>" for thing in batch))
        rows = source.query(text).bindings if isinstance(source, Graph) else source.select(text)
        for row in rows:
            named = {str(key): term for key, term in row.items()}
            label, kind = named["label"], str(named["kind"])
            if isinstance(label, Literal) and kind not in _GENERAL and _term(kind):
                yield str(named["thing"]), kind, label


_GENERAL = frozenset({"https://w3id.org/rbm/ns#Observation"})
"""A superclass that a derived type may name: the leaf says more. Classes of others say less."""

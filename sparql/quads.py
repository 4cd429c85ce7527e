"""Oxigraph's quads: read from RDF texts, put into graphs, turned into rdflib terms."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph
from rdflib import Graph
from rdflib.term import Identifier

from sparql.endpoint import QueryError, StoreError
from sparql.results import Term, identifier

Quad = pyoxigraph.Quad
Triple = tuple[Identifier, Identifier, Identifier]
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def plain(term: object) -> Term:
    """Return a term of the engine as results have it."""
    if isinstance(term, pyoxigraph.NamedNode):
        return ("uri", term.value, None, None)
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return ("literal", term.value, term.language, None)
        datatype = term.datatype.value
        return ("literal", term.value, None, None if datatype == XSD_STRING else datatype)
    assert isinstance(term, pyoxigraph.BlankNode)
    return ("bnode", term.value, None, None)


def statement(triple: pyoxigraph.Triple | Quad) -> Triple:
    """Return a triple of the engine as rdflib terms."""
    return term(triple.subject), term(triple.predicate), term(triple.object)


@lru_cache(maxsize=20_000)
def term(found: object) -> Identifier:
    """Return a term of the engine as rdflib has it; most stand in several triples or rows."""
    return identifier(plain(found))


RDF_FORMATS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
"""Media types in which triples are streamed."""


def parse_triples(data: bytes, media_type: str, base: str | None = None) -> Graph:
    """Return the triples of a text in one of `RDF_FORMATS`; raise `QueryError` on a slip."""
    graph = Graph()
    try:
        form = RDF_FORMATS[media_type]
        graph += map(statement, pyoxigraph.parse(input=data, format=form, base_iri=base))
    except (SyntaxError, ValueError) as error:
        raise QueryError(str(error)) from error
    return graph


def parsed(graph: str, path: Path) -> Iterator[Quad]:
    """Return the triples of a file (N-Triples, N-Quads, Turtle) as quads of a named graph."""
    form = pyoxigraph.RdfFormat.from_extension(path.suffix.lstrip("."))
    if form is None:
        raise StoreError(f"{path}: the ending tells no RDF format; use .nt, .nq or .ttl.")
    try:
        yield from marked(pyoxigraph.parse(path=str(path), format=form), graph)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{path}: {error}") from error


def in_graph(quads: Iterable[Quad], graph: str) -> Iterator[Quad]:
    """Return the triples of quads in one named graph."""
    name = pyoxigraph.NamedNode(graph)
    return (Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads)


def marked(parser: pyoxigraph.QuadParser, graph: str) -> Iterator[Quad]:
    """Return each triple of a parser in a named graph, its blank nodes told apart by graph."""
    name = pyoxigraph.NamedNode(graph)
    mark = hashlib.sha256(graph.encode()).hexdigest()[:12]
    blank = pyoxigraph.BlankNode
    for quad in parser:
        s, p, o = quad.subject, quad.predicate, quad.object
        if isinstance(s, blank):
            s = blank(f"{mark}{s.value}")
        if isinstance(o, blank):
            o = blank(f"{mark}{o.value}")
        yield Quad(s, p, o, name)


def twin(quad: Quad) -> Quad:
    """Return a quad as the default graph holds it."""
    return Quad(quad.subject, quad.predicate, quad.object)


def is_iri(text: str) -> bool:
    """Return whether Oxigraph takes a text as an absolute IRI."""
    return _is_accepted(lambda: pyoxigraph.NamedNode(text))


def is_language(tag: str) -> bool:
    """Return whether Oxigraph takes a text as a language tag."""
    return _is_accepted(lambda: pyoxigraph.Literal("", language=tag))


def _is_accepted(make: Callable[[], object]) -> bool:
    try:
        make()
    except ValueError:
        return False
    return True

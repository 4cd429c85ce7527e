"""Oxigraph on disk: the only module that imports pyoxigraph."""

from pathlib import Path

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.endpoint import QueryError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_rdflib(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal) -> Identifier:
    """Return an Oxigraph term as an rdflib term; a plain string has no datatype there."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == XSD_STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value))


class EmbeddedStore:
    """One Oxigraph folder, read-only or writable, behind the `Endpoint` interface."""

    def __init__(self, folder: Path | None, *, writable: bool = False, snapshot: str | None = None):
        if folder is None:
            self._store = pyoxigraph.Store()
        elif writable:
            self._store = pyoxigraph.Store(str(folder))
        else:
            self._store = pyoxigraph.Store.read_only(str(folder))
        self.snapshot = snapshot

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        answer = self._query(query)
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise QueryError("This is not a SELECT query.")
        variables = tuple(variable.value for variable in answer.variables)
        rows = tuple(
            tuple(None if term is None else to_rdflib(term) for term in solution)
            for solution in answer
        )
        return Table(variables, rows, self.snapshot)

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        answer = self._query(query)
        if not isinstance(answer, pyoxigraph.QueryBoolean):
            raise QueryError("This is not an ASK query.")
        return bool(answer)

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        answer = self._query(query)
        if not isinstance(answer, pyoxigraph.QueryTriples):
            raise QueryError("This is not a CONSTRUCT or DESCRIBE query.")
        graph = Graph()
        for triple in answer:
            graph.add(
                (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
            )
        return graph

    def _query(self, query: str) -> object:
        try:
            return self._store.query(query)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryError(str(error)) from error

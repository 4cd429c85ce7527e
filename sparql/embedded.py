"""Oxigraph on disk: the only module that imports pyoxigraph.

Every named graph's triples stand in the default graph too, each once however many graphs hold it:
questions read the default graph, where a SUM counts a triple once. Each write keeps that true.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pyoxigraph
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from sparql.answers import Table
from sparql.endpoint import QueryError, StoreError
from sparql.graphs import CLEAR, LEAVE, LOOSE, LOST, REBUILD, UNNAMED
from sparql.results import Solution, Term

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


def _plain(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, pyoxigraph.NamedNode):
        return ("uri", term.value, None, None)
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return ("literal", term.value, term.language, None)
        datatype = term.datatype.value
        return ("literal", term.value, None, None if datatype == XSD_STRING else datatype)
    assert isinstance(term, pyoxigraph.BlankNode)
    return ("bnode", term.value, None, None)


RDF_FORMATS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}
"""Media types in which triples are streamed."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT query, read one by one."""

    variables: tuple[str, ...]
    rows: Iterator[Solution]


class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query, read one by one."""

    def __init__(self, triples: Iterator[pyoxigraph.Triple]):
        self._triples = triples

    def write(self, output: IO[bytes], media_type: str, limit: int | None = None) -> bool:
        """Write the triples in a format; return whether the limit cut some off."""
        pyoxigraph.serialize(islice(self._triples, limit), output, RDF_FORMATS[media_type])
        return limit is not None and next(self._triples, None) is not None


class EmbeddedStore:
    """One Oxigraph folder, read-only or writable, behind the `Endpoint` interface."""

    def __init__(self, folder: Path | None, *, writable: bool = False, snapshot: str | None = None):
        try:
            if folder is None:
                self._store = pyoxigraph.Store()
            elif writable:
                self._store = pyoxigraph.Store(str(folder))
            else:
                self._store = pyoxigraph.Store.read_only(str(folder))
        except OSError as error:
            raise StoreError(f"The store {folder} cannot be opened: {error}") from error
        self._folder = folder
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

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that hold a triple, sorted."""
        names = {name.value for name in self._store.named_graphs()}
        return tuple(sorted(name for name in names if self.ask(f"ASK {{ GRAPH <{name}> {{}} }}")))

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples of a named graph, or of the default graph."""
        pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        (row,) = self.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").rows
        return int(str(row[0]))

    def replace(self, graph: str, path: Path) -> None:
        """Put the triples of a file into a named graph, in place of what it held.

        The file is N-Triples, N-Quads (the names of its own graphs are passed over) or Turtle.
        Blank nodes keep their labels, told apart by graph: the same file gives the same graph.
        """
        self.remove(graph)
        self.extend(graph, path)

    def extend(self, graph: str, path: Path) -> None:
        """Add the triples of a file to a named graph."""
        form = pyoxigraph.RdfFormat.from_extension(path.suffix.lstrip("."))
        if form is None:
            raise StoreError(f"{path}: the ending tells no RDF format; use .nt, .nq or .ttl.")
        try:
            self._store.bulk_extend(_both(pyoxigraph.parse(path=str(path), format=form), graph))
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{path}: {error}") from error

    def add(self, graph: str, triples: Graph) -> None:
        """Add the triples of an rdflib graph to a named graph."""
        text = triples.serialize(format="nt", encoding="utf-8")
        parser = pyoxigraph.parse(input=text, format=pyoxigraph.RdfFormat.N_TRIPLES)
        self._store.extend(_both(parser, graph))

    def remove(self, graph: str) -> None:
        """Remove a named graph, and from the default graph what no other graph holds."""
        self._update(LEAVE.format(graph=graph))
        self._update(CLEAR.format(graph=graph))
        self._store.remove_graph(pyoxigraph.NamedNode(graph))

    def write(self, query: str, output: IO[bytes]) -> None:
        """Write the triples of a CONSTRUCT query as N-Triples."""
        answer = self.run(query)
        assert isinstance(answer, Triples)
        answer.write(output, "application/n-triples")

    def update(self, text: str) -> None:
        """Run a SPARQL update, then rebuild the default graph from the named graphs.

        What the update writes without naming a graph is kept in the graph `UNNAMED`.
        """
        with self._copy() as before:
            self._update(text)
            self._update(LOST.format(graph=UNNAMED))
            loose = self._store.query(LOOSE)
            assert isinstance(loose, pyoxigraph.QueryTriples)
            self._store.extend(
                pyoxigraph.Quad(s, p, o, pyoxigraph.NamedNode(UNNAMED))
                for s, p, o in loose
                # What stood there before has lost its named graph and leaves with the rebuild.
                if pyoxigraph.Quad(s, p, o) not in before
            )
        self._update(REBUILD)

    def difference(self, other: "EmbeddedStore", graph: str) -> Iterator[str]:
        """Return the triples of a named graph that another store's does not hold, as N-Triples."""
        for quad in self._store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph)):
            if quad not in other._store:
                yield f"{quad.subject} {quad.predicate} {quad.object} ."

    def load(self, quads: IO[bytes], name: str) -> None:
        """Add quads in N-Quads to the graphs that they name; `name` is the file's, for messages."""
        parser = pyoxigraph.parse(input=quads, format=pyoxigraph.RdfFormat.N_QUADS)
        try:
            self._store.bulk_extend(
                quad
                for named in parser
                for quad in (named, pyoxigraph.Quad(named.subject, named.predicate, named.object))
            )
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{name}: {error}") from error

    def dump(self, output: IO[bytes]) -> None:
        """Write the named graphs as N-Quads; the default graph holds nothing else."""
        pyoxigraph.serialize(self._named(), output, pyoxigraph.RdfFormat.N_QUADS)

    def canonical_hash(self) -> str:
        """Return a hash of the named graphs that blank node labels do not change (RDFC-1.0).

        All is held in memory: for stores of some million statements at most.
        """
        data = pyoxigraph.Dataset(self._named())
        data.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted(str(quad) for quad in data)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _named(self) -> Iterator[pyoxigraph.Quad]:
        for name in self._store.named_graphs():
            yield from self._store.quads_for_pattern(None, None, None, name)

    def backup(self, folder: Path) -> None:
        """Copy the store to a new folder, by hard links on one file system."""
        self._store.backup(str(folder))

    def close(self) -> None:
        """Let go of the folder; the store answers no more."""
        del self._store

    def run(
        self,
        query: str,
        *,
        base: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> "Solutions | Triples | bool":
        """Return an answer that is not read yet; graphs given here replace those of FROM.

        As SPARQL 1.1 Protocol section 2.1.4 asks: where only named graphs are given, the default
        graph is empty.
        """
        options: dict[str, object] = {"base_iri": base}
        if default_graphs or named_graphs:
            options["default_graph"] = [pyoxigraph.NamedNode(name) for name in default_graphs]
            options["named_graphs"] = [pyoxigraph.NamedNode(name) for name in named_graphs]
        answer = self._query(query, **options)
        if isinstance(answer, pyoxigraph.QueryBoolean):
            return bool(answer)
        if isinstance(answer, pyoxigraph.QueryTriples):
            return Triples(answer)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        variables = tuple(variable.value for variable in answer.variables)
        return Solutions(variables, (tuple(map(_plain, solution)) for solution in answer))

    @contextmanager
    def _copy(self) -> Iterator[pyoxigraph.Store]:
        """Give the store as it is now, to compare with later."""
        if self._folder is None:
            copy = pyoxigraph.Store()
            copy.extend(self._store)
            yield copy
            return
        with TemporaryDirectory(dir=self._folder.parent) as folder:
            self._store.backup(f"{folder}/store")
            yield pyoxigraph.Store.read_only(f"{folder}/store")

    def _query(self, query: str, **options: object) -> object:
        try:
            return self._store.query(query, **options)  # type: ignore[arg-type]
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryError(str(error)) from error

    def _update(self, text: str) -> None:
        try:
            self._store.update(text)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from error


def parse_triples(data: bytes, media_type: str, base: str | None = None) -> Graph:
    """Return the triples of a text in one of `RDF_FORMATS`; raise `QueryError` on a slip."""
    graph = Graph()
    try:
        for quad in pyoxigraph.parse(input=data, format=RDF_FORMATS[media_type], base_iri=base):
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    except (SyntaxError, ValueError) as error:
        raise QueryError(str(error)) from error
    return graph


def _both(parser: pyoxigraph.QuadParser, graph: str) -> Iterator[pyoxigraph.Quad]:
    """Return each triple of a parser twice, for the named graph and for the default graph."""
    name = pyoxigraph.NamedNode(graph)
    mark = hashlib.sha256(graph.encode()).hexdigest()[:12]
    blank = pyoxigraph.BlankNode
    for quad in parser:
        s, p, o = quad.subject, quad.predicate, quad.object
        if isinstance(s, blank):
            s = blank(f"{mark}{s.value}")
        if isinstance(o, blank):
            o = blank(f"{mark}{o.value}")
        yield pyoxigraph.Quad(s, p, o, name)
        yield pyoxigraph.Quad(s, p, o)

"""Oxigraph on disk, or in memory.

Every named graph's triples stand in the default graph too, each once however many graphs hold it:
questions read the default graph, where a SUM counts a triple once. Each write keeps that true.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph
from rdflib import Graph

from sparql.answers import Table
from sparql.endpoint import Endpoint, QueryError, StoreError
from sparql.journal import Journal
from sparql.quads import RDF_FORMATS, Quad, marked, parsed, plain, statement, term, twin
from sparql.results import Solutions


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

    def __init__(
        self,
        folder: Path | None,
        *,
        writable: bool = False,
        snapshot: str | None = None,
        journal: Journal | None = None,
    ):
        try:
            opened = pyoxigraph.Store if writable else pyoxigraph.Store.read_only
            self._store = opened(str(folder)) if folder else pyoxigraph.Store()
        except OSError as error:
            raise StoreError(f"The store {folder} cannot be opened: {error}") from error
        self.folder, self.writable, self.snapshot = folder, writable, snapshot
        self.beside, self.journal = folder.parent if folder and not writable else None, journal

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        answer = self._query(query)
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise QueryError("This is not a SELECT query.")
        variables = tuple(variable.value for variable in answer.variables)
        rows = tuple(tuple(cell and term(cell) for cell in row) for row in answer)
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
        graph += map(statement, answer)
        return graph

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that hold a triple, sorted."""
        names = {name.value for name in self._store.named_graphs()}
        return tuple(
            sorted(name for name in names if self.ask(f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"))
        )

    def count(self, graph: str | None = None) -> int:
        """Return the number of triples of a named graph, or of the default graph."""
        pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        return int(str(self.select(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").rows[0][0]))

    def extend(self, graph: str, path: Path) -> None:
        """Add the triples of a file to a named graph."""
        self.put_in(parsed(graph, path))

    def fill(self, path: Path) -> None:
        """Read a file into the default graph alone, of a store that is checked and thrown away."""
        try:
            self._store.bulk_load(path=str(path), lenient=True)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{path}: {error}") from error

    def add(self, graph: str, triples: Graph) -> None:
        """Add the triples of an rdflib graph to a named graph."""
        text = triples.serialize(format="nt", encoding="utf-8")
        parser = pyoxigraph.parse(input=text, format=pyoxigraph.RdfFormat.N_TRIPLES)
        self._store.extend(self._both(marked(parser, graph)))

    def load(self, quads: IO[bytes], name: str) -> None:
        """Add quads in N-Quads to the graphs that they name; `name` is the file's, for messages."""
        try:
            self.put_in(pyoxigraph.parse(input=quads, format=pyoxigraph.RdfFormat.N_QUADS))
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{name}: {error}") from error

    def dump(self, output: IO[bytes]) -> None:
        """Write the named graphs as N-Quads; the default graph holds nothing else."""
        quads = (quad for graph in self.graphs() for quad in self.quads(graph))
        pyoxigraph.serialize(quads, output, pyoxigraph.RdfFormat.N_QUADS)

    def text(self) -> str:
        """Return the default graph as N-Triples."""
        form, graph = pyoxigraph.RdfFormat.N_TRIPLES, pyoxigraph.DefaultGraph()
        return (self._store.dump(format=form, from_graph=graph) or b"").decode()

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

        Where only named graphs are given, the default graph is empty (SPARQL 1.1 Protocol 2.1.4).
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
        rows = (tuple(None if term is None else plain(term) for term in row) for row in answer)
        return Solutions(variables, rows)

    def column(self, query: str) -> Iterator[str]:
        """Return the one column of a SELECT query as N-Triples writes its terms."""
        answer = self._query(query)
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        return (str(term) for (term,) in answer)

    def quads(self, graph: str) -> Iterator[Quad]:
        """Return the quads of a named graph."""
        return self._store.quads_for_pattern(None, None, None, pyoxigraph.NamedNode(graph))

    def holds(self, quad: Quad) -> bool:
        """Return whether a quad is in the store."""
        return quad in self._store

    def copy(self, triples: Iterable[Quad]) -> None:
        """Add triples to the default graph alone, of a store that is read and thrown away."""
        self._store.extend(triples)

    def around_blank(self, label: str, at: str, predicate: str | None) -> Iterator[Quad]:
        """Return the triples that begin (`at` is `s`) or end in a blank node.

        No query can name it. `predicate` is an IRI, None for all.
        """
        node, graph = pyoxigraph.BlankNode(label), pyoxigraph.DefaultGraph()
        kind = None if predicate is None else pyoxigraph.NamedNode(predicate)
        if at == "s":
            return self._store.quads_for_pattern(node, kind, None, graph)
        return self._store.quads_for_pattern(None, kind, node, graph)

    def put_in(self, quads: Iterable[Quad]) -> None:
        """Add quads of named graphs, with their twins in the default graph."""
        self._store.bulk_extend(self._both(quads))

    def take_out(self, quad: Quad) -> bool:
        """Remove a quad, and its twin where no other named graph holds it; return whether so."""
        self._store.remove(quad)
        found = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if any(not isinstance(other.graph_name, pyoxigraph.DefaultGraph) for other in found):
            return False
        self._store.remove(twin(quad))
        return True

    def triples(self, query: str) -> Iterator[Quad]:
        """Return what a CONSTRUCT query finds as quads of the default graph."""
        found = self._query(query)
        assert isinstance(found, pyoxigraph.QueryTriples)
        return (Quad(s, p, o) for s, p, o in found)

    def run_update(self, text: str, *, noted: bool = False) -> None:
        """Run a SPARQL update as it stands; the caller keeps the default graph and journal true."""
        if self.journal is not None and not noted:
            self.journal.give_up()
        try:
            self._store.update(text)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from error

    def _both(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Return each quad twice, in its named graph and in the default graph, and note it."""
        for quad in quads:
            same = twin(quad)
            if self.journal and self.journal.complete and same not in self._store:
                self.journal.came(quad.triple)
            yield quad
            yield same

    def _query(self, query: str, **options: object) -> object:
        try:
            return self._store.query(query, **options)  # type: ignore[arg-type]
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise QueryError(str(error)) from error


def behind(endpoint: Endpoint) -> EmbeddedStore | None:
    """Return the store behind an endpoint, None where it is not one of this process."""
    if isinstance(endpoint, EmbeddedStore):
        return endpoint
    store = getattr(endpoint, "embedded", None)
    return store if isinstance(store, EmbeddedStore) else None

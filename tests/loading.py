"""Reads files through a loader and what it wrote, for the tests of the loaders."""

from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, URIRef

from loaders.formats import recognize
from loaders.source import Loader, Sink, Source, Tally
from loaders.sourcemap import SourceMap
from ontology.vocabulary import RBM

GRAPH = "https://w3id.org/rbm/graph/test"


@dataclass(frozen=True)
class Loaded:
    """What became of one file."""

    loader: str
    quads: Path
    tally: Tally
    places: SourceMap

    @property
    def graph(self) -> Graph:
        """Return all statements."""
        return graph_of(self.quads)

    @property
    def stated(self) -> Graph:
        """Return the statements of the file, without those that say where they stand."""
        graph = self.graph
        proof = {*graph.subjects(RDF.type, RBM.SourceLocation)}
        proof |= {*graph.subjects(RDF.type, RBM.SourceDocument)}
        kept = Graph()
        for triple in graph:
            if triple[0] not in proof and triple[1] != RBM.statedAt:
                kept.add(triple)
        return kept

    @property
    def facts(self) -> set[str]:
        """Return the lines that say something of the world, not of where the file says it."""
        lines = self.quads.read_text("utf-8").splitlines()
        proof = ("/document/", f"<{RBM.statedAt}>")
        return {line for line in lines if not any(mark in line for mark in proof)}

    def pairs(self, predicate: URIRef) -> set[tuple[str, str]]:
        """Return subject and value of each statement with a predicate, without a graph."""
        found = set()
        for line in self.quads.read_text("utf-8").splitlines():
            subject, middle, rest = line.split(" ", 2)
            if middle == f"<{predicate}>":
                found.add((subject.strip("<>"), rest.rpartition(" <")[0].strip("<>")))
        return found

    @property
    def rules(self) -> set[str]:
        """Return the rules of all findings."""
        return {rule for rule, _ in self.tally.finding_counts}


def graph_of(quads: Path) -> Graph:
    """Return the statements of an N-Quads file as one graph."""
    graph = Graph()
    triples = [line.rpartition(" <")[0] for line in quads.read_text("utf-8").split("\n")]
    graph.parse(data="".join(f"{triple} .\n" for triple in triples if triple), format="nt")
    return graph


def load_file(
    path: Path, folder: Path, *, dataset: str = "test", loader: Loader | None = None
) -> Loaded:
    """Return what a file says, read by the loader that knows it best."""
    source = Source(path, path.name, dataset)
    chosen = loader or recognize(source)
    number = len(list(folder.glob("*.nq")))
    quads, places = folder / f"{number}.nq", folder / f"{number}.sqlite"
    sink = Sink(quads, places, GRAPH)
    try:
        sink.document(source)
        chosen.read(source, sink)
        sink.close()
    except BaseException:
        sink.abandon()
        raise
    return Loaded(chosen.name, quads, sink.tally, SourceMap(places))


def load_text(
    text: str | bytes, folder: Path, name: str = "file", loader: Loader | None = None
) -> Loaded:
    """Return what a text says, read as a file of a name."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_file(path, folder, loader=loader)

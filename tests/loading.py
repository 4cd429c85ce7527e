"""Reads what a loader wrote, for the tests of the loaders."""

from pathlib import Path

from rdflib import Graph


def graph_of(quads: Path) -> Graph:
    """Return the statements of an N-Quads file as one graph."""
    graph = Graph()
    triples = [line.rpartition(" <")[0] for line in quads.read_text("utf-8").split("\n")]
    graph.parse(data="".join(f"{triple} .\n" for triple in triples if triple), format="nt")
    return graph

"""The data sets that the product ships: the ILO road map and a fictitious example.

Each is a folder of small Turtle files beside this module; together they fill one named graph.
"""

from importlib.resources import files as resources
from importlib.resources.abc import Traversable

from rdflib import Graph, URIRef

GRAPHS = "https://w3id.org/rbm/graph/"
"""Namespace of named graphs; a data set's graph ends in its name."""

NAMES = ("ilo", "example")
"""The data sets that ship, the real one first."""


def files(name: str) -> tuple[Traversable, ...]:
    """Return the Turtle files of a data set in the order of their names."""
    if name not in NAMES:
        raise KeyError(f"No data set is called {name!r}; there are: {', '.join(NAMES)}.")
    folder = resources("ontology") / name
    found = (file for file in folder.iterdir() if file.name.endswith(".ttl"))
    return tuple(sorted(found, key=lambda file: file.name))


def graph_iri(name: str) -> URIRef:
    """Return the IRI of the named graph that a data set fills."""
    return URIRef(GRAPHS + name)


def dataset(name: str) -> Graph:
    """Return all statements of a data set as one graph, whose identifier is its graph IRI."""
    graph = Graph(identifier=graph_iri(name))
    for file in files(name):
        graph.parse(data=file.read_bytes(), format="turtle")
    return graph

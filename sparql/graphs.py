"""The named graphs that every installation has; an import's own graph stands beside them."""

import hashlib

GRAPH = "https://w3id.org/rbm/graph/"

ONTOLOGY = f"{GRAPH}ontology"
CODES = f"{GRAPH}codes"
SHAPES = f"{GRAPH}shapes"
CROSSWALK = f"{GRAPH}crosswalk"
PROVENANCE = f"{GRAPH}provenance"
DERIVED = f"{GRAPH}derived"
INFERRED = f"{GRAPH}inferred"


def inferred_from(graph: str) -> str:
    """Return the graph of what follows from one graph's statements, each taken alone."""
    if graph.startswith(GRAPH):
        return f"{INFERRED}/{graph.removeprefix(GRAPH)}"
    return f"{INFERRED}/{hashlib.sha256(graph.encode()).hexdigest()[:16]}"


def is_inferred(graph: str) -> bool:
    """Return whether a graph holds what follows from others."""
    return graph == INFERRED or graph.startswith(f"{INFERRED}/")

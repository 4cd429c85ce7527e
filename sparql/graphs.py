"""The named graphs that every installation has, and the updates that keep the default graph.

An import's own graph stands beside them. The default graph holds each triple of the named graphs
once; what changes a named graph is followed by one of the updates here.
"""

import hashlib

GRAPH = "https://w3id.org/rbm/graph/"

ONTOLOGY = f"{GRAPH}ontology"
CODES = f"{GRAPH}codes"
SHAPES = f"{GRAPH}shapes"
CROSSWALK = f"{GRAPH}crosswalk"
PROVENANCE = f"{GRAPH}provenance"
QUESTIONS = f"{GRAPH}questions"
DERIVED = f"{GRAPH}derived"
INFERRED = f"{GRAPH}inferred"
UNNAMED = f"{GRAPH}unnamed"
"""The graph of what an update or a client writes without naming a graph."""

FIXED = frozenset(
    (ONTOLOGY, CODES, SHAPES, CROSSWALK, PROVENANCE, QUESTIONS, DERIVED, INFERRED),
)
"""The graphs that the service fills itself; every other one holds data."""

# Some triples of a graph that is removed: not all at once, for an update is held in memory.
_SOME = "{{ SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 200000 }}"
# Those of them that no other named graph holds leave the default graph.
LEAVE = f"""
DELETE {{{{ ?s ?p ?o }}}} WHERE {{{{
  {_SOME}
  FILTER NOT EXISTS {{{{ GRAPH ?other {{{{ ?s ?p ?o }}}} FILTER (?other != <{{graph}}>) }}}}
}}}}"""
CLEAR = f"DELETE {{{{ GRAPH <{{graph}}> {{{{ ?s ?p ?o }}}} }}}} WHERE {{{{ {_SOME} }}}}"
# The triples of a graph that an update took out of the default graph.
LOST = """
DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{
  GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s ?p ?o }}
}}"""
LOOSE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
REBUILD = """
DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } };
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"""


def inferred_from(graph: str) -> str:
    """Return the graph of what follows from one graph's statements, each taken alone."""
    if graph.startswith(GRAPH):
        return f"{INFERRED}/{graph.removeprefix(GRAPH)}"
    return f"{INFERRED}/{hashlib.sha256(graph.encode()).hexdigest()[:16]}"


def is_inferred(graph: str) -> bool:
    """Return whether a graph holds what follows from others."""
    return graph == INFERRED or graph.startswith(f"{INFERRED}/")


def is_data(graph: str) -> bool:
    """Return whether a graph holds data of somebody, and not what the service fills itself."""
    return graph not in FIXED and not is_inferred(graph)

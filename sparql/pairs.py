"""The links of every pair of plans, plan by plan from the lines beside a snapshot.

`questions/linkage-matrix.rq` says what is answered; asked of everything, a store would build all
pairs, which are millions, before it gave the first one. Here they come in the order of the answer,
and what a limit leaves out is never made.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.answers import Row, Table
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.lines import FILE, Lines, beside
from sparql.links import MOST, counted, without_derived
from sparql.ordering import ordered
from sparql.terms import iri

NAME = "linkage-matrix"
VARIABLES = ("first", "second", "basis", "kind", "links", "evidence")
LINKS = "?link rbm:linksFrom ?first"
"""Where the question begins with the stated links."""
FIRST = f"PREFIX rbm: <{RBM}> SELECT DISTINCT ?first WHERE {{ {LINKS} }}"


def table(endpoint: Endpoint, query: str, parameters: Mapping[str, str]) -> Table | None:
    """Return all pairs as far as the limit goes; None where the store has to answer.

    Where worker processes read the snapshot, one of them puts the answer together.
    """
    lines = None if parameters.get("strategy", "").strip() else beside(endpoint)
    if lines is None:
        return None
    most = min(MOST, getattr(endpoint, "most", MOST))
    call: Callable[..., Table] | None = getattr(endpoint, "call", None)
    if call is None:
        return collected(endpoint, lines, query, most)
    found = call(f"{__name__}:in_worker", str(lines.path.parent), query, most)
    return replace(found, snapshot=getattr(endpoint, "snapshot", None))


def in_worker(folder: str, query: str, most: int, **_: object) -> Table:
    """Return the pairs of the snapshot in a folder; nobody is told of progress."""
    place = Path(folder)
    return collected(EmbeddedStore(place / "store"), Lines(place / FILE), query, most)


def collected(endpoint: Endpoint, lines: Lines, query: str, most: int) -> Table:
    """Return the first pairs in the order of the query, at most so many."""
    stated = endpoint.select(FIRST)
    named = {str(first) for (first,) in stated.rows if isinstance(first, URIRef)}
    query = without_derived(query)
    rows: list[Row] = []
    with lines.held():
        for plan in sorted(named | lines.plans()):
            found: list[Row] = []
            if plan in named:
                start = f"VALUES ?first {{ {iri(plan)} }} {LINKS}"
                found += endpoint.select(query.replace(LINKS, start, 1)).rows
            shared, names = lines.shared(plan, -1)
            found += counted(plan, (one for one in shared if plan < names[one[0]]), names)
            rows += ordered(Table(VARIABLES, tuple(found)), query).rows
            if len(rows) > most:
                break
    return Table(VARIABLES, tuple(rows[:most]), stated.snapshot, len(rows) > most)

"""Only what changed: which focus nodes a change of the data can touch, and the check of those.

The shapes tell which triples they read (`compiler/reads`); a changed triple is followed back to
the focus nodes that read it. Where that is not possible (a class hierarchy changed, a query reads
triples that nothing ties to its focus, a changed triple has a blank node) the shape runs whole.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from shapes.compiled import Findings
from shapes.compiler.custom import Validators
from shapes.compiler.extract import textual
from shapes.compiler.graph import ShapesGraph, Target
from shapes.compiler.narrowing import Narrowing
from shapes.compiler.patterns import Untraceable
from shapes.compiler.reads import Reader
from shapes.compiler.run import SHAPES_GRAPH, Progress, Run
from shapes.compiler.selection import CHUNK
from shapes.compiler.steps import Read
from shapes.compiler.terms import text
from sparql.endpoint import Endpoint

Triple = tuple[Node, Node, Node]
Way = tuple[str, str]
"""The chain that leads back from a triple to a focus node, and the end where it begins."""


@dataclass(frozen=True)
class Change:
    """Triples that came and went; what they name counts, whether or not they are there now."""

    added: Collection[Triple]
    removed: Collection[Triple] = ()


def affected(
    endpoint: Endpoint, shapes: Graph, change: Change
) -> Mapping[Node, frozenset[Node] | None]:
    """Return for each shape with a target the focus nodes that a change can touch, None for all.

    The endpoint holds the data after the change. A node that is no target any more is named too:
    what was found on it before no longer stands.
    """
    graph = ShapesGraph(shapes)
    reader = Reader(graph, Validators(graph, SHAPES_GRAPH, None), textual(endpoint))
    read: dict[Node, list[Read] | None] = {}
    for root in graph.roots():
        try:
            read[root] = [*_of_targets(graph.shape(root).targets), *reader.of(root)]
        except Untraceable:
            read[root] = None
    every = [one for reads in read.values() if reads for one in reads]
    touched = _Touched(endpoint, [*change.added, *change.removed], every)
    return {root: None if reads is None else touched.by(reads) for root, reads in read.items()}


def validate(
    endpoint: Endpoint,
    shapes: Graph,
    change: Change,
    *,
    limit: int | None = None,
    progress: Progress | None = None,
    as_of: date | None = None,
    processes: int = 1,
    seconds: float | None = None,
) -> Findings:
    """Return the findings on the focus nodes that a change can touch, in the data as it is now."""
    nodes = affected(endpoint, shapes, change)
    return Findings(
        Run(
            endpoint,
            shapes,
            focus=nodes,
            progress=progress,
            as_of=as_of,
            processes=processes,
            limit=limit,
            seconds=seconds,
        )
    )


class _Touched:
    """The changed triples, followed back to focus nodes; each way back is asked once.

    What several shapes read at the end of the same way is followed back together.
    """

    def __init__(self, endpoint: Endpoint, triples: Iterable[Triple], reads: Iterable[Read]):
        self._endpoint = endpoint
        self._ends: dict[Node | None, dict[str, set[Node]]] = {None: {"s": set(), "o": set()}}
        for subject, predicate, obj in triples:
            for key in (predicate, None):
                ends = self._ends.setdefault(key, {"s": set(), "o": set()})
                ends["s"].add(subject)
                ends["o"].add(obj)
        self._narrowing = Narrowing(endpoint)
        self._together: dict[Way, set[Node]] = {}
        for read in reads:
            some = self._ends.get(read.predicate, {}).get(read.start, set())
            self._together.setdefault((read.link, read.start), set()).update(some)
        self._known: dict[Way, frozenset[Node] | None] = {}

    def by(self, reads: Iterable[Read]) -> frozenset[Node] | None:
        """Return the focus nodes that some reads lead back to, None where all may be touched."""
        if RDFS.subClassOf in self._ends:
            return None
        found: frozenset[Node] = frozenset()
        for way in {(read.link, read.start) for read in reads if read.predicate in self._ends}:
            if way not in self._known:
                self._known[way] = self._follow(*way)
            nodes = self._known[way]
            if nodes is None:
                return None
            found |= nodes
        return found

    def _follow(self, link: str, start: str) -> frozenset[Node] | None:
        ends = self._together[link, start]
        if any(isinstance(end, BNode) for end in ends):
            return None  # a query cannot name it
        if not link:
            return frozenset(ends)
        narrow = self._narrowing.narrowed(link)
        if narrow is None:
            return frozenset()
        found: set[Node] = set()
        rest = iter(sorted(ends, key=str))
        while part := list(islice(rest, CHUNK)):
            block = " ".join(text(end) for end in part)
            query = f"SELECT DISTINCT ?this {{ VALUES ?{start} {{ {block} }} {narrow} }}"
            for row in self._endpoint.select(query):
                if isinstance(row["this"], BNode):
                    return None
                found.add(row["this"])
        return frozenset(found)


def _of_targets(targets: Iterable[Target]) -> Iterable[Read]:
    """Return what makes a node a focus node: its class, or a property of or on it."""
    for target in targets:
        if target.kind == SH.targetClass:
            yield Read(RDF.type, "", "s")
        elif target.kind == SH.targetSubjectsOf:
            yield Read(URIRef(str(target.value)), "", "s")
        elif target.kind == SH.targetObjectsOf:
            yield Read(URIRef(str(target.value)), "", "o")

"""The check of data against the rules, whatever the engine."""

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from functools import cache, partial
from typing import Literal as Choice

from rdflib import RDF, RDFS, SH, SKOS, Graph, URIRef

from ontology import modules
from ontology.vocabulary import RBM
from shapes import compiled, rules
from shapes.compiler.faults import Unsupported
from shapes.compiler.graph import aimed_only
from shapes.compiler.whole import installed
from shapes.elsewhere import Effect, broken
from shapes.finding import Finding, Level
from shapes.places import Locator
from shapes.report import Report as Report
from shapes.telling import told
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.forked import aside

Engine = Choice["compiled", "fast", "reference"]
Progress = Callable[[str, int, int], None]

LIMIT = 1_000
"""Findings of one rule that a report shows; it counts them all."""

PATIENCE = 30.0
"""Seconds that one rule may take before it is cut off and named as not run."""

MANY = 50_000
"""Statements from which on several processes share the rules; for fewer they start in vain."""

DATA = "https://w3id.org/rbm/graph/checked"
BACKGROUND = "https://w3id.org/rbm/graph/background"
_HAS_CODES = "ASK { <https://w3id.org/rbm/code/directions> a ?scheme }"
_HAS_UNNAMED = """
PREFIX rbm: <https://w3id.org/rbm/ns#>
ASK {{ VALUES ?graph {{ {graphs} }} GRAPH ?graph {{
  ?thing a ?class
  FILTER(isBlank(?thing) && STRSTARTS(STR(?class), STR(rbm:))
    && ?class NOT IN (rbm:DimensionValue, rbm:SourceLocation))
}} }}"""
_NEED_CODES = frozenset({"CD-01", "RC-07"})
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"


def check(
    data: Endpoint | Graph,
    *,
    as_of: date | None = None,
    engine: Engine = "compiled",
    rules: Collection[str] | None = None,
    graphs: Collection[str] = (),
    focus: Collection[str] | None = None,
    extra: Sequence[Graph] = (),
    limit: int | None = LIMIT,
    locator: Locator | None = None,
    progress: Progress | None = None,
    seconds: float | None = PATIENCE,
    effect: Effect | None = None,
) -> Report:
    """Return what the rules say of data.

    `rules` narrows the check to some rules, `graphs` to the things that named graphs describe,
    `focus` to some things. `extra` holds shapes of an organization's own. `as_of` is the day on
    which dates are judged, today unless given. With the `effect` of new versions of the graphs,
    what they break in things of other graphs is found too. A rule that takes longer than `seconds`
    is cut off and stands in the report as refused. The report names the engine that did run: `fast`
    is `compiled` where the Rust engine is not installed, or a part of a store is judged.
    """
    began = time.perf_counter()
    day = as_of or date.today()
    chosen, missing = _runnable(data, rules)
    shapes = _shapes(chosen, extra)
    statements = _size(data, graphs)
    run = _reference
    processes = _processors() if statements >= MANY else 1
    if engine != "reference":
        run = partial(_compiled, seconds=seconds, processes=processes, fast=engine == "fast")
    if not graphs or isinstance(data, Graph):
        found, counts, idle, refused = run(data, shapes, day, focus, limit, progress)
    else:
        described = subjects(data, graphs)
        breaks = partial(
            broken, shapes=shapes, effect=effect, own=described, as_of=day, seconds=seconds
        )
        together = effect is not None and processes > 1
        with aside(data, breaks) if together else nullcontext(lambda: breaks(data)) as harm:
            if data.ask(_HAS_UNNAMED.format(graphs=_listed(graphs))):
                # No query can name them, so all is checked and what lies elsewhere is put aside.
                whole, _, idle, refused = run(data, shapes, day, focus, None, progress)
                found, counts = _only([each for each in whole if each.focus in described], limit)
            else:
                named = {name for name in described if "://" in name}
                focus = named if focus is None else named & set(focus)
                found, counts, idle, refused = run(data, shapes, day, focus, limit, progress)
            harmed, failed = harm()
        shown, harms = _only(harmed, limit)
        found, counts, refused = [*found, *shown], counts + harms, (*refused, *failed)
    return Report(
        findings=told(data, found, locator),
        counts=dict(sorted(counts.items())),
        weights=_weights(found, counts),
        idle=tuple(sorted(idle)),
        refused=(*missing, *refused),
        statements=statements,
        seconds=time.perf_counter() - began,
        as_of=day,
        engine="compiled" if engine == "fast" and not _is_fast(focus) else engine,
        version=_catalogue.RULES_VERSION,
        digest=_catalogue.content_hash(),
        snapshot=getattr(data, "snapshot", None),
    )


_catalogue = rules
_Outcome = tuple[list[Finding], Counter[str], Collection[str], tuple[str, ...]]


@cache
def background() -> Graph:
    """Return what rules ask of the ontology and the code lists: classes, schemes and levels."""
    asked = {RDF.type, RDFS.subClassOf, SKOS.inScheme, SKOS.notation, RBM.levelOf, RBM.levelOrder}
    graph = Graph(identifier=BACKGROUND)
    for source in (modules.graph(), modules.codes()):
        for triple in source:
            if triple[1] in asked:
                graph.add(triple)
    return graph


def _runnable(
    data: Endpoint | Graph, ids: Collection[str] | None
) -> tuple[Collection[str] | None, tuple[str, ...]]:
    """Return the rules that can run, and why others cannot: a store may lack the code lists."""
    if isinstance(data, Graph) or data.ask(_HAS_CODES):
        return ids, ()
    wanted = [rule.id for rule in _catalogue.rules()] if ids is None else list(ids)
    lost = [name for name in wanted if name in _NEED_CODES]
    reasons = tuple(f"{name}: the store holds no code lists; publish them first." for name in lost)
    return [name for name in wanted if name not in lost], reasons


def _shapes(ids: Collection[str] | None, extra: Sequence[Graph]) -> Graph:
    chosen = _catalogue.shapes() if ids is None else _catalogue.selection(ids)
    if not extra:
        return chosen
    merged = Graph()
    for part in (chosen, *extra):
        merged += part
    return merged


def _compiled(
    data: Endpoint | Graph,
    shapes: Graph,
    as_of: date,
    focus: Collection[str] | None,
    limit: int | None,
    progress: Progress | None,
    *,
    seconds: float | None,
    processes: int,
    fast: bool,
) -> _Outcome:
    endpoint = _store(data) if isinstance(data, Graph) else data
    run = compiled.validate(
        endpoint,
        shapes,
        focus=focus,
        limit=limit,
        progress=progress,
        as_of=as_of,
        processes=processes,
        seconds=seconds,
        fast=fast,
    )
    found = list(run)
    counts = run.counts
    beyond = [fault.shape for fault in run.refused if isinstance(fault, Unsupported)]
    if beyond:
        # What SPARQL cannot express is left to the reference engine.
        rest = aimed_only(shapes, beyond)
        more, counted, _, _ = _reference(data, rest, as_of, focus, limit, None)
        found += more
        counts = counts + counted
    failed = (fault for fault in run.refused if not isinstance(fault, Unsupported))
    return found, counts, run.idle, tuple(str(fault) for fault in failed)


def _processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


def _is_fast(focus: Collection[str] | None) -> bool:
    """Return whether the fast engine had a part in it: it is there, and reads whole stores only."""
    return focus is None and installed()


def _reference(
    data: Endpoint | Graph,
    shapes: Graph,
    as_of: date,
    focus: Collection[str] | None,
    limit: int | None,
    progress: Progress | None,
) -> _Outcome:
    from shapes import reference  # pySHACL, which few checks need, takes long to import

    if not isinstance(data, Graph):
        data = data.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    if progress is not None:
        progress("pySHACL", 0, 1)
    found, counts = _only(reference.validate(data, shapes, background(), as_of, focus), limit)
    idle = () if focus is not None else _idle(data, shapes)
    return found, counts, idle, ()


def _only(findings: Iterable[Finding], limit: int | None) -> tuple[list[Finding], Counter[str]]:
    """Return the first findings of each rule, and how many there are."""
    counts: Counter[str] = Counter()
    found = []
    for finding in sorted(findings, key=lambda finding: (finding.rule, finding.focus or "")):
        counts[finding.rule] += 1
        if limit is None or counts[finding.rule] <= limit:
            found.append(finding)
    return found, counts


def _store(data: Graph) -> EmbeddedStore:
    """Return data and its background as a store in memory."""
    store = EmbeddedStore(None)
    store.add(DATA, data)
    store.add(BACKGROUND, background())
    return store


def _idle(data: Graph, shapes: Graph) -> list[str]:
    """Return the ids of the shapes whose targets data does not hold."""
    classes = Graph()
    classes += background().triples((None, RDFS.subClassOf, None))
    classes += data.triples((None, RDFS.subClassOf, None))
    typed = set(data.objects(None, RDF.type))
    idle = []
    for shape in set(shapes.subjects(SH.targetClass)) | set(shapes.subjects(SH.targetSubjectsOf)):
        wanted = {
            below
            for target in shapes.objects(shape, SH.targetClass)
            for below in classes.transitive_subjects(RDFS.subClassOf, target)
        }
        used = any(
            (None, URIRef(str(target)), None) in data
            for target in shapes.objects(shape, SH.targetSubjectsOf)
        )
        if not used and not wanted & typed:
            idle.append(str(shape).rpartition("#")[2])
    return idle


def subjects(data: Endpoint, graphs: Collection[str]) -> set[str]:
    """Return the names of the things that named graphs describe."""
    found: set[str] = set()
    for graph in graphs:
        rows = data.select(f"SELECT DISTINCT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        found.update(str(row["s"]) for row in rows)
    return found


def _listed(graphs: Collection[str]) -> str:
    return " ".join(f"<{graph}>" for graph in graphs)


def _size(data: Endpoint | Graph, graphs: Collection[str]) -> int:
    if isinstance(data, Graph):
        return len(data)
    patterns = [f"GRAPH <{graph}> {{ ?s ?p ?o }}" for graph in graphs] or ["?s ?p ?o"]
    counted = (data.select(_COUNT.format(pattern=pattern)) for pattern in patterns)
    return sum(int(str(next(iter(rows))["n"])) for rows in counted)


def _weights(found: Iterable[Finding], counts: Mapping[str, int]) -> dict[Level, int]:
    level_of = {finding.rule: finding.level for finding in found}
    weights = dict.fromkeys(Level, 0)
    for rule, count in counts.items():
        weights[level_of[rule]] += count
    return weights

"""Graphs that programs write over HTTP: read like files, judged like imports, kept as they came.

A graph that was put must come back as it was put, so the statements are stored as sent; what the
loaders would add (places, words of other vocabularies) is used to judge and then left.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import Graph

from loaders.judging import Manner, judge_of, with_loaders
from loaders.reading import ImportBundle, Settings, read
from shapes.finding import Finding, Level, Place
from shapes.report import Report
from shapes.reports.plain import report_data
from shapes.rules import RULES_VERSION
from sparql.candidate import Candidate
from sparql.endpoint import QueryError
from sparql.graphs import is_data
from sparql.quads import parse_triples
from sparql.snapshots import SnapshotStore
from sparql.trail import Import

SYNTAXES = {
    "text/turtle": ("turtle", "ttl"),
    "application/n-triples": ("ntriples", "nt"),
    "application/rdf+xml": ("rdfxml", "rdf"),
    "application/ld+json": ("jsonld", "jsonld"),
}
"""The loader and the file ending of each media type."""
Body = tuple[bytes, str]
"""What was sent and its media type."""


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a write: the new snapshot, None where the rules stopped it, and the report."""

    snapshot: str | None
    levels: tuple[tuple[str, int], ...]
    report: dict[str, object]


def put_graph(
    folder: Path,
    graph: str,
    bodies: tuple[Body, ...],
    by: str,
    replace: bool,
    strict: bool,
    manner: Manner,
    progress: Callable[..., None],
) -> Put:
    """Publish what was sent as, or into, a named graph; with `strict`, a violation stops it."""
    _check_name(graph)
    store = SnapshotStore(folder)
    with TemporaryDirectory(prefix="rbm-put-") as work:
        bundles = _read(bodies, graph, Path(work), progress)
        triples = Graph()
        for data, media_type in bodies:
            for triple in parse_triples(data, media_type, graph):
                triples.add(triple)
        with store.candidate(f"{'PUT' if replace else 'POST'} {graph}", by) as candidate:
            if replace:
                candidate.remove(graph)
            candidate.add(graph, triples)
            report = _judged(store, candidate, graph, bundles, manner, progress)
            digest = hashlib.sha256(b"".join(data for data, _ in bodies)).hexdigest()
            candidate.record(_record(graph, digest, report))
            return _published(candidate, report, strict)


def delete_graph(
    folder: Path,
    graph: str,
    by: str,
    strict: bool,
    manner: Manner,
    progress: Callable[..., None],
) -> Put:
    """Publish a snapshot without a named graph; with `strict`, what that breaks stops it."""
    _check_name(graph)
    store = SnapshotStore(folder)
    with store.candidate(f"DELETE {graph}", by) as candidate:
        candidate.remove(graph)
        report = _judged(store, candidate, graph, (), manner, progress)
        return _published(candidate, report, strict)


def _check_name(graph: str) -> None:
    if not is_data(graph):
        raise QueryError(f"The service fills the graph <{graph}> itself; choose another name.")


def _read(
    bodies: Sequence[Body], graph: str, work: Path, progress: Callable[..., None]
) -> list[ImportBundle]:
    """Return what was sent as the loaders read it; raise `QueryError` where they refuse it."""
    bundles = []
    for number, (data, media_type) in enumerate(bodies, start=1):
        if not data.strip():
            continue
        loader, ending = SYNTAXES[media_type]
        path = work / f"body-{number}.{ending}"
        path.write_bytes(data)
        place = work / str(number)
        place.mkdir()
        settings = Settings(format=loader, graph=graph)
        found, refused = read([path], place, settings=settings, progress=progress)
        if refused:
            first = refused[0]
            raise QueryError(" ".join((first.text(), first.fix.get("en", ""))).strip())
        bundles += found
    return bundles


def _judged(
    store: SnapshotStore,
    candidate: Candidate,
    graph: str,
    bundles: Sequence[ImportBundle],
    manner: Manner,
    progress: Callable[..., None],
) -> Report:
    def places(finding: Finding) -> tuple[Place, ...]:
        found = (bundle.source_map().locate(finding).places for bundle in bundles)
        return next((each for each in found if each), ())

    candidate.derive(progress)
    judge = judge_of(store, manner=manner)
    return with_loaders(judge.of_graphs(candidate, [graph], places, progress), bundles)


def _published(candidate: Candidate, report: Report, strict: bool) -> Put:
    levels = tuple((str(level), report.weights.get(level, 0)) for level in Level)
    stopped = strict and report.worst is Level.VIOLATION
    snapshot = None if stopped else candidate.publish().id
    return Put(snapshot, levels, report_data(report))


def _record(graph: str, digest: str, report: Report) -> Import:
    return Import(
        graph,
        "Graph Store Protocol",
        digest,
        "graph store",
        RULES_VERSION,
        *(report.weights.get(level, 0) for level in Level),
    )

"""What a worker does for the desk: read and check files, compare them, publish them.

These functions run in a bounded process (`sparql/pool.py`); everything they take and give back
crosses a pipe, so they take paths and give frozen dataclasses.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from rdflib import Graph

from loaders import imports
from loaders.imports import ImportResult
from loaders.reading import ImportBundle, Settings, read
from shapes.finding import Finding, Level
from shapes.validation import Report, check
from sparql.candidate import Candidate
from sparql.scratch import scratch
from sparql.snapshots import SnapshotStore

Progress = Callable[..., None]

SHOWN = 200
"""Findings of one rule that a report on an upload holds; it counts them all."""
SAMPLE = 50
"""Changed statements that the desk shows of each kind."""


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing would do to one graph: statements added and removed, and some of them."""

    graph: str
    added: int
    removed: int
    some_added: tuple[str, ...]
    some_removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadSet:
    """One data set as read: its things by class, and what became of each part of the file."""

    name: str
    graph: str
    statements: int
    things: tuple[tuple[str, int], ...]
    coverage: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of an upload: what was read, refused and found, and what it would change."""

    sets: tuple[ReadSet, ...]
    refused: tuple[Finding, ...]
    report: Report
    changes: tuple[Change, ...]
    snapshot: str | None


def check_files(
    store: Path,
    files: tuple[str, ...],
    work: Path,
    dataset: str | None,
    as_of: date,
    progress: Progress,
) -> Checked:
    """Return what reading and the rules say of files; nothing is kept and nothing published."""
    snapshots = SnapshotStore(store)
    bundles, refused = read(files, work, settings=Settings(dataset=dataset), progress=progress)
    with scratch(snapshots) as candidate:
        reports = []
        for bundle in bundles:
            candidate.replace(bundle.graph, bundle.quads)
        for bundle in bundles:
            places = bundle.source_map()
            reports.append(
                check(
                    candidate,
                    as_of=as_of,
                    graph=bundle.graph,
                    limit=SHOWN,
                    locator=lambda found, places=places: places.locate(found).places,  # type: ignore[misc]
                    progress=progress,
                )
            )
        told = [each for bundle in bundles for each in _read_findings(bundle)]
        counted: Counter[tuple[str, Level]] = Counter()
        for bundle in bundles:
            counted.update(bundle.tally.finding_counts)
        current = snapshots.current()
        changes = tuple(_change(candidate, bundle.graph) for bundle in bundles)
    whole = merged(reports, [*refused, *told], counted, as_of)
    return Checked(
        tuple(_read_set(bundle) for bundle in bundles),
        tuple(refused),
        whole,
        changes,
        current.id if current else None,
    )


def publish_files(
    store: Path,
    files: tuple[str, ...],
    dataset: str | None,
    by: str,
    progress: Progress,
) -> ImportResult:
    """Publish files as one snapshot; where one is refused nothing is published."""
    return imports.run(
        files,
        SnapshotStore(store),
        settings=Settings(dataset=dataset),
        by=by,
        progress=progress,
        check=judged,
    )


def judged(candidate: Candidate, graphs: tuple[str, ...]) -> Iterator[Finding]:
    """Return what the rules say of the graphs that an import puts into a candidate."""
    for graph in graphs:
        yield from check(candidate, graph=graph, limit=SHOWN).findings


def withdraw(store: Path, graph: str, by: str, progress: Progress) -> str:
    """Publish a snapshot without a data set and return its id."""
    with SnapshotStore(store).candidate(f"withdraw {graph}", by) as candidate:
        candidate.remove(graph)
        candidate.derive(progress)
        return candidate.publish().id


def merged(
    reports: list[Report],
    others: list[Finding],
    counted: Counter[tuple[str, Level]],
    as_of: date,
) -> Report:
    """Return one report of several, with the findings that reading itself made."""
    counts: Counter[str] = Counter()
    weights: Counter[Level] = Counter()
    for report in reports:
        counts.update(report.counts)
        weights.update(report.weights)
    kept: Counter[tuple[str, Level]] = Counter((each.rule, each.level) for each in others)
    for key, count in kept.items():
        number = max(count, counted.get(key, 0))
        counts[key[0]] += number
        weights[key[1]] += number
    idle = set.intersection(*(set(report.idle) for report in reports)) if reports else set()
    empty = check_nothing(as_of)
    return replace(
        reports[0] if reports else empty,
        findings=(*others, *(each for report in reports for each in report.findings)),
        counts=dict(sorted(counts.items())),
        weights={level: weights[level] for level in Level},
        idle=tuple(sorted(idle)),
        statements=sum(report.statements for report in reports),
        seconds=sum(report.seconds for report in reports),
    )


def check_nothing(as_of: date) -> Report:
    """Return the report on no data at all, which names version and hash of the rules."""
    return check(Graph(), as_of=as_of, rules=())


def _read_findings(bundle: ImportBundle) -> list[Finding]:
    places = bundle.source_map()
    return [places.locate(finding) for finding in islice(bundle.tally.findings, 10_000)]


def _read_set(bundle: ImportBundle) -> ReadSet:
    tally = bundle.tally
    coverage = tuple(
        (what, tuple((str(kept), count) for kept, count in sorted(counts.items())))
        for what, counts in sorted(tally.coverage.items())
    )
    things = tuple(tally.things.most_common())
    return ReadSet(bundle.dataset, bundle.graph, tally.statements, things, coverage)


def _change(candidate: Candidate, graph: str) -> Change:
    gained, lost = candidate.changes(graph)
    some_added, some_removed = tuple(islice(gained, SAMPLE)), tuple(islice(lost, SAMPLE))
    return Change(
        graph,
        len(some_added) + sum(1 for _ in gained),
        len(some_removed) + sum(1 for _ in lost),
        some_added,
        some_removed,
    )

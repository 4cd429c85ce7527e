"""What a worker does for the desk: read and check files, compare them, mark them, publish them.

These functions run in a bounded process (`sparql/pool.py`); everything they take and give back
crosses a pipe, so they take paths and give frozen dataclasses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from rdflib import Graph

from loaders import imports
from loaders.annotation import copy_of
from loaders.checking import corrections, lay
from loaders.formats import beside
from loaders.imports import ImportResult
from loaders.judging import Manner, judge_of, with_refused
from loaders.marking import Annotated, NotAWorkbook
from loaders.mending import Edit, difference, mended
from loaders.reading import ImportBundle, Settings, read
from loaders.source import Refusal
from shapes import partial
from shapes.finding import Finding
from shapes.partial import Partial
from shapes.report import Report
from shapes.validation import check
from sparql.candidate import Candidate
from sparql.scratch import scratch
from sparql.snapshots import SnapshotStore

Progress = Callable[..., None]

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
    """What is known of an upload: what was read, refused and found, and what it would change.

    `edits` would mend those faults where that is certain.
    """

    sets: tuple[ReadSet, ...]
    refused: tuple[Finding, ...]
    report: Report
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """A copy of a file with the certain edits made, and what differs."""

    content: bytes
    difference: str


def check_files(
    store: Path,
    files: tuple[str, ...],
    work: Path,
    dataset: str | None,
    as_of: date,
    manner: Manner,
    progress: Progress,
) -> Checked:
    """Return what reading and the rules say of files; nothing is kept and nothing published."""
    snapshots = SnapshotStore(store)
    current = snapshots.current()
    name = current.id if current else None
    try:
        data, settings = _reading(files, dataset)
        bundles, refused = read(data, work, settings=settings, progress=progress)
    except Refusal as refusing:
        bundles, refused = [], list(refusing.findings)
    if not bundles:
        empty = check(Graph(), as_of=as_of, rules=())
        return Checked((), tuple(refused), with_refused(empty, refused), (), (), name)
    judge = judge_of(snapshots, as_of, manner)
    with scratch(snapshots) as copy:
        lay(copy, bundles, progress)
        report = judge.beside(copy, bundles, progress)
        edits = corrections(report, copy, bundles)
        changes = tuple(_change(copy, bundle.graph) for bundle in bundles)
    return Checked(
        tuple(_read_set(bundle) for bundle in bundles),
        tuple(refused),
        with_refused(report, refused),
        edits,
        changes,
        name,
    )


def mark(
    path: Path, findings: tuple[Finding, ...], language: str, progress: Progress
) -> Annotated | None:
    """Return a copy of a file with its findings in it, None where it cannot be written back."""
    progress("mark")
    try:
        return copy_of(path.read_bytes(), path.name, findings, language)
    except NotAWorkbook:
        return None


def mend(path: Path, edits: tuple[Edit, ...], progress: Progress) -> Mended:
    """Return a copy of a file with the certain edits made."""
    progress("mend")
    content = path.read_bytes()
    changed = mended(content, path.name, edits)
    here = [edit for edit in edits if edit.place.file == path.name]
    return Mended(changed, difference(content, changed, path.name, here))


def publish_files(
    store: Path,
    files: tuple[str, ...],
    dataset: str | None,
    as_of: date,
    by: str,
    sound_only: bool,
    manner: Manner,
    progress: Progress,
) -> tuple[ImportResult, tuple[Partial, ...]]:
    """Publish files as one snapshot; where one is refused nothing is published.

    With `sound_only`, what breaks a MUST is left out first, with what only it holds.
    """
    left_out: list[Partial] = []

    def amend(candidate: Candidate, graphs: tuple[str, ...]) -> None:
        for graph in graphs:
            left_out.append(
                partial.reduce(
                    candidate, graph, as_of=as_of, progress=progress, seconds=manner.seconds
                )
            )

    snapshots = SnapshotStore(store)
    data, settings = _reading(files, dataset)
    result = imports.run(
        data,
        snapshots,
        settings=settings,
        by=by,
        progress=progress,
        judge=judge_of(snapshots, as_of, manner),
        amend=amend if sound_only else None,
        ground=True,
    )
    return result, tuple(left_out)


def foresee_withdrawal(store: Path, graph: str, manner: Manner, progress: Progress) -> Report:
    """Return what the rules would say of other data sets without one; nothing is published."""
    snapshots = SnapshotStore(store)
    with scratch(snapshots) as copy:
        copy.remove(graph)
        copy.derive(progress)
        return judge_of(snapshots, manner=manner).of_graphs(copy, [graph], progress=progress)


def withdraw(store: Path, graph: str, by: str, progress: Progress) -> str:
    """Publish a snapshot without a data set and return its id."""
    with SnapshotStore(store).candidate(f"withdraw {graph}", by) as candidate:
        candidate.remove(graph)
        candidate.derive(progress)
        return candidate.publish().id


def _reading(files: tuple[str, ...], dataset: str | None) -> tuple[tuple[str, ...], Settings]:
    """Return the data among files, and how it is read: by the mapping files among them too."""
    mappings = [Path(file) for file in files if is_mapping(file)]
    data = tuple(file for file in files if not is_mapping(file))
    return data or files, Settings(dataset=dataset, loaders=beside(mappings if data else ()))


def is_mapping(name: str) -> bool:
    """Return whether a file is a mapping for the tables that come with it, by its ending."""
    return name.lower().endswith(".toml")


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

"""An import from files to a published snapshot: read, check, publish, or nothing at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import Graph

from loaders import groundwork
from loaders.judging import Judge
from loaders.provenance import Read, describe
from loaders.reading import ImportBundle, Progress, Settings, read
from loaders.source import Cancelled, Kept
from shapes.finding import Finding, Level
from shapes.report import Report
from shapes.rules import RULES_VERSION
from sparql.candidate import Candidate
from sparql.graphs import PROVENANCE
from sparql.snapshots import SnapshotStore
from sparql.trail import Import

Amend = Callable[[Candidate, tuple[str, ...]], None]
"""Changes the named graphs of an import before they are published."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """What an import says of one data set."""

    name: str
    graph: str
    files: tuple[Read, ...]
    statements: int
    things: Counter[str]
    coverage: dict[str, Counter[Kept]]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The outcome: what was read, what was found, and the snapshot if one was published.

    `refused` are the findings for which nothing was published. `findings` may be the first ones
    of a rule only; `counts` has them all. `report` is what the rules say, where they were asked.
    """

    datasets: tuple[DataSet, ...]
    findings: tuple[Finding, ...]
    counts: Counter[tuple[str, Level]]
    refused: tuple[Finding, ...]
    snapshot: str | None
    seconds: float
    report: Report | None = None

    @property
    def worst(self) -> Level | None:
        """Return the gravest level among the findings."""
        found = {level for _, level in self.counts}
        return next((level for level in Level if level in found), None)


def run(
    paths: Iterable[str | Path],
    store: SnapshotStore | None,
    *,
    dry_run: bool = False,
    settings: Settings | None = None,
    by: str | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
    judge: Judge | None = None,
    amend: Amend | None = None,
    strict: bool = False,
    ground: bool = False,
) -> ImportResult:
    """Read, check and publish files as one snapshot; with `strict`, a violation stops it.

    `amend` may change what was read before anything else is done with it; with `ground`, the
    ontology and code lists are published too where the store lacks them.
    Where a file is refused, the user stops or anything fails, the store stays as it was.
    Without a store the files are only read.
    """
    began = datetime.now(UTC)
    settings = settings or Settings()
    with TemporaryDirectory(prefix="rbm-import-") as work:
        bundles, refused = read(
            paths, Path(work), settings=settings, progress=progress, cancel=cancel
        )
        report = None
        findings = _of_loaders(bundles)
        counts = _counted(bundles, refused)
        snapshot = None
        wanted = judge is not None or not dry_run
        if store is not None and bundles and not refused and wanted:
            with store.candidate(_note(bundles), by) as candidate:
                if ground:
                    groundwork.lay(candidate)
                for bundle in bundles:
                    _tell(progress, f"store {bundle.dataset}", cancel)
                    candidate.replace(bundle.graph, bundle.quads)
                if amend is not None:
                    amend(candidate, tuple(bundle.graph for bundle in bundles))
                candidate.add(PROVENANCE, _account(bundles, settings, by, began))
                _tell(progress, "derive", cancel)
                candidate.derive(lambda step: _tell(progress, step, cancel))
                if judge is not None:
                    _tell(progress, "check", cancel)
                    report = judge.beside(candidate, bundles, _watched(progress, cancel))
                    findings = list(report.findings)
                    counts = report.tally()
                for bundle in bundles:
                    candidate.record(_record(bundle, counts, checked=judge is not None))
                stopped = strict and any(level is Level.VIOLATION for _, level in counts)
                if not dry_run and not stopped:
                    _tell(progress, "publish", cancel)
                    snapshot = candidate.publish().id
        return ImportResult(
            datasets=tuple(_summary(bundle) for bundle in bundles),
            findings=(*refused, *findings),
            counts=counts,
            refused=tuple(refused),
            snapshot=snapshot,
            seconds=(datetime.now(UTC) - began).total_seconds(),
            report=report,
        )


def _of_loaders(bundles: Sequence[ImportBundle]) -> list[Finding]:
    found: list[Finding] = []
    for bundle in bundles:
        maps = bundle.source_map()
        found += [maps.locate(finding) for finding in bundle.tally.findings]
    return found


def _counted(
    bundles: Sequence[ImportBundle], refused: Iterable[Finding]
) -> Counter[tuple[str, Level]]:
    counts = Counter((finding.rule, finding.level) for finding in refused)
    for bundle in bundles:
        counts.update(bundle.tally.finding_counts)
    return counts


def _record(bundle: ImportBundle, counts: Counter[tuple[str, Level]], *, checked: bool) -> Import:
    first = bundle.read[0]
    weights: Counter[Level] = Counter()
    for (_, level), count in counts.items():
        weights[level] += count
    return Import(
        bundle.graph,
        ", ".join(file.name for file in bundle.read),
        first.sha256,
        f"{first.loader} {first.version}",
        RULES_VERSION if checked else None,
        weights[Level.VIOLATION],
        weights[Level.WARNING],
        weights[Level.INFO],
    )


def _tell(progress: Progress | None, step: str, cancel: Callable[[], bool] | None) -> None:
    _watched(progress, cancel)(step, 0, 0)


def _watched(progress: Progress | None, cancel: Callable[[], bool] | None) -> Progress:
    """Return what tells each rule that runs, and stops between two of them."""

    def tell(step: str, done: int, total: int) -> None:
        if cancel is not None and cancel():
            raise Cancelled
        if progress is not None:
            progress(step, done, total)

    return tell


def _note(bundles: Sequence[ImportBundle]) -> str:
    names = [bundle.dataset for bundle in bundles]
    shown = ", ".join(names[:5])
    return f"import {shown}" + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _account(
    bundles: Sequence[ImportBundle], settings: Settings, by: str | None, began: datetime
) -> Graph:
    about = Graph()
    for bundle in bundles:
        about += describe(
            bundle.graph,
            bundle.read,
            settings.base,
            by,
            began,
            datetime.now(UTC),
            settings.origin,
        )
    return about


def _summary(bundle: ImportBundle) -> DataSet:
    return DataSet(
        name=bundle.dataset,
        graph=bundle.graph,
        files=bundle.read,
        statements=bundle.tally.statements,
        things=bundle.tally.things,
        coverage=bundle.tally.coverage,
    )

"""Files checked against the rules, nothing published: the verdict on an import before it is one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders import groundwork
from loaders.judging import Judge
from loaders.mending import Edit, edits
from loaders.reading import ImportBundle, Progress, Settings, read
from shapes.finding import Finding
from shapes.mending import suggestions
from shapes.report import Report
from sparql.candidate import Candidate
from sparql.endpoint import Endpoint
from sparql.scratch import scratch
from sparql.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of files; `report` is None where no file could be read.

    `refused` are the findings of files that could not be read. The findings of the loaders stand
    in the report beside those of the rules. `edits` would mend those where that is certain.
    """

    report: Report | None
    refused: tuple[Finding, ...]
    datasets: tuple[str, ...]
    edits: tuple[Edit, ...] = ()


def check_files(
    paths: Iterable[str | Path],
    *,
    store: SnapshotStore | None = None,
    judge: Judge | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Verdict:
    """Return what the rules say of files, each finding led back to its cell, line or element.

    With a store the files are judged beside what is published there, in a copy that is thrown
    away; without one they are judged alone.
    """
    judge = judge or Judge()
    with TemporaryDirectory(prefix="rbm-check-") as work:
        bundles, refused = read(
            paths, Path(work), settings=settings, progress=progress, cancel=cancel
        )
        if not bundles:
            return Verdict(None, tuple(refused), ())
        names = tuple(bundle.dataset for bundle in bundles)
        if store is None or store.current() is None:
            report, data = judge.alone(bundles, progress)
            return Verdict(report, tuple(refused), names, corrections(report, data, bundles))
        with scratch(store) as copy:
            lay(copy, bundles, progress)
            report = judge.beside(copy, bundles, progress)
            mending = corrections(report, copy, bundles)
        return Verdict(report, tuple(refused), names, mending)


def lay(
    candidate: Candidate, bundles: Sequence[ImportBundle], progress: Progress | None = None
) -> None:
    """Put what was read into a candidate, with the ontology and what follows from both.

    What followed from an older version of the files must go before the rules look.
    """
    groundwork.lay(candidate)
    for bundle in bundles:
        candidate.replace(bundle.graph, bundle.quads)
    candidate.derive(lambda step: progress(step, 0, 0) if progress else None)


def corrections(
    report: Report, data: Endpoint, bundles: Sequence[ImportBundle]
) -> tuple[Edit, ...]:
    """Return the edits of the files that mend findings of a report where that is certain."""
    maps = [bundle.source_map() for bundle in bundles]
    return edits(suggestions(report.findings, data), maps)

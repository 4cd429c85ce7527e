"""Files checked against the rules, nothing published: the verdict on an import before it is one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import Graph

from loaders.mending import Edit, edits
from loaders.reading import ImportBundle, Progress, Settings, read
from shapes.finding import Finding, Level, Place
from shapes.mending import suggestions
from shapes.report import Report
from shapes.validation import BACKGROUND, LIMIT, Engine, background, check
from sparql.candidate import Candidate
from sparql.embedded import EmbeddedStore
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
    as_of: date | None = None,
    engine: Engine = "compiled",
    extra: Sequence[Graph] = (),
    limit: int | None = LIMIT,
    settings: Settings | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Verdict:
    """Return what the rules say of files, each finding led back to its cell, line or element.

    With a store the files are judged beside what is published there, in a copy that is thrown
    away; without one they are judged alone.
    """
    with TemporaryDirectory(prefix="rbm-check-") as work:
        bundles, refused = read(
            paths, Path(work), settings=settings, progress=progress, cancel=cancel
        )
        if not bundles:
            return Verdict(None, tuple(refused), ())
        judge = Judge(bundles, as_of, engine, extra, limit, progress)
        if store is None or store.current() is None:
            report, mending = judge.alone()
        else:
            with scratch(store) as copy:
                report, mending = judge.beside(copy)
        names = tuple(bundle.dataset for bundle in bundles)
        return Verdict(report, tuple(refused), names, mending)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges bundles by the rules, by themselves or beside what is published."""

    bundles: Sequence[ImportBundle]
    as_of: date | None = None
    engine: Engine = "compiled"
    extra: Sequence[Graph] = ()
    limit: int | None = LIMIT
    progress: Progress | None = None

    def alone(self) -> tuple[Report, tuple[Edit, ...]]:
        """Return the report on the files by themselves, and what would mend them."""
        memory = EmbeddedStore(None)
        memory.add(BACKGROUND, background())
        for bundle in self.bundles:
            memory.extend(bundle.graph, bundle.quads)
        report = self._report(memory, None)
        return self._with_loaders(report), self._edits(report, memory)

    def beside(self, candidate: Candidate) -> tuple[Report, tuple[Edit, ...]]:
        """Return the same with what is published standing beside the files' things."""
        candidate.add(BACKGROUND, background())
        for bundle in self.bundles:
            candidate.replace(bundle.graph, bundle.quads)
        report = _joined([self._report(candidate, bundle.graph) for bundle in self.bundles])
        return self._with_loaders(report), self._edits(report, candidate)

    def _edits(self, report: Report, data: EmbeddedStore | Candidate) -> tuple[Edit, ...]:
        maps = [bundle.source_map() for bundle in self.bundles]
        return edits(suggestions(report.findings, data), maps)

    def _report(self, data: EmbeddedStore | Candidate, graph: str | None) -> Report:
        return check(
            data,
            as_of=self.as_of,
            engine=self.engine,
            extra=self.extra,
            limit=self.limit,
            graph=graph,
            locator=self._places,
            progress=self.progress,
        )

    def _places(self, finding: Finding) -> tuple[Place, ...]:
        for bundle in self.bundles:
            located = bundle.source_map().locate(finding)
            if located.places:
                return located.places
        return ()

    def _with_loaders(self, report: Report) -> Report:
        """Return the report with what the loaders found, and the files' own statements counted."""
        found = list(report.findings)
        counts, weights = dict(report.counts), dict(report.weights)
        for bundle in self.bundles:
            places = bundle.source_map()
            found += [places.locate(finding) for finding in bundle.tally.findings]
            for (rule, level), times in bundle.tally.finding_counts.items():
                counts[rule] = counts.get(rule, 0) + times
                weights[level] += times
        order = list(Level)
        return replace(
            report,
            findings=tuple(sorted(found, key=lambda finding: order.index(finding.level))),
            counts=dict(sorted(counts.items())),
            weights=weights,
            statements=sum(bundle.tally.statements for bundle in self.bundles),
        )


def _joined(reports: Sequence[Report]) -> Report:
    """Return several reports as one; a rule is idle where it met nothing in any of them."""
    counts: Counter[str] = Counter()
    weights: Counter[Level] = Counter()
    for report in reports:
        counts.update(report.counts)
        weights.update(report.weights)
    return replace(
        reports[0],
        findings=tuple(finding for report in reports for finding in report.findings),
        counts=dict(sorted(counts.items())),
        weights={level: weights[level] for level in Level},
        idle=tuple(sorted(set.intersection(*(set(report.idle) for report in reports)))),
        seconds=sum(report.seconds for report in reports),
    )

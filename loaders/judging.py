"""How an import is judged, the same for a check, a publication and a graph that a program puts."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rdflib import Graph

from loaders.reading import ImportBundle
from ontology.vocabulary import RBM
from shapes.change import Change
from shapes.elsewhere import Effect
from shapes.finding import Finding, Level, Place
from shapes.own import NONE, Own, own_shapes
from shapes.places import Locator
from shapes.report import Report
from shapes.validation import BACKGROUND, LIMIT, PATIENCE, Engine, background, check
from sparql.candidate import Candidate
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.graphs import is_data
from sparql.snapshots import SnapshotStore

MODEL = (str(RBM), "http://www.w3.org/ns/org#")
PROOF = frozenset((str(RBM.SourceDocument), str(RBM.SourceLocation)))
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How an installation judges: with which engine, how much it shows, how long it waits.

    `limit` is how many findings of one rule a report holds (it counts them all), `seconds` how long
    one rule may take before it is cut off and named.
    """

    engine: Engine = "compiled"
    limit: int | None = LIMIT
    seconds: float = PATIENCE


USUAL = Manner()


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges imports: on which day, in which manner, with which shapes beside the rules."""

    as_of: date | None = None
    manner: Manner = USUAL
    own: Own = NONE

    def of_data(self, data: Endpoint | Graph, progress: Progress | None = None) -> Report:
        """Return what the rules say of all that a store or a graph holds."""
        return self._report(data, None, progress)

    def alone(
        self, bundles: Sequence[ImportBundle], progress: Progress | None = None
    ) -> tuple[Report, EmbeddedStore]:
        """Return what the rules say of files by themselves, and the data they were judged in."""
        memory = EmbeddedStore(None)
        memory.add(BACKGROUND, background())
        for bundle in bundles:
            memory.extend(bundle.graph, bundle.quads)
        report = self._report(memory, _locator(bundles), progress)
        return with_loaders(report, bundles), memory

    def beside(
        self,
        candidate: Candidate,
        bundles: Sequence[ImportBundle],
        progress: Progress | None = None,
    ) -> Report:
        """Return the same of graphs in a candidate, with what they break in other graphs."""
        graphs = [bundle.graph for bundle in bundles]
        report = self.of_graphs(candidate, graphs, _locator(bundles), progress)
        return with_loaders(report, bundles)

    def of_graphs(
        self,
        candidate: Candidate,
        graphs: Sequence[str],
        locator: Locator | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Return what the rules say of changed graphs of a candidate and what these break."""
        effect = _effect(candidate, graphs)
        # The fast engine reads whole stores only: here one that holds no other data set.
        whole = self.manner.engine == "fast" and not _others(candidate, graphs)
        return self._report(candidate, locator, progress, () if whole else graphs, effect)

    def _report(
        self,
        data: Endpoint | Graph,
        locator: Locator | None,
        progress: Progress | None,
        graphs: Sequence[str] = (),
        effect: Effect | None = None,
    ) -> Report:
        report = check(
            data,
            as_of=self.as_of,
            engine=self.manner.engine,
            extra=self.own.shapes,
            limit=self.manner.limit,
            seconds=self.manner.seconds,
            graphs=graphs,
            locator=locator,
            progress=progress,
            effect=effect,
        )
        return replace(report, refused=(*self.own.refused, *report.refused))


def judge_of(
    store: SnapshotStore | None, as_of: date | None = None, manner: Manner = USUAL
) -> Judge:
    """Return the judge of an installation: the rules and the shapes its operator has added."""
    return Judge(as_of, manner, own_shapes(store.folder) if store else NONE)


def with_loaders(report: Report, bundles: Sequence[ImportBundle]) -> Report:
    """Return the report with what the loaders found, and the files' own statements counted."""
    found = list(report.findings)
    counts, weights = dict(report.counts), dict(report.weights)
    statements = 0
    for bundle in bundles:
        places = bundle.source_map()
        statements += bundle.tally.statements
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
        statements=statements,
        known=any(map(_is_known, bundles)) if bundles else report.known,
    )


def with_refused(report: Report, refused: Sequence[Finding]) -> Report:
    """Return a report that counts the files that could not be read among its findings."""
    counts, weights = Counter(report.counts), Counter(report.weights)
    counts.update(finding.rule for finding in refused)
    weights.update(finding.level for finding in refused)
    return replace(
        report,
        findings=(*refused, *report.findings),
        counts=dict(sorted(counts.items())),
        weights={level: weights[level] for level in Level},
    )


def _is_known(bundle: ImportBundle) -> bool:
    """Return whether an import holds a thing that the model knows, beside its own proof."""
    kinds = {kind.strip("<>") for kind in bundle.tally.things}
    return any(kind.startswith(MODEL) for kind in kinds - PROOF)


def _locator(bundles: Sequence[ImportBundle]) -> Locator:
    def places(finding: Finding) -> tuple[Place, ...]:
        for bundle in bundles:
            located = bundle.source_map().locate(finding)
            if located.places:
                return located.places
        return ()

    return places


def _others(candidate: Candidate, graphs: Sequence[str]) -> bool:
    return any(is_data(name) for name in set(candidate.graphs()) - set(graphs))


def _effect(candidate: Candidate, graphs: Sequence[str]) -> Effect | None:
    """Return what graphs of a candidate change, None where no other data could feel it."""
    published = candidate.published()
    if not any(map(is_data, published.difference(graphs))):
        return None
    changes = [candidate.triples_changed(graph) for graph in graphs]
    added = [triple for gained, _ in changes for triple in gained]
    removed = [triple for _, lost in changes for triple in lost]
    return Effect(Change(added, removed), candidate.before)

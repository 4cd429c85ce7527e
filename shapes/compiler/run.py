"""A run of shapes over a store: what is asked, in which order, by how many processes."""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from rdflib import Graph
from rdflib.term import Node

from shapes.compiler.context import Context, these
from shapes.compiler.evaluation import Evaluation, Found
from shapes.compiler.faults import CutOff, ShapeFault, Unsupported
from shapes.compiler.graph import ShapesGraph
from shapes.compiler.reporting import finding, local, rule
from shapes.compiler.results import Result
from shapes.compiler.selection import Focus, asked, chosen
from shapes.compiler.sharing import shared
from shapes.compiler.surroundings import surroundings
from shapes.compiler.watching import Progress as Progress
from shapes.compiler.watching import watched
from shapes.compiler.whole import whole
from shapes.finding import Finding
from sparql.endpoint import Endpoint
from sparql.forked import apart, inside

SHAPES_GRAPH = "https://w3id.org/rbm/graph/shapes"
"""The named graph that `$shapesGraph` stands for."""

Part = Callable[[], Found]


@dataclass
class _Gathered:
    """What one part of a run found: some results, the number of all, and what stopped it."""

    results: list[Result] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    fault: ShapeFault | None = None
    idle: list[Node] = field(default_factory=list)


class Run(Iterator[Result]):
    """The results of shapes over a store, one shape after the other, computed on demand.

    `counts` tells how many results each rule has, however few of them a limit lets pass.
    `refused` lists the shapes that did not run, each with the reason: those that SPARQL cannot
    express, for the reference engine, and those whose query failed. `idle` lists the shapes that
    found no focus node. All are complete once the results are read. Closing stops the run.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        shapes: Graph,
        *,
        focus: Focus | None = None,
        progress: Progress | None = None,
        as_of: date | None = None,
        shapes_graph: str = SHAPES_GRAPH,
        processes: int = 1,
        limit: int | None = None,
        seconds: float | None = None,
        fast: bool = False,
    ):
        self.counts: Counter[str] = Counter()
        self.refused: list[ShapeFault] = []
        self.idle: list[Node] = []
        self._limit = limit
        self._shapes = ShapesGraph(shapes)
        self._evaluation = Evaluation(endpoint, self._shapes, shapes_graph, as_of)
        self._endpoint = endpoint
        self._progress = progress or _silent
        self._processes = processes
        self._whole = whole(self._shapes, endpoint) if fast and focus is None else None
        self._roots = [root for root in self._shapes.roots() if self._sound(root)]
        self._chosen: dict[Node, list[Node]] = {}
        self._near, self._held = self._evaluation, set[Node]()
        if focus is not None:
            self._choose(asked(focus, self._roots))
        self.at = -1 if self._whole else 0
        """How many shapes are done; the next one is at work. At -1 another engine is."""
        self._seconds = seconds
        self._results = self._run() if seconds is None else watched(self, self._endpoint, seconds)

    def _choose(self, wanted: Mapping[Node, Collection[Node]]) -> None:
        """Find the nodes to check, and copy what shapes read of them where they are many."""
        near = surroundings(self._endpoint, wanted, self._shapes)
        source, classes = near.small if near else self._endpoint, self._evaluation.classes
        self._chosen = chosen(wanted, self._shapes, source, classes)
        if near:
            self._held = near.hold(self._evaluation.reader(), self._chosen)
            self._near = self._evaluation.copied(near.small)
            if self._held.issuperset(self._roots):
                self._endpoint, self._evaluation = near.small, self._near

    def __next__(self) -> Result:
        return next(self._results)

    def close(self) -> None:
        """Stop after the query that runs now."""
        self._results.close()

    def rule(self, result: Result) -> str:
        """Return the id of the rule that a result breaks: the local name of what names it."""
        return rule(self._shapes, result)

    def finding(self, result: Result) -> Finding:
        """Return a result as the finding that every engine and loader gives."""
        return finding(self._shapes, result)

    def _sound(self, root: Node) -> bool:
        self._shapes.refuse_recursion(root)
        if self._whole and self._whole.takes(root):
            return True
        try:
            self._evaluation.check(root)
        except Unsupported as fault:
            self.refused.append(Unsupported(root, fault.reason))
            return False
        return True

    def rest(
        self,
        endpoint: Endpoint,
        progress: Progress | None = None,
        at: Callable[[int], None] | None = None,
    ) -> Iterator[Result]:
        """Return the results from the shape that is next on, read through another endpoint.

        `progress` is told in place of who was told before, where it is given; `at` hears the number
        of each shape before its results are waited for.
        """
        self._progress = progress or self._progress
        self._move(endpoint)
        return self._run(at)

    def _move(self, endpoint: Endpoint) -> None:
        """Go on with another way to the same data."""
        self._endpoint = endpoint
        self._evaluation.move(endpoint)

    @property
    def ended(self) -> bool:
        """Return whether no shape is left."""
        return self.at >= len(self._roots)

    def cut_off(self, reason: str) -> None:
        """Leave the shape that is at work, and say why."""
        if self._whole and self.at < 0:
            self._whole = None  # its shapes run as queries instead
        else:
            self.refused.append(CutOff(self._roots[self.at], reason))
        self.at += 1
        self.idle = [root for root in self.idle if root in self._roots[: self.at]]

    def tell(self, shape: str, done: int, total: int) -> None:
        """Pass on how far the run is."""
        self._progress(shape, done, total)

    def _run(self, at: Callable[[int], None] | None = None) -> Generator[Result, None, None]:
        at = at or _nobody
        if self._processes == 1:
            yield from self._alone(self._parts(self._progress), at)
            return
        parts = list(self._parts(_silent))
        with apart(self._endpoint) if len(parts) > 1 else nullcontext() as opened:
            if opened is None:
                yield from self._alone(self._told(parts), at)
                return

            work = [partial(self._gather, part) for _, part in parts]
            with closing(shared(work, self._processes, lambda: self._move(opened()))) as found:
                for number, _ in self._told(parts):
                    at(number)
                    yield from self._taken(next(found))

    def _alone(
        self, parts: Iterable[tuple[int, Part]], at: Callable[[int], None]
    ) -> Generator[Result, None, None]:
        """Return the results of parts that this process works at."""
        # In a thread of its own a query has memory of its own, which makes it a sixth faster than
        # amid that of the store.
        with ThreadPoolExecutor(1) if inside(self._endpoint) else nullcontext() as beside:
            for number, part in parts:
                at(number)
                found = partial(self._gather, part)
                yield from self._taken(beside.submit(found).result() if beside else found())

    def _told(self, parts: Iterable[tuple[int, Part]]) -> Iterator[tuple[int, Part]]:
        """Return parts that are known already, and tell of each shape before its first one."""
        last = None
        for number, part in parts:
            if number != last:
                last = number
                self._progress(self._name(number), max(number, 0), len(self._roots))
            yield number, part
        self._progress("", len(self._roots), len(self._roots))

    def _name(self, number: int) -> str:
        return self._whole.name if self._whole and number < 0 else local(self._roots[number])

    def _parts(self, progress: Progress) -> Iterator[tuple[int, Part]]:
        total = len(self._roots)
        if self._whole and self.at < 0:
            progress(self._name(-1), 0, total)
            yield -1, self._at_once
        for number in range(max(self.at, 0), total):
            root = self._roots[number]
            if self._whole and self._whole.takes(root):
                continue
            progress(self._name(number), number, total)
            if (context := self._context(root)) is not None:
                evaluation = self._near if root in self._held else self._evaluation
                for part in evaluation.parts(root, context):
                    yield number, part
        progress("", total, total)

    def _at_once(self) -> Found:
        """Return the results of the shapes that another engine runs over the whole graph."""
        assert self._whole is not None
        roots = [root for root in self._roots if self._whole.takes(root)]
        found = self._whole.results(roots)
        if found is None:
            for root in roots:
                if (context := self._context(root)) is not None:
                    yield from self._evaluation.at(root, context)
            return
        self.idle += self._whole.idle(roots)
        yield from ((one.focus, one) for one in found)

    def _gather(self, part: Part) -> _Gathered:
        """Return the results of a part as far as the limit lets them pass, and count them all."""
        gathered = _Gathered()
        known = len(self.idle)
        try:
            for _, result in part():
                rule = self.rule(result)
                gathered.counts[rule] += 1
                if self._limit is None or gathered.counts[rule] <= self._limit:
                    gathered.results.append(result)
        except ShapeFault as fault:
            gathered.fault = fault
        gathered.idle = self.idle[known:]
        del self.idle[known:]
        return gathered

    def _taken(self, gathered: _Gathered) -> Iterator[Result]:
        self.idle += gathered.idle
        if gathered.fault is not None:
            self.refused.append(gathered.fault)
        shown = self.counts.copy()
        self.counts += gathered.counts
        for result in gathered.results:
            rule = self.rule(result)
            shown[rule] += 1
            if self._limit is None or shown[rule] <= self._limit:
                yield result

    def _context(self, root: Node) -> Context | None:
        """Return where a shape is checked, or None where there is nothing to check."""
        if root in self._chosen:
            if self._chosen[root]:
                return these(self._chosen[root])
            self.idle.append(root)
            return None
        context = self._evaluation.focus(root)
        if self._endpoint.ask(f"ASK {{ {context.bind('this')} }}"):
            return context
        self.idle.append(root)
        return None


def _silent(shape: str, done: int, total: int) -> None:
    """Tell nobody."""


def _nobody(number: int) -> None:
    """Tell nobody either."""

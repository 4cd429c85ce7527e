"""Shapes that run in a fork, so that one whose query does not end is cut off alone.

The fork sends its results shape by shape. When one takes too long, or brings the fork down, the
fork is ended and another goes on with the shape after it.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from time import monotonic
from typing import NamedTuple, Protocol

from rdflib.term import Node

from shapes.compiler.faults import ShapeFault
from shapes.compiler.results import Result
from sparql.endpoint import Endpoint
from sparql.forked import Fork, Gone, Late, Send, apart

TOGETHER = 500
"""Results that are sent at a time."""

Progress = Callable[[str, int, int], None]


class Run(Protocol):
    """A run that can go on in a fork from the shape it is at."""

    counts: Counter[str]
    refused: list[ShapeFault]
    idle: list[Node]
    at: int

    def rest(
        self,
        endpoint: Endpoint,
        progress: Progress | None = None,
        at: Callable[[int], None] | None = None,
    ) -> Iterator[Result]:
        """Return the results from the shape that is next on."""
        ...

    @property
    def ended(self) -> bool:
        """Return whether no shape is left."""
        ...

    def cut_off(self, reason: str) -> None:
        """Leave the shape that is at work, and say why."""
        ...

    def tell(self, shape: str, done: int, total: int) -> None:
        """Pass on how far the run is."""
        ...


class _At(NamedTuple):
    shape: int


class _Step(NamedTuple):
    shape: str
    done: int
    total: int


class _Found(NamedTuple):
    """Some results, with what the run knows by now."""

    results: list[Result]
    counts: Counter[str]
    refused: list[ShapeFault]
    idle: list[Node]
    whole: bool


def watched(run: Run, endpoint: Endpoint, seconds: float) -> Generator[Result, None, None]:
    """Return the results of a run in which no shape may take more than some seconds."""
    with apart(endpoint) as opened:
        if opened is None:
            yield from run.rest(endpoint)
            return
        whole = False
        while not whole and not run.ended:
            fork = Fork(lambda send: _serve(run, opened(), send))
            try:
                whole = yield from _followed(run, fork, seconds)
            finally:
                fork.close()


def _followed(run: Run, fork: Fork, seconds: float) -> Generator[Result, None, bool]:
    """Return what a fork finds until it ends, by itself or because it takes too long."""
    until = monotonic() + seconds
    while True:
        try:
            message = fork.receive(until - monotonic())
            if isinstance(message, Gone):  # a fork that it shared the work with
                raise message
        except Late:
            run.cut_off(f"was cut off: it took longer than {seconds:g} seconds")
            return False
        except Gone:
            run.cut_off("was cut off: it needed more memory or processor time than is allowed")
            return False
        if isinstance(message, Exception):
            raise message
        if isinstance(message, _At):
            if message.shape != run.at:
                run.at, until = message.shape, monotonic() + seconds
        elif isinstance(message, _Step):
            run.tell(*message)
        elif isinstance(message, _Found):
            run.counts, run.refused, run.idle = message.counts, message.refused, message.idle
            yield from message.results
            if message.whole:
                return True


def _serve(run: Run, endpoint: Endpoint, send: Send) -> None:
    """Run what is left and send it."""
    results: list[Result] = []

    def found(*, whole: bool = False) -> None:
        send(_Found(results, run.counts, run.refused, run.idle, whole))
        results.clear()

    def at(number: int) -> None:
        found()
        send(_At(number))

    for result in run.rest(endpoint, lambda *step: send(_Step(*step)), at):
        results.append(result)
        if len(results) == TOGETHER:
            found()
    found(whole=True)

"""SHACL validation where the data is: each constraint runs as a SPARQL query in the store.

The store may be embedded or remote. Oxigraph keeps numbers in canonical form, so a value found
there reads `-1` where the file wrote `-1.00`; what the file wrote is kept by the source map.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from rdflib import Graph

from shapes.compiler.faults import ShapeFault
from shapes.compiler.reporting import local
from shapes.compiler.run import Progress, Run
from shapes.finding import Finding
from sparql.endpoint import Endpoint


class Findings(Iterator[Finding]):
    """The findings of a run, with what the run tells besides."""

    def __init__(self, run: Run):
        self.run = run

    def __next__(self) -> Finding:
        return self.run.finding(next(self.run))

    @property
    def counts(self) -> Counter[str]:
        """Return how many findings each rule has, however few are shown."""
        return self.run.counts

    @property
    def refused(self) -> list[ShapeFault]:
        """Return the shapes that did not run, with the reason."""
        return self.run.refused

    @property
    def idle(self) -> list[str]:
        """Return the ids of the shapes that found no focus node: a silent pass."""
        return [local(node) for node in self.run.idle]

    def close(self) -> None:
        """Stop after the query that runs now."""
        self.run.close()


def validate(
    endpoint: Endpoint,
    shapes: Graph,
    *,
    focus: Collection[str] | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    as_of: date | None = None,
    processes: int = 1,
    seconds: float | None = None,
    fast: bool = False,
) -> Findings:
    """Return the findings of SHACL shapes over the data of an endpoint.

    `focus` narrows the check to some nodes, `limit` shows at most so many findings of each rule
    (`Findings.counts` has the true number), `progress` hears the shape, the shapes done and their
    number before each one, `as_of` stands for the day in `NOW()`. So many `processes` share the
    work, where a fork can read the store. A shape that takes more than `seconds` is cut off and
    named in `Findings.refused`. With `fast`, shapes of SHACL Core go to the Rust engine where it is
    installed and known to find the same. Raises `NotWellFormed` before anything runs where a shape
    breaks the standard.
    """
    return Findings(
        Run(
            endpoint,
            shapes,
            focus=focus,
            progress=progress,
            as_of=as_of,
            processes=processes,
            limit=limit,
            seconds=seconds,
            fast=fast,
        )
    )

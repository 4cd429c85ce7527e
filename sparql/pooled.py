"""Questions answered by the pool behind the `Endpoint` interface: what the web pages read."""

from pathlib import Path

from rdflib import Graph

from sparql.answers import Table
from sparql.endpoint import QueryError
from sparql.limits import Limits
from sparql.pool import Pool, Running
from sparql.results import identifier
from sparql.worker import CallJob, QueryJob


class PooledEndpoint:
    """One snapshot, read by worker processes within limits; `job` names its queries to cancel."""

    def __init__(
        self,
        pool: Pool,
        store: Path,
        snapshot: str,
        limits: Limits,
        role: str,
        job: str | None = None,
    ):
        self._pool = pool
        self._store = store
        self._limits = limits
        self._role = role
        self._job = job
        self.snapshot = snapshot
        self.beside = store.parent
        self.most = limits.rows

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query; `truncated` where the role's row limit cut them."""
        running = self._submit(query, "rows")
        variables = running.head.get("variables")
        if variables is None:
            raise QueryError("This is not a SELECT query.")
        rows = tuple(
            tuple(None if term is None else identifier(term) for term in row)
            for batch in running.pieces
            for row in batch
        )
        return Table(tuple(variables), rows, self.snapshot, running.truncated is not None)

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        running = self._submit(query, "json")
        for _ in running.pieces:
            pass
        if running.head["kind"] != "boolean":
            raise QueryError("This is not an ASK query.")
        return bool(running.head["value"])

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        running = self._submit(query, "json")
        data = b"".join(running.pieces)
        if running.head["kind"] != "graph":
            raise QueryError("This is not a CONSTRUCT or DESCRIBE query.")
        return Graph().parse(data=data, format="nt")

    def call(self, target: str, *arguments: object) -> object:
        """Return what a function, named `module:function`, gives back in a worker process."""
        job = CallJob(target, arguments, self._limits)
        (value,) = self._pool.submit(job, role=self._role, job_id=self._job).pieces
        return value

    def _submit(self, query: str, tabular: str) -> Running:
        job = QueryJob(
            str(self._store),
            query,
            tabular,
            media_type="application/n-triples",
            limits=self._limits,
        )
        return self._pool.submit(job, role=self._role, job_id=self._job)

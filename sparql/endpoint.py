"""The small interface that every store answers, embedded or remote."""

from typing import Protocol

from rdflib import Graph

from sparql.answers import Table


class QueryError(Exception):
    """A query was refused or failed; the message says where and what to do."""


class StoreError(Exception):
    """A store could not be opened, written or published; the message says what to do."""


class Endpoint(Protocol):
    """A place that answers SPARQL 1.1 queries: a snapshot, a candidate or a remote server."""

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query; raise `QueryError` where it is not one."""
        ...

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        ...

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        ...

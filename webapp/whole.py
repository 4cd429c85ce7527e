"""Answers about the whole store, kept beside the snapshot so that they outlive the process.

A snapshot never changes; an answer is kept under the text of its query, so that a new version of
the program, which asks in other words, never reads what an old one kept.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from rdflib import Graph

from sparql import kept, ordering
from sparql.answers import Table
from sparql.endpoint import Endpoint

NAME = "page"


class Whole:
    """An endpoint whose tables are kept in the folder of the snapshot it reads."""

    def __init__(self, folder: Path, endpoint: Endpoint):
        self._folder = folder
        self._endpoint = endpoint

    def select(self, query: str) -> Table:
        """Return the rows of a query, as they are kept or as the store gives them now."""
        key = {"query": hashlib.sha256(query.encode()).hexdigest()}
        table = kept.answer(self._folder, NAME, key)
        if table is None:
            table = ordering.select(self._endpoint, query)
            with suppress(OSError):  # a folder that may not be written to
                kept.keep(self._folder, NAME, key, table)
        return table

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        return self._endpoint.ask(query)

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        return self._endpoint.construct(query)

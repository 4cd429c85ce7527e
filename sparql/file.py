"""An N-Triples file as an endpoint: whole as a text, and queried only when somebody asks."""

from functools import cached_property
from pathlib import Path

from rdflib import Graph

from sparql.answers import Table
from sparql.embedded import EmbeddedStore


class FileStore:
    """The triples of one file; they are read into a store in memory at the first query."""

    def __init__(self, path: Path):
        self._path = path

    def text(self) -> str:
        """Return the file as it is."""
        return self._path.read_text(encoding="utf-8")

    @cached_property
    def embedded(self) -> EmbeddedStore:
        """Return the triples as a store in memory."""
        store = EmbeddedStore(None)
        store.fill(self._path)
        return store

    def select(self, query: str) -> Table:
        """Return the rows of a SELECT query."""
        return self.embedded.select(query)

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        return self.embedded.ask(query)

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        return self.embedded.construct(query)

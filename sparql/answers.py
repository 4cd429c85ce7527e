"""What a query gives back: a table of rdflib terms that knows which snapshot it came from."""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib.term import Identifier

Row = tuple[Identifier | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a SELECT query, in order, with the snapshot that answered.

    `truncated` is true where a limit cut the rows; an answer never hides that.
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    snapshot: str | None = None
    truncated: bool = False

    def __iter__(self) -> Iterator[dict[str, Identifier]]:
        """Return each row as a mapping from variable to term, unbound variables left out."""
        for row in self.rows:
            yield {
                name: term
                for name, term in zip(self.variables, row, strict=True)
                if term is not None
            }

    def __len__(self) -> int:
        return len(self.rows)

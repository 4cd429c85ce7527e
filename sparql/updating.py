"""SPARQL 1.1 Update on the store: each update is one publication of its own."""

import re
from collections.abc import Callable
from pathlib import Path

from sparql.endpoint import QueryError
from sparql.guard import keywords
from sparql.snapshots import SnapshotStore


def run(
    folder: Path,
    text: str,
    base: str,
    using: tuple[str, ...],
    using_named: tuple[str, ...],
    by: str,
    progress: Callable[..., None],
) -> str:
    """Publish what an update changes and return the id of the new snapshot.

    `using` and `using_named` are the graphs of SPARQL 1.1 Protocol section 2.2.3.
    """
    if using or using_named:
        text = with_dataset(text, using, using_named)
    if not re.match(r"\s*BASE\b", text, re.IGNORECASE):
        text = f"BASE <{base}>\n{text}"
    with SnapshotStore(folder).candidate("SPARQL update", by) as candidate:
        progress("update")
        candidate.update(text)
        return candidate.publish().id


def with_dataset(text: str, using: tuple[str, ...], using_named: tuple[str, ...]) -> str:
    """Return an update whose every WHERE is preceded by the USING clauses of the request."""
    words = keywords(text)
    if any(word in ("USING", "WITH") for word, _ in words):
        raise QueryError("Graphs are named in the request and in the update; keep one of them.")
    clauses = "".join(f"USING <{name}> " for name in using)
    clauses += "".join(f"USING NAMED <{name}> " for name in using_named)
    previous = ""
    for word, start in reversed(words):
        if word == "WHERE":
            text = f"{text[:start]}{clauses}{text[start:]}"
    for word, _ in words:
        if word == "WHERE" and previous == "DELETE":
            raise QueryError("DELETE WHERE takes no graphs from the request; write out DELETE {…}.")
        previous = word
    return text

"""A SPARQL endpoint as a source: the triples of one CONSTRUCT query, laid down as a file."""

from pathlib import Path

from rdflib.term import Identifier, Node

from loaders import tokens
from loaders.gather import slug
from loaders.limits import MEGABYTE
from loaders.source import refusal
from shapes.finding import Place
from sparql.endpoint import QueryError
from sparql.remote import RemoteStore

DEADLINE = 120.0
"""Seconds that one query may take, from the call to the last byte."""

MOST_BYTES = 256 * MEGABYTE
"""Bytes that an answer may have on the wire."""


def fetch(
    url: str,
    query: str,
    folder: Path,
    *,
    deadline: float = DEADLINE,
    max_bytes: int = MOST_BYTES,
) -> Path:
    """Write what a query constructs at an endpoint as N-Triples, sorted; return the file.

    Sorting makes the same answer the same file, whatever order the endpoint gives it in. What
    the endpoint refuses, or takes too long or too much for, is raised as a refusal.
    """
    try:
        graph = RemoteStore(url, deadline=deadline, max_bytes=max_bytes).construct(query)
    except QueryError as error:
        raise refusal(
            "LOAD-ENDPOINT",
            str(error),
            Place(url),
            "Check the address and the query (CONSTRUCT or DESCRIBE), or ask for less.",
            zh=f"无法从 {url} 取得数据：{error}",
        ) from error
    lines = sorted(" ".join(_token(term) for term in triple) for triple in graph)
    if not lines:
        raise refusal(
            "LOAD-NONE",
            f"{url} answered with no triple.",
            Place(url),
            "Try the query at the endpoint first.",
            zh=f"{url} 未返回任何三元组。",
        )
    path = folder / f"{slug(url.partition('://')[2])}.nt"
    path.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    return path


def _token(term: Node) -> str:
    if not isinstance(term, Identifier):
        raise TypeError(f"no RDF term: {term!r}")
    return tokens.token(term)

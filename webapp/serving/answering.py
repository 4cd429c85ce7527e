"""The answer to a SPARQL query, whatever brought it here: limits, negotiation, what is kept."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.exceptions import Forbidden
from werkzeug.http import parse_etags

from sparql.guard import Guarded, guard_query
from sparql.quads import RDF_FORMATS
from sparql.results import FORMATS
from sparql.worker import QueryJob
from webapp.serving.accepting import preferred
from webapp.serving.service import Service, store_folder

TABULAR = tuple(FORMATS)
TRIPLES = tuple(RDF_FORMATS)
SHORT = 4_096
"""Characters of a query whose verdict is remembered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as somebody sent it.

    `accept` and `known` are the headers Accept and If-None-Match, `address` the endpoint's own
    IRI, `as_of` a snapshot's id or a date, `job` the id under which it may be cancelled.
    """

    text: str
    address: str
    role: str = "anonymous"
    accept: str = ""
    known: str = ""
    as_of: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    job: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, headers and body of an answer; a list holds one that is whole."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


def answer(service: Service, asked: Asked) -> Answered:
    """Return the answer to a query in the format that its asker prefers.

    A short one is kept under its entity tag, which names all that it depends on; a long one is
    streamed from its worker.
    """
    guarded = admitted(service, asked)
    tabular = guarded.form in ("SELECT", "ASK")
    media_type = preferred(asked.accept, TABULAR if tabular else TRIPLES)
    snapshot = service.snapshot(asked.as_of)
    tag = entity_tag(snapshot.id, media_type, asked)
    limits = service.limits(asked.role)
    headers = [
        ("ETag", f'"{tag}"'),
        ("X-Snapshot", snapshot.id),
        ("X-Result-Limit", str(limits.rows)),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept, Authorization, Cookie"),
    ]
    if asked.known and parse_etags(asked.known).contains(tag):
        return Answered(304, headers, [])
    headers.append(("Content-Type", f"{media_type}; charset=utf-8"))
    kept = service.kept.get(tag)
    if kept is not None:
        return Answered(200, headers, [kept])
    job = QueryJob(
        str(store_folder(snapshot)),
        asked.text,
        FORMATS.get(media_type, "json"),
        media_type if not tabular else "text/turtle",
        base=asked.address,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        limits=limits,
    )
    running = service.pool.submit(job, role=asked.role, job_id=asked.job)
    headers.append(("X-Query-Id", running.id))
    if running.truncated:
        headers.append(("X-Result-Truncated", running.truncated))
    if running.whole is None:
        return Answered(200, headers, running.pieces)
    if running.truncated is None:
        service.kept.put(tag, running.whole)
    return Answered(200, headers, [running.whole])


def admitted(service: Service, asked: Asked) -> Guarded:
    """Return the guarded query, if its asker may ask it here."""
    if service.options.catalogue_only and asked.role == "anonymous":
        raise Forbidden("Only the catalogued questions run here; see the page of questions.")
    return verdict(asked.text, frozenset(service.options.services))


def verdict(text: str, services: frozenset[str]) -> Guarded:
    """Return what the guard says of a query; that of a short one is remembered."""
    return (_remembered if len(text) <= SHORT else _guarded)(text, services)


def _guarded(text: str, services: frozenset[str]) -> Guarded:
    return guard_query(text, services=services)


_remembered = lru_cache(maxsize=2_048)(_guarded)


def entity_tag(snapshot: str, media_type: str, asked: Asked) -> str:
    """Return the tag of an answer, a hash of all that it depends on."""
    parts = (
        *(snapshot, media_type, asked.address, asked.role, asked.text),
        *(*asked.default_graphs, "|", *asked.named_graphs),
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

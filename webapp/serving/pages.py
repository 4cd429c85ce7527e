"""Answers in pages, each with the addresses of those around it in its `Link` header (RFC 8288)."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from sparql.endpoint import QueryError
from sparql.paging import MOST, Cursor, cursor, following, page, preceding
from sparql.pool import Running
from sparql.results import FORMATS, WRITERS, Solution
from sparql.worker import QueryJob
from webapp.serving.accepting import preferred
from webapp.serving.answering import TABULAR, Answered, Asked, admitted
from webapp.serving.service import Service, store_folder


def answer_page(
    service: Service, asked: Asked, size: str, after: str | None, before: str | None = None
) -> Answered:
    """Return some rows of a SELECT query and where to find those around them.

    The addresses of the pages name the snapshot, so that a publication changes none of them.
    """
    most = min(MOST, service.limits(asked.role).rows)
    if not (size.isascii() and size.isdigit() and 1 <= int(size) <= most):
        raise QueryError(f"“page-size” is a number from 1 to {most:,}.")
    if after and before:
        raise QueryError("A page is “after” a row or “before” one, not both.")
    admitted(service, asked)
    asked = replace(asked, as_of=service.snapshot(asked.as_of).id)
    count, begin = int(size), cursor(after) if after else None
    if before:
        begin, count = preceding(
            asked.text, count, cursor(before), lambda text: _rows(service, asked, text)[1:]
        )
    running, variables, rows = _rows(service, asked, page(asked.text, count, begin))
    media_type = preferred(asked.accept, TABULAR)
    shown = rows[:count]
    writer = WRITERS[FORMATS[media_type]]()
    body = [writer.head(variables), *map(writer.row, shown), writer.end(None)]
    links = [_link(asked, size, "first")]
    if begin is not None and begin != Cursor():
        links.append(_link(asked, size, "prev", before=begin.text()))
    if len(rows) > count:
        next_ = following(asked.text, variables, shown, begin) if shown else begin or Cursor()
        links.append(_link(asked, size, "next", after=next_.text()))
    headers = [
        ("Content-Type", f"{media_type}; charset=utf-8"),
        ("X-Snapshot", str(asked.as_of)),
        ("X-Query-Id", running.id),
        ("X-Result-Limit", str(count)),
        ("Link", ", ".join(links)),
        ("Vary", "Accept, Authorization, Cookie"),
    ]
    return Answered(200, headers, [b"".join(body)])


def _rows(
    service: Service, asked: Asked, text: str
) -> tuple[Running, Sequence[str], list[Solution]]:
    """Return what a worker gives for a query made from the one that was asked."""
    admitted(service, replace(asked, text=text))
    job = QueryJob(
        str(store_folder(service.snapshot(asked.as_of))),
        text,
        "rows",
        base=asked.address,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        limits=service.limits(asked.role),
    )
    running = service.pool.submit(job, role=asked.role, job_id=asked.job)
    rows: list[Solution] = [row for batch in running.pieces for row in batch]
    return running, running.head["variables"], rows


def _link(asked: Asked, size: str, relation: str, **place: str) -> str:
    fields = [("query", asked.text), ("page-size", size), ("asOf", str(asked.as_of))]
    fields += [("default-graph-uri", name) for name in asked.default_graphs]
    fields += [("named-graph-uri", name) for name in asked.named_graphs]
    fields += place.items()
    return f'<{asked.address}?{urlencode(fields)}>; rel="{relation}"'

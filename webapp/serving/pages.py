"""Answers in pages, each with the address of the next one in its `Link` header (RFC 8288)."""

from dataclasses import replace
from urllib.parse import urlencode

from sparql.endpoint import QueryError
from sparql.paging import MOST, Cursor, cursor, following, page
from sparql.results import FORMATS, WRITERS, Solution
from sparql.worker import QueryJob
from webapp.serving.accepting import preferred
from webapp.serving.answering import TABULAR, Answered, Asked, admitted
from webapp.serving.service import Service, store_folder


def answer_page(service: Service, asked: Asked, size: str, after: str | None) -> Answered:
    """Return some rows of a SELECT query and where to find the next ones.

    The addresses of the pages name the snapshot, so that a publication changes none of them.
    """
    most = min(MOST, service.limits(asked.role).rows)
    if not (size.isascii() and size.isdigit() and 1 <= int(size) <= most):
        raise QueryError(f"“page-size” is a number from 1 to {most:,}.")
    count, begin = int(size), cursor(after) if after else None
    admitted(service, asked)
    text = page(asked.text, count, begin)
    admitted(service, replace(asked, text=text))
    snapshot = service.snapshot(asked.as_of)
    media_type = preferred(asked.accept, TABULAR)
    job = QueryJob(
        store_folder(snapshot),
        text,
        "rows",
        base=asked.address,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        limits=service.limits(asked.role),
    )
    running = service.pool.submit(job, role=asked.role, job_id=asked.job)
    rows: list[Solution] = [row for batch in running.pieces for row in batch]
    shown, variables = rows[:count], running.head["variables"]
    writer = WRITERS[FORMATS[media_type]]()
    body = [writer.head(variables), *map(writer.row, shown), writer.end(None)]
    links = [_link(asked, snapshot.id, count, None, "first")]
    if len(rows) > count:
        next_ = following(asked.text, variables, shown, begin)
        links.append(_link(asked, snapshot.id, count, next_, "next"))
    headers = [
        ("Content-Type", f"{media_type}; charset=utf-8"),
        ("X-Snapshot", snapshot.id),
        ("X-Query-Id", running.id),
        ("X-Result-Limit", str(count)),
        ("Link", ", ".join(links)),
        ("Vary", "Accept, Authorization, Cookie"),
    ]
    return Answered(200, headers, [b"".join(body)])


def _link(asked: Asked, snapshot: str, size: int, at: Cursor | None, relation: str) -> str:
    fields = [("query", asked.text), ("page-size", str(size)), ("asOf", snapshot)]
    fields += [("default-graph-uri", name) for name in asked.default_graphs]
    fields += [("named-graph-uri", name) for name in asked.named_graphs]
    if at is not None:
        fields.append(("after", at.text()))
    return f'<{asked.address}?{urlencode(fields)}>; rel="{relation}"'

"""A table as a file: CSV, XLSX or JSON, in which no cell can become a formula, or as RDF."""

import io

from flask import Response, abort
from flask_babel import gettext as _
from rdflib import Graph

from sparql.answers import Table
from sparql.formats import TableTooLong, write
from sparql.labels import iris
from webapp import addresses, naming
from webapp.answers import BATCH, answers
from webapp.languages import content
from webapp.negotiation import Format

MOST = 2_000
"""Things of a table that are described as RDF at most."""


def download(table: Table, name: str, format_: Format) -> Response:
    """Return a table as a file of that format, IRIs with their names beside them."""
    body = io.BytesIO()
    try:
        write(table, format_.name, body, names(table))
    except TableTooLong as error:
        abort(413, str(error))
    text = format_.name in ("csv", "json")
    response = Response(
        body.getvalue(), content_type=f"{format_.media}; charset=utf-8" if text else format_.media
    )
    if format_.name != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_.name}"'
    response.headers["X-Snapshot"] = table.snapshot or ""
    if table.truncated:
        response.headers["X-Result-Truncated"] = "true"
    return response


def described(table: Table, format_: Format) -> Response:
    """Return what the snapshot says of the things in a table, as RDF; status 413 for too many."""
    things = {thing for row in table.rows for cell in row for thing in iris(cell)}
    if len(things) > MOST:
        abort(413, _("RDF is given for up to %(most)s things; narrow the table.", most=MOST))
    asked, graph, order = answers(), Graph(), sorted(things)
    for start in range(0, len(order), BATCH):
        graph += asked.construct(asked.text("said", thing=order[start : start + BATCH]))
    graph.bind("rbm", addresses.TERMS)
    body = graph.serialize(format=format_.rdflib, encoding="utf-8")
    response = Response(body, content_type=f"{format_.media}; charset=utf-8")
    response.headers["X-Snapshot"] = asked.snapshot.id
    return response


def names(table: Table) -> dict[str, str]:
    """Return the names of all that a table holds, in the reader's language."""
    things = {thing for row in table.rows for cell in row for thing in iris(cell)}
    chosen = {
        thing: naming.choose(found, content().tag)
        for thing, found in answers().names(things).items()
    }
    return {thing: told[0] for thing, told in chosen.items() if told}

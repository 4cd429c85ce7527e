"""A table as a file: CSV, XLSX or JSON, in which no cell can become a formula."""

import io

from flask import Response, abort

from sparql.answers import Table
from sparql.formats import TableTooLong, write
from sparql.labels import iris
from webapp import naming
from webapp.answers import answers
from webapp.languages import content
from webapp.negotiation import Format


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


def names(table: Table) -> dict[str, str]:
    """Return the names of all that a table holds, in the reader's language."""
    things = {thing for row in table.rows for cell in row for thing in iris(cell)}
    chosen = {
        thing: naming.choose(found, content().tag)
        for thing, found in answers().names(things).items()
    }
    return {thing: told[0] for thing, told in chosen.items() if told}

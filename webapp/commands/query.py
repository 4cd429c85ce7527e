"""`rbm query`: a SPARQL query on the command line, reading only."""

import sys
from pathlib import Path
from typing import IO

import click
from rdflib import Graph

from sparql.endpoint import Endpoint, QueryError
from sparql.formats import FORMATS
from sparql.guard import guard_query
from webapp.commands.ask import AS_OF, OUTPUT, put, reader

GRAPHS = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
"""Forms of a graph and what rdflib calls them."""


@click.command()
@click.argument("file", required=False, type=click.File("r", encoding="utf-8"))
@click.option("-e", "--expression", metavar="TEXT", help="The query itself.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *FORMATS, *GRAPHS]),
    help="Form of the answer; a table, or Turtle for a graph, unless given.",
)
@OUTPUT
@AS_OF
@click.pass_obj
def query(
    data: Path,
    file: IO[str] | None,
    expression: str | None,
    format_: str | None,
    output: Path | None,
    as_of: str | None,
) -> None:
    """Run a SPARQL 1.1 query from FILE (- is standard input) or -e TEXT.

    SELECT, ASK, CONSTRUCT and DESCRIBE run on the default graph, which holds each statement once,
    and on named graphs. SERVICE and LOAD would reach the network; they are refused.
    """
    if (file is None) == (expression is None):
        raise click.UsageError("Give a file with a query, or -e and its text.")
    try:
        text = expression if file is None else file.read()
        guarded = guard_query(text or "")
        endpoint = reader(data, as_of)
        _run(endpoint, guarded.text, guarded.form, format_, output)
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"The query is not UTF-8 text: {error}.") from error


def _run(
    endpoint: Endpoint, text: str, form: str, format_: str | None, output: Path | None
) -> None:
    if form == "ASK":
        click.echo("true" if endpoint.ask(text) else "false")
        return
    is_graph = form != "SELECT"
    if format_ and is_graph is not (format_ in GRAPHS):
        kind = ", ".join(GRAPHS if is_graph else ["table", *FORMATS])
        raise click.UsageError(f"{form} gives {'a graph' if is_graph else 'rows'}: use {kind}.")
    if is_graph:
        _put_graph(endpoint.construct(text), GRAPHS[format_ or "turtle"], output)
    else:
        put(endpoint.select(text), {}, format_ or "table", output)


def _put_graph(graph: Graph, form: str, output: Path | None) -> None:
    body = graph.serialize(format=form, encoding="utf-8")
    if output:
        output.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)

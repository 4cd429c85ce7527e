"""`rbm ask`: the questions of the catalogue on the command line."""

import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from ontology.vocabulary import BASE
from sparql import catalogue, formats, labels
from sparql.answers import Table
from sparql.catalogue import Parameter, QuestionError
from sparql.endpoint import Endpoint, QueryError, StoreError
from sparql.snapshots import SnapshotStore

LANGUAGES = ("en", "fr", "es", "zh", "ar", "ru")
FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *formats.FORMATS]),
    default="table",
    show_default=True,
    help="Form of the answer.",
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to; the terminal unless given.",
)
LANG = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of names.",
)
AS_OF = click.option(
    "--as-of",
    metavar="DAY|SNAPSHOT",
    help="Ask the snapshot that was current on a day (2026-11-22), or the one named.",
)


class Questions(click.Group):
    """A group that has one command per question of the catalogue."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all questions."""
        return list(catalogue.names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a question, None where there is none."""
        if cmd_name not in catalogue.names():
            return None
        asked = catalogue.question(cmd_name)
        command = click.Command(
            cmd_name,
            params=[_option(each) for each in asked.parameters],
            callback=partial(_answer, cmd_name),
            help=f"{asked.title()}\n\nAn IRI below {BASE} may be given short.",
            short_help=asked.title(),
        )
        for add in (AS_OF, LANG, OUTPUT, FORMAT, SPARQL):
            command = add(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a question; an unknown one is refused with the names there are."""
        if args[0] not in catalogue.names():
            raise click.UsageError(str(_refused(lambda: catalogue.question(args[0]))))
        return super().resolve_command(ctx, args)


SPARQL = click.option("--sparql", is_flag=True, help="Show the query instead of its answer.")


@click.group(cls=Questions, invoke_without_command=True, no_args_is_help=False)
@LANG
@click.pass_context
def ask(ctx: click.Context, lang: str) -> None:
    """Ask a question of the catalogue; without a name, list them all."""
    if ctx.invoked_subcommand is None:
        grid = Grid("question", "what it asks", "parameters", box=None, header_style="bold")
        for name in catalogue.names():
            asked = catalogue.question(name)
            needs = (f"--{p.name}" if p.required else f"[--{p.name}]" for p in asked.parameters)
            grid.add_row(name, escape(asked.title(lang)), escape(" ".join(needs)))
        console().print(grid)


def reader(data: Path, as_of: str | None = None) -> Endpoint:
    """Return the snapshot to ask: the current one, that of a day, or the one named."""
    try:
        try:
            return SnapshotStore(data).reader(date.fromisoformat(as_of) if as_of else None)
        except ValueError:
            return SnapshotStore(data).reader(as_of)
    except StoreError as error:
        raise click.UsageError(str(error)) from error


def console() -> Console:
    """Return where tables are printed: as wide as they need to be where no terminal is."""
    return Console(width=None if sys.stdout.isatty() else 10_000, highlight=False)


def put(table: Table, names: labels.Labels, format_: str, output: Path | None) -> None:
    """Write a table to a file or to the terminal."""
    if format_ == "table":
        grid = Grid(*table.variables, box=None, header_style="bold")
        for row in table.rows:
            grid.add_row(*(escape(formats.shown(cell, names)) for cell in row))
        if output is None:
            console().print(grid)
        else:
            with output.open("w", encoding="utf-8") as stream:
                Console(file=stream, width=10_000).print(grid)
        return
    if format_ == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is no text: name a file with --output.")
    try:
        with click.open_file(str(output or "-"), "wb") as stream:
            formats.write(table, format_, stream, names)
    except formats.TableTooLong as error:
        raise click.UsageError(str(error)) from error


def _option(parameter: Parameter) -> click.Option:
    return click.Option(
        [f"--{parameter.name}", parameter.name],
        required=parameter.required,
        metavar=parameter.kind.upper(),
        help=f"{parameter.summary}.",
    )


def _answer(
    name: str,
    *,
    format_: str,
    output: Path | None,
    lang: str,
    as_of: str | None,
    sparql: bool,
    **given: str | None,
) -> None:
    asked = catalogue.question(name)
    parameters = {
        each.name: whole(given[each.name] or "") if each.kind == "iri" else given[each.name] or ""
        for each in asked.parameters
    }
    try:
        query = catalogue.render(asked, parameters)
        if sparql:
            click.echo(query, nl=False)
            return
        endpoint = reader(click.get_current_context().find_root().obj, as_of)
        for unknown in catalogue.unknown(endpoint, name, parameters):
            raise QuestionError(f"Nothing is known of <{unknown}> here.")
        table = catalogue.ask(endpoint, name, parameters)
        names = labels.of_table(endpoint, table, (lang,))
    except (QuestionError, QueryError) as error:
        raise click.UsageError(str(error)) from error
    put(table, names, format_, output)
    places = f", snapshot {table.snapshot}" if table.snapshot else ""
    more = ", cut: there are more" if table.truncated else ""
    click.echo(f"{len(table):,} rows{more}{places}", err=True)


def whole(value: str) -> str:
    """Return an IRI that was given short, below the base of data IRIs, in full."""
    return BASE + value if value and ":" not in value else value


def _refused(look: Callable[[], object]) -> QuestionError | None:
    try:
        look()
    except QuestionError as error:
        return error
    return None

"""`rbm mapping`: mapping files listed, drafted from a table, and checked."""

import sys
from pathlib import Path

import click

from loaders.mapping import Mapping, MappingFault
from loaders.mapping_file import read_mapping, shipped
from loaders.mapping_suggest import draft, nearest, table_of
from loaders.source import Refusal, Source

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def mapping() -> None:
    """Draft and check the files that say what the columns of a table mean."""


@mapping.command("list")
def list_() -> None:
    """List the mappings that ship; a table with their headers needs no --mapping."""
    for one in shipped():
        click.echo(f"{one.name:18} {one.title}")
        click.echo(f"{'':18} needs {', '.join(one.requires)}")


@mapping.command()
@click.argument("file", type=_FILE)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write to."
)
def suggest(file: Path, output: Path | None) -> None:
    """Draft a mapping from the headers and first rows of FILE."""
    name, headers, rows = _table(file)
    text = draft(file.name, headers, rows)
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists():
        raise click.UsageError(f"{output} is there already.")
    output.write_text(text, encoding="utf-8")
    where = f" (sheet {name})" if name else ""
    click.echo(f"{output} is drafted from {file.name}{where}. Look at every line, then:")
    click.echo(f"rbm load --dry-run --coverage --mapping {output} {file}")


@mapping.command()
@click.argument("file", type=_FILE)
@click.argument("table", type=_FILE, required=False)
def check(file: Path, table: Path | None) -> None:
    """Check the mapping FILE, and whether it fits TABLE where one is given.

    Exit 0: it can be used. Exit 1: it does not fit the table. Exit 2: it cannot be meant.
    """
    try:
        read = read_mapping(file)
    except MappingFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    columns = read.columns
    click.echo(f"{read.name}: {len(read.things)} things from {len(columns)} columns.")
    for lookup in read.tables.values():
        click.echo(f"looks up {lookup.key!r} in {lookup.file}")
    if table is not None:
        _, headers, _ = _table(table)
        sys.exit(0 if _fits(read, headers) else 1)


def _fits(read: Mapping, headers: tuple[str, ...]) -> bool:
    """Tell how a mapping and headers differ; return whether all required ones are there."""
    near = nearest(read, headers)
    for column in read.columns:
        if column not in headers:
            need = "needs" if column in read.requires else "knows"
            hint = f"; did {near[column]!r} mean it?" if column in near else "."
            click.echo(f"the mapping {need} a column {column!r} that the table lacks{hint}")
    for header in headers:
        if header and header not in read.columns:
            click.echo(f"the table has a column {header!r} that the mapping does not know.")
    return set(read.requires) <= set(headers)


def _table(file: Path) -> tuple[str | None, tuple[str, ...], list[list[str]]]:
    try:
        found = table_of(Source(file, file.name, "table"))
    except Refusal as refused:
        raise click.ClickException(refused.finding.text()) from refused
    if found is None:
        raise click.ClickException(f"{file.name} is no table with two columns or more.")
    return found

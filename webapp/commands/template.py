"""`rbm template`: our workbook, empty or filled from a data set."""

from pathlib import Path

import click

from loaders.template_book import Content, TooLong, write
from loaders.template_export import workbook_of
from ontology.datasets import NAMES, dataset


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("framework.xlsx"),
    show_default=True,
    help="Workbook to write.",
)
@click.option(
    "--from-data",
    "name",
    type=click.Choice(NAMES),
    help="Fill it from a data set that ships with the product.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def template(output: Path, name: str | None, force: bool) -> None:
    """Write a workbook to fill in, with guidance and drop-down lists; `rbm load` reads it."""
    if output.exists() and not force:
        raise click.UsageError(f"{output} is there already; --force writes over it.")
    try:
        with output.open("wb") as file:
            if name is None:
                write(Content(), file)
            else:
                workbook_of(dataset(name), file)
    except (OSError, TooLong) as error:
        raise click.ClickException(f"{output} could not be written: {error}") from error
    click.echo(f"{output} is written. Fill it, then: rbm load {output}")

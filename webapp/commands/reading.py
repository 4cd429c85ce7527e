"""The options by which several commands are told how to read files."""

from pathlib import Path

import click

as_data_set = click.option(
    "--graph", metavar="NAME", help="One data set of this name for all files."
)
by_mapping = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Mapping file that says what the columns of a table mean.",
)
with_tables = click.option(
    "--tables",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the lookup tables a mapping names; may be given several times.",
)

"""`rbm export`: the published data in the forms that other systems read."""

import sys
from pathlib import Path

import click
from rich.console import Console

from loaders.exports.forms import FORMS
from loaders.exports.selection import ExportError, about, everything
from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore


@click.command()
@click.option(
    "--format", "name", type=click.Choice(list(FORMS)), required=True, help="The form to write."
)
@click.option("--about", "thing", metavar="IRI", help="One plan or framework, not everything.")
@click.option("--as-of", "ref", metavar="SNAPSHOT", help="A snapshot's id, not the current one.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write; - for standard output.",
)
@click.pass_obj
def export(data: Path, name: str, thing: str | None, ref: str | None, output: Path) -> None:
    """Write the data of a snapshot; what the form cannot say is listed, never dropped silently."""
    console = Console(stderr=True, soft_wrap=True)
    try:
        store = SnapshotStore(data)
        reader = store.reader(ref)
        graph = everything(reader, reader.graphs())
        chosen = about(graph, thing) if thing else graph
        if str(output) == "-":
            lost = FORMS[name].write(chosen, sys.stdout.buffer)
        else:
            with output.open("wb") as file:
                lost = FORMS[name].write(chosen, file)
    except (StoreError, ExportError, OSError) as error:
        raise click.UsageError(str(error)) from error
    missing = sum(loss.count for loss in lost)
    console.print(f"{len(chosen) - missing:,} of {len(chosen):,} statements are in {output}.")
    for loss in lost:
        kind = loss.kind.rpartition("#")[2] or "a part"
        console.print(f"  not said: {loss.predicate} of {kind} ({loss.count:,})", highlight=False)

"""`rbm export`: the published data in the forms that other systems read."""

import sys
from pathlib import Path

import click
from rich.console import Console

from loaders.exports.forms import FORMS, run
from loaders.exports.selection import ExportError
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
        snapshot = store.get(ref) if ref else store.current()
        if snapshot is None:
            raise StoreError(f"{data} holds no data yet; `rbm load` publishes some.")
        exported = run(snapshot.folder / "store", name, thing, lambda *_: None)
        if str(output) == "-":
            sys.stdout.buffer.write(exported.content)
        else:
            output.write_bytes(exported.content)
    except (StoreError, ExportError, OSError) as error:
        raise click.UsageError(str(error)) from error
    missing = sum(loss.count for loss in exported.lost)
    console.print(f"Snapshot {snapshot.id} is in {output}; {missing:,} statements are not:")
    for loss in exported.lost:
        kind = loss.kind.rpartition("#")[2] or "a part"
        console.print(f"  not said: {loss.predicate} of {kind} ({loss.count:,})", highlight=False)

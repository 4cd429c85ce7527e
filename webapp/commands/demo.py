"""`rbm demo`: the ILO road map, loaded and served."""

from pathlib import Path

import click

from loaders import groundwork
from ontology.datasets import dataset, graph_iri
from sparql.manifest import Snapshot
from sparql.snapshots import SnapshotStore
from webapp.commands.serve import run


def publish(data: Path, names: tuple[str, ...]) -> Snapshot:
    """Publish the ontology, the code lists and shipped data sets, and derive what follows."""
    with SnapshotStore(data).candidate(f"demo: {', '.join(names)}") as candidate:
        click.echo("Loading the ontology, the code lists and the crosswalk …")
        groundwork.lay(candidate, anew=True)
        for name in names:
            click.echo(f"Loading the data set “{name}” …")
            candidate.remove(str(graph_iri(name)))
            candidate.add(str(graph_iri(name)), dataset(name))
        candidate.derive()
        return candidate.publish()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port."
)
@click.option("--example", is_flag=True, help="Add the fictitious example framework.")
@click.option("--no-serve", is_flag=True, help="Publish only.")
@click.pass_obj
def demo(data: Path, host: str, port: int, example: bool, no_serve: bool) -> None:
    """Load the ILO road map of GB.297/PFA/1/1 and serve it."""
    snapshot = publish(data, ("ilo", "example") if example else ("ilo",))
    click.echo(f"Published snapshot {snapshot.id} with {snapshot.total:,} statements.")
    if not no_serve:
        click.echo(f"Open http://{host}:{port}/  (Ctrl-C stops)")
        run(data, host, port)

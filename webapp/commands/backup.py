"""`rbm backup` and `rbm restore`: the store in one file, and back."""

from pathlib import Path

import click

from sparql.snapshots import SnapshotStore
from webapp.commands.snapshots import BY, told


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--snapshot", help="Back up this snapshot, by id or number, not the current one.")
@click.pass_obj
def backup(data: Path, file: Path, snapshot: str | None) -> None:
    """Write the current snapshot to FILE; readers and writers go on meanwhile.

    FILE ends in .tar or .tar.gz for an archive with a hash for each of its parts, in .nq or
    .nq.gz for N-Quads, which any RDF store reads.
    """
    from sparql.backup import back_up

    with told():
        saved = back_up(SnapshotStore(data), file, snapshot)
    click.echo(f"Wrote snapshot {saved.id} to {file}, {file.stat().st_size:,} bytes.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@BY
@click.pass_obj
def restore(data: Path, file: Path, by: str | None) -> None:
    """Make the snapshot in FILE, written by `rbm backup`, the current one.

    What is there stays as older snapshots. A damaged FILE changes nothing.
    """
    from sparql.backup import restore as bring_back

    with told():
        snapshot = bring_back(SnapshotStore(data), file, by)
    click.echo(f"Snapshot {snapshot.id} is current now: {snapshot.total:,} statements.")

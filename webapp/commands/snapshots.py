"""`rbm snapshots`: list, show, compare, roll back, remove, keep and check what was published."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import islice

import click
from rich.console import Console
from rich.table import Table

from sparql.endpoint import QueryError, StoreError
from sparql.manifest import Snapshot
from sparql.snapshots import SnapshotStore
from sparql.trail import Publication, trail

BY = click.option("--by", help="Who does this, for the history.")


@contextmanager
def told() -> Iterator[None]:
    """Turn a fault of the store into a message and exit code 2."""
    try:
        yield
    except (StoreError, QueryError) as error:
        raise click.UsageError(str(error)) from error


@click.group()
@click.pass_context
def snapshots(ctx: click.Context) -> None:
    """List, show, compare, roll back, remove and check what was published.

    A snapshot is named by its number or its id; `show` and `compare` also take a day
    (2026-11-22): the snapshot that was current at its end.
    """
    ctx.obj = SnapshotStore(ctx.obj)


@snapshots.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_obj
def list_(store: SnapshotStore, as_json: bool) -> None:
    """List all snapshots, the oldest first; a star marks the current one."""
    with told():
        current, found = store.current(), store.snapshots()
    if as_json:
        click.echo(json.dumps([as_data(snapshot, current) for snapshot in found], indent=2))
        return
    table = Table(
        "", "id", "published", "by", "statements", "graphs", "note", box=None, pad_edge=False
    )
    for snapshot in found:
        table.add_row(
            "*" if snapshot == current else "",
            snapshot.id,
            f"{snapshot.made:%Y-%m-%d %H:%M}",
            snapshot.by or "",
            f"{snapshot.total:,}",
            str(len(snapshot.graphs)),
            snapshot.note,
        )
    Console(soft_wrap=True, markup=False, highlight=False).print(table)


@snapshots.command()
@click.argument("snapshot", required=False)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_obj
def show(store: SnapshotStore, snapshot: str | None, as_json: bool) -> None:
    """Show a snapshot, the current one by default: its graphs, and who published what."""
    with told():
        found = named(store, snapshot) if snapshot else store.current()
        if found is None:
            raise StoreError(f"{store.folder} holds no data yet; `rbm load` publishes some.")
        publications = trail(store.reader(found.id))
    if as_json:
        told_ = [asdict(publication) for publication in publications]
        data = as_data(found, store.current()) | {"publications": told_}
        click.echo(json.dumps(data, indent=2, default=str, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, markup=False, highlight=False)
    console.print(f"Snapshot {found.id}, published {found.made:%Y-%m-%d %H:%M %Z}: {found.note}")
    console.print(f"{found.total:,} statements; copied from {found.parent or 'nothing'}.\n")
    graphs = Table("statements", "changed in", "graph", box=None, pad_edge=False)
    for graph, count in sorted(found.graphs.items()):
        graphs.add_row(f"{count:,}", found.versions.get(graph, "").partition(".")[0], graph)
    console.print(graphs)
    for publication in publications:
        console.print("\n" + describe(publication))


@snapshots.command()
@click.argument("before")
@click.argument("after")
@click.option("--graph", help="Write the statements of this graph that differ.")
@click.option("--limit", type=click.IntRange(1), help="Write at most so many of each.")
@click.pass_obj
def compare(
    store: SnapshotStore, before: str, after: str, graph: str | None, limit: int | None
) -> None:
    """Say which statements two snapshots do not share, graph by graph.

    With --graph the statements themselves follow, N-Triples behind + (added) or - (removed).
    """
    with told():
        comparison = store.compare(named(store, before).id, named(store, after).id)
        if graph:
            for mark, lines in (("-", comparison.removed(graph)), ("+", comparison.added(graph))):
                for line in islice(lines, limit):
                    click.echo(f"{mark} {line}")
            return
        changes = comparison.changes()
    if not changes:
        click.echo("The two snapshots hold the same statements.")
        return
    table = Table("added", "removed", "graph", box=None, pad_edge=False)
    for change in changes:
        table.add_row(f"+{change.added:,}", f"-{change.removed:,}", change.graph)
    Console(soft_wrap=True, markup=False, highlight=False).print(table)


@snapshots.command()
@click.argument("snapshot")
@BY
@click.pass_obj
def rollback(store: SnapshotStore, snapshot: str, by: str | None) -> None:
    """Make an older snapshot the current one; the newer ones stay."""
    with told():
        click.echo(f"Snapshot {store.roll_back(snapshot, by).id} is current now.")


@snapshots.command()
@click.argument("snapshot", nargs=-1)
@click.option("--keep", type=click.IntRange(1), help="Remove all but the newest so many.")
@click.pass_obj
def remove(store: SnapshotStore, snapshot: tuple[str, ...], keep: int | None) -> None:
    """Remove snapshots by name, or all but the newest; the current one always stays."""
    if bool(snapshot) == bool(keep):
        raise click.UsageError("Name snapshots to remove, or say --keep NUMBER.")
    with told():
        gone = store.retain(keep) if keep else tuple(store.remove(name) for name in snapshot)
    for removed in gone:
        click.echo(f"Removed snapshot {removed.id}.")
    if not gone:
        click.echo("There was nothing to remove.")


@snapshots.command()
@click.argument("number", required=False)
@click.pass_obj
def keep(store: SnapshotStore, number: str | None) -> None:
    """Say how many snapshots each publication leaves: NUMBER of the newest, or `all`.

    Without NUMBER, show what holds now.
    """
    if number and number != "all" and not (number.isascii() and number.isdigit() and int(number)):
        raise click.BadParameter("give a whole number from 1, or all", param_hint="NUMBER")
    with told():
        if number:
            store.set_keep(None if number == "all" else int(number))
        kept = store.keep()
    click.echo(f"Each publication leaves {f'the newest {kept}' if kept else 'all'} snapshots.")


@snapshots.command()
@click.pass_obj
def check(store: SnapshotStore) -> None:
    """Mend what a crash left behind, and say what was done."""
    with told():
        for sentence in store.check() or ("All is well.",):
            click.echo(sentence)


def named(store: SnapshotStore, name: str) -> Snapshot:
    """Return a snapshot by id, number or day."""
    try:
        return store.get(date.fromisoformat(name))
    except ValueError:
        return store.get(name)


def describe(publication: Publication) -> str:
    """Return a publication as people read it, one line for each graph that it changed."""
    by = f" by {publication.by}" if publication.by else ""
    lines = [f"{publication.number}  {publication.ended:%Y-%m-%d %H:%M}{by}: {publication.note}"]
    for change in publication.changes:
        line = f"   {change.graph}: {change.triples:,} statements"
        if change.replaces is not None:
            line += f", replaces those of {change.replaces}"
        if change.source:
            line += f", from {change.source.file} (SHA-256 {change.source.sha256[:12]}…)"
            line += f", read by {change.source.loader}"
        lines.append(line)
    return "\n".join(lines)


def as_data(snapshot: Snapshot, current: Snapshot | None) -> dict[str, object]:
    """Return a snapshot as plain data, for JSON."""
    data = asdict(snapshot) | {"made": snapshot.made.isoformat(), "current": snapshot == current}
    del data["folder"]
    return data

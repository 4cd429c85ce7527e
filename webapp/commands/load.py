"""`rbm load`: read files in any known format, check them and publish them as one snapshot."""

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from loaders.formats import LOADERS, mapped
from loaders.imports import DataSet, ImportResult, run
from loaders.judging import judge_of
from loaders.mapping import MappingFault
from loaders.reading import Settings
from loaders.remote import fetch
from loaders.source import Kept, Refusal
from shapes.finding import Finding, Level
from shapes.validation import LIMIT
from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore
from webapp.commands.reading import as_data_set, by_mapping, with_tables
from webapp.serving.options import OptionError, read_options

SHOWN = 20
"""How many findings are written out; the rest is counted."""


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Read and check, publish nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice([loader.name for loader in LOADERS]),
    help="Format of the files; told from their content where it is not given.",
)
@as_data_set
@by_mapping
@with_tables
@click.option("--by", metavar="WHO", help="Who imports, for the record.")
@click.option(
    "--check/--no-check", "judge", default=True, show_default=True, help="Apply the rules."
)
@click.option("--endpoint", metavar="URL", help="Load from a SPARQL endpoint; needs --query.")
@click.option(
    "--query",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the CONSTRUCT query for --endpoint.",
)
@click.option("--strict", is_flag=True, help="Publish nothing where a rule is violated.")
@click.option("--coverage", is_flag=True, help="List what became of each element or column.")
@click.option("--json", "as_json", is_flag=True, help="Write the result as JSON.")
@click.pass_obj
def load(
    data: Path,
    files: tuple[str, ...],
    dry_run: bool,
    form: str | None,
    graph: str | None,
    mapping: Path | None,
    tables: tuple[Path, ...],
    by: str | None,
    judge: bool,
    endpoint: str | None,
    query: Path | None,
    strict: bool,
    coverage: bool,
    as_json: bool,
) -> None:
    """Load FILEs (also folders, globs, .gz and .zip) into the store, all of them or none.

    Each file becomes a data set named after it; loading it again replaces what it said before.
    """
    if bool(endpoint) != bool(query) or bool(files) == bool(endpoint):
        raise click.UsageError("Name files, folders or patterns; or --endpoint with --query.")
    try:
        loaders = mapped(mapping, tables)
        manner = replace(read_options().manner, limit=LIMIT)
    except (MappingFault, OptionError) as fault:
        raise click.UsageError(str(fault)) from fault
    console = Console(stderr=True, soft_wrap=True)
    store = SnapshotStore(data)
    try:
        with TemporaryDirectory(prefix="rbm-fetch-") as fetched, Bars(console) as bars:
            if endpoint and query:
                bars.advance(endpoint, 0, 0)
                files = (str(fetch(endpoint, query.read_text("utf-8"), Path(fetched))),)
            result = run(
                files,
                store,
                dry_run=dry_run,
                settings=Settings(form, graph, loaders=loaders, origin=endpoint),
                by=by,
                strict=strict,
                progress=bars.advance,
                judge=judge_of(store, manner=manner) if judge else None,
                ground=True,
            )
    except Refusal as refused:
        _show_finding(refused.finding, console)
        sys.exit(2)
    except KeyboardInterrupt:
        console.print("Stopped. The store is as it was.")
        sys.exit(130)
    except StoreError as error:
        console.print(f"Nothing was published. {error}", markup=False, highlight=False)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=2))
    else:
        show(result, console, dry_run, coverage)
    if result.refused:
        sys.exit(2)
    sys.exit(1 if result.worst is Level.VIOLATION else 0)


class Bars:
    """One progress bar per file, on a terminal only."""

    def __init__(self, console: Console):
        self._bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, object] = {}

    def __enter__(self) -> "Bars":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def advance(self, name: str, done: int, total: int) -> None:
        """Show how far a file or a step is."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total or None)
        self._bars.update(self._tasks[name], completed=done)  # type: ignore[arg-type]


def show(result: ImportResult, console: Console, dry_run: bool, coverage: bool) -> None:
    """Write a result for people: data sets, findings, what happens next."""
    for dataset in result.datasets:
        console.print(_summary(dataset), highlight=False, markup=False)
        if coverage:
            console.print(_coverage(dataset))
    order = list(Level)
    gravest = sorted(result.findings, key=lambda finding: order.index(finding.level))
    for finding in gravest[:SHOWN]:
        _show_finding(finding, console)
    if len(result.findings) > SHOWN:
        console.print(f"… and {sum(result.counts.values()) - SHOWN:,} more findings.")
    for (rule, level), times in sorted(result.counts.items()):
        console.print(f"{level:9} {rule:14} {times:,} ×", highlight=False, markup=False)
    if result.refused:
        console.print("Nothing was published: the files above must be corrected first.")
    elif result.snapshot:
        console.print(f"Published snapshot {result.snapshot} in {result.seconds:.1f} s.")
    elif dry_run:
        console.print(f"Read in {result.seconds:.1f} s; nothing was published (--dry-run).")
    else:
        console.print("Nothing was published: a rule is violated (--strict).")


def _summary(dataset: DataSet) -> str:
    total = Counter[Kept]()
    for counts in dataset.coverage.values():
        total.update(counts)
    kinds = ", ".join(
        f"{times:,} {kind.strip('<>').rpartition('#')[2].rpartition('/')[2]}"
        for kind, times in dataset.things.most_common(8)
    )
    return (
        f"{dataset.name}: {dataset.statements:,} statements ({kinds})\n"
        f"  of the source {total[Kept.MAPPED]:,} mapped, {total[Kept.RAW]:,} kept as text,"
        f" {total[Kept.UNMAPPED]:,} not mapped"
    )


def _coverage(dataset: DataSet) -> Table:
    table = Table("element, attribute or column", *(kept.value for kept in Kept), box=None)
    for what, counts in sorted(dataset.coverage.items()):
        table.add_row(what, *(f"{counts[kept]:,}" if counts[kept] else "" for kept in Kept))
    return table


def _show_finding(finding: Finding, console: Console) -> None:
    colour = {Level.VIOLATION: "red", Level.WARNING: "yellow", Level.INFO: "blue"}[finding.level]
    spot = f"{finding.places[0]}: " if finding.places else ""
    console.print(f"{spot}{finding.rule}", style=colour, highlight=False, markup=False)
    console.print(f"  {finding.text()}", highlight=False, markup=False)
    if fix := finding.fix.get("en"):
        console.print(f"  {fix}", highlight=False, markup=False, style="dim")


def as_data(result: ImportResult) -> dict[str, object]:
    """Return a result as plain data, for JSON."""
    return {
        "snapshot": result.snapshot,
        "seconds": result.seconds,
        "datasets": [
            {
                "name": dataset.name,
                "graph": dataset.graph,
                "statements": dataset.statements,
                "files": [
                    {
                        "name": file.name,
                        "sha256": file.sha256,
                        "bytes": file.size,
                        "loader": file.loader,
                        "version": file.version,
                    }
                    for file in dataset.files
                ],
                "things": {kind.strip("<>"): times for kind, times in dataset.things.most_common()},
                "coverage": {
                    what: {kept.value: times for kept, times in counts.items()}
                    for what, counts in sorted(dataset.coverage.items())
                },
            }
            for dataset in result.datasets
        ],
        "counts": [
            {"rule": rule, "level": level.value, "count": times}
            for (rule, level), times in sorted(result.counts.items())
        ],
        "findings": [finding_data(finding) for finding in result.findings],
        "refused": [finding_data(finding) for finding in result.refused],
    }


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data, for JSON."""
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": dict(finding.message),
        "fix": dict(finding.fix),
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "places": [str(place) for place in finding.places],
    }

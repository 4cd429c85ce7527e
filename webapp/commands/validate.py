"""`rbm validate`: what the rules say of files, or of what is published."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import cast

import click
from rdflib import Graph
from rich.console import Console
from rich.status import Status

from loaders.checking import Verdict, check_files
from loaders.formats import LOADERS, mapped
from loaders.judging import Judge, Manner, with_refused
from loaders.mapping import MappingFault
from loaders.reading import Settings
from ontology.datasets import dataset
from shapes.compiler.faults import ShapeFault
from shapes.finding import Finding, Level
from shapes.own import Own, own_shapes, read
from shapes.report import Report
from shapes.reports import FORMATS, written
from shapes.reports.text import lines
from shapes.validation import LIMIT, PATIENCE, Engine, check
from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore
from webapp.commands.copies import line_reader, write_annotated, write_mended
from webapp.commands.reading import as_data_set, by_mapping, with_tables

SLOW = (
    "The rules ran as queries: the fast engine reads whole stores and files, and only where"
    ' `pip install "rbm-graph[fast]"` has brought it.'
)
LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Day on which dates are judged; today unless given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write the report to.",
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default=Level.VIOLATION.value,
    show_default=True,
    help="Exit with 1 from this level up.",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language."
)
@click.option(
    "--read-as",
    type=click.Choice([loader.name for loader in LOADERS]),
    help="Format of the files; told from their content where it is not given.",
)
@as_data_set
@by_mapping
@with_tables
@click.option("--published", is_flag=True, help="Judge the files beside what is published.")
@click.option(
    "--annotate",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write copies of the files there, with the findings in their cells or at their lines.",
)
@click.option("--fixes", is_flag=True, help="Show what would mend the findings that are certain.")
@click.option(
    "--mend",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write mended copies of the files there.",
)
@click.option(
    "--shapes",
    "extra",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Turtle file of your own SHACL shapes; may be given several times.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="Findings shown of each rule; all are counted.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    default=PATIENCE,
    show_default=True,
    help="How long one rule may take; then it is cut off and named, and the others go on.",
)
@click.option(
    "--engine",
    type=click.Choice(["compiled", "fast", "reference"]),
    default="compiled",
    show_default=True,
    help="compiled: queries in the store; fast: the same with the Rust engine; reference: pySHACL.",
)
@click.pass_obj
def validate(
    data: Path,
    files: tuple[str, ...],
    as_of: datetime | None,
    form: str,
    output: Path | None,
    fail_on: str,
    lang: str,
    read_as: str | None,
    graph: str | None,
    mapping: Path | None,
    tables: tuple[Path, ...],
    published: bool,
    annotate: Path | None,
    fixes: bool,
    mend: Path | None,
    extra: tuple[Path, ...],
    limit: int,
    seconds: float,
    engine: str,
) -> None:
    """Check FILEs against the rules; without a FILE, what is published, or else the ILO data.

    Exit 0: sound. Exit 1: findings of the level of --fail-on or graver. Exit 2: a file or a shape
    could not be read, or nothing was found and a rule did not run to its end.
    """
    errors = Console(stderr=True, soft_wrap=True)
    try:
        loaders = mapped(mapping, tables)
    except MappingFault as fault:
        raise click.UsageError(str(fault)) from fault
    day = as_of.date() if as_of else date.today()
    store = SnapshotStore(data)
    named = tuple(_own_shapes(path, errors, lang) for path in extra)
    own = own_shapes(data)
    # A copy or a mended file is complete, however little is printed.
    held = None if annotate or mend or fixes else limit
    manner = Manner(cast("Engine", engine), held, seconds)
    judge = Judge(day, manner, Own((*own.shapes, *named), own.faults))
    refused: tuple[Finding, ...] = ()
    verdict = Verdict(None, (), ())
    try:
        with errors.status("Reading …") as status:
            if files:
                verdict = check_files(
                    files,
                    store=store if published else None,
                    judge=judge,
                    settings=Settings(format=read_as, dataset=graph, loaders=loaders),
                    progress=_progress(status),
                )
                report, refused = verdict.report, verdict.refused
            else:
                report = judge.of_data(
                    store.reader() if store.current() else dataset("ilo"), _progress(status)
                )
    except (StoreError, ShapeFault) as error:
        errors.print(f"[red]Not checked.[/red] {error}", highlight=False)
        sys.exit(2)
    for finding in refused:
        spot = f"{finding.places[0]}: " if finding.places else ""
        fix = finding.fix.get(lang) or finding.fix.get("en", "")
        said = f"{spot}{finding.text(lang)} {fix}".rstrip()
        errors.print(said, style="red", markup=False, highlight=False)
    if refused and form != "text":
        # Programs read the report only.
        report = with_refused(report or check(Graph(), as_of=day, rules=()), refused)
    if report is not None:
        if engine == "fast" and report.engine != engine:
            errors.print(SLOW, markup=False, highlight=False)
        _write(report.first(limit), form, lang, output, files)
        if annotate is not None:
            write_annotated(files, report.findings, lang, annotate, errors)
        if fixes or mend is not None:
            write_mended(files, verdict.edits, mend, errors)
    if refused or report is None:
        sys.exit(2)
    grave = list(Level)[: list(Level).index(Level(fail_on)) + 1]
    if any(report.weights.get(level) for level in grave):
        sys.exit(1)
    # What a rule that did not run would have found nobody knows.
    sys.exit(2 if report.refused else 0)


def _write(
    report: Report, form: str, language: str, output: Path | None, files: tuple[str, ...]
) -> None:
    if form != "text":
        content = written(report, form, language)
        if output is not None:
            output.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
        return
    if output is None:
        _print(report, language, Console(soft_wrap=True), files)
        return
    with output.open("w", encoding="utf-8") as file:
        _print(report, language, Console(file=file, soft_wrap=True), files)


def _print(report: Report, language: str, console: Console, files: tuple[str, ...]) -> None:
    for line in lines(report, language, line_reader(files)):
        console.print(line, highlight=False)


def _own_shapes(path: Path, errors: Console, lang: str) -> Graph:
    """Return the shapes of a file; those that no engine would run as meant are refused."""
    own = read(path)
    for fault in own.faults:
        errors.print(f"{fault.places[0]}: {fault.text(lang)}", markup=False, highlight=False)
    if not own.shapes:
        raise click.UsageError(f"{path} holds shapes that cannot be run as they are meant.")
    return own.shapes[0]


def _progress(status: Status) -> Callable[[str, int, int], None]:
    def tell(step: str, done: int, total: int) -> None:
        status.update(f"{step} {done}/{total}" if total else step)

    return tell

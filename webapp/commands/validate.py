"""`rbm validate`: what the rules say of files, or of what is published."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import click
from rdflib import Graph
from rich.console import Console
from rich.status import Status

from loaders.annotation import copy_of, decoded, line_starts
from loaders.checking import check_files
from loaders.formats import LOADERS
from loaders.marking import NotAWorkbook
from loaders.mending import Edit, difference, mended
from loaders.reading import Settings
from ontology.datasets import dataset
from shapes.compiler.faults import ShapeFault
from shapes.finding import Finding, Level, Place
from shapes.lint import lint
from shapes.report import Report
from shapes.reports import FORMATS, written
from shapes.reports.text import lines
from shapes.validation import LIMIT, check
from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore

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
@click.option("--graph", metavar="NAME", help="One data set of this name for all files.")
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
    "--engine",
    type=click.Choice(["compiled", "reference"]),
    default="compiled",
    show_default=True,
    help="compiled: in the store, fast; reference: pySHACL, slow.",
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
    published: bool,
    annotate: Path | None,
    fixes: bool,
    mend: Path | None,
    extra: tuple[Path, ...],
    limit: int,
    engine: str,
) -> None:
    """Check FILEs against the rules; without a FILE, what is published, or else the ILO data.

    Exit 0: sound. Exit 1: findings of the level of --fail-on or graver. Exit 2: a file or a shape
    could not be read.
    """
    errors = Console(stderr=True, soft_wrap=True)
    day = as_of.date() if as_of else date.today()
    own = tuple(_own_shapes(path, errors) for path in extra)
    refused: tuple[Finding, ...] = ()
    edits: tuple[Edit, ...] = ()
    try:
        with errors.status("Reading …") as status:
            if files:
                verdict = check_files(
                    files,
                    store=SnapshotStore(data) if published else None,
                    as_of=day,
                    engine="reference" if engine == "reference" else "compiled",
                    extra=own,
                    # A copy or a mended file is complete, however little is printed.
                    limit=None if annotate or mend or fixes else limit,
                    settings=Settings(format=read_as, dataset=graph),
                    progress=_progress(status),
                )
                report, refused, edits = verdict.report, verdict.refused, verdict.edits
            else:
                store = SnapshotStore(data)
                report = check(
                    store.reader() if store.current() else dataset("ilo"),
                    as_of=day,
                    engine="reference" if engine == "reference" else "compiled",
                    extra=own,
                    limit=limit,
                    progress=_progress(status),
                )
    except (StoreError, ShapeFault) as error:
        errors.print(f"[red]Not checked.[/red] {error}", highlight=False)
        sys.exit(2)
    for finding in refused:
        spot = f"{finding.places[0]}: " if finding.places else ""
        fix = f" {finding.fix['en']}" if "en" in finding.fix else ""
        errors.print(f"{spot}{finding.text(lang)}{fix}", style="red", markup=False, highlight=False)
    if report is not None:
        _write(report.first(limit), form, lang, output, files)
        if annotate is not None:
            _annotate(files, report.findings, lang, annotate, errors)
        if fixes or mend is not None:
            _mend(files, edits, mend, errors)
    if refused or report is None:
        sys.exit(2)
    grave = list(Level)[: list(Level).index(Level(fail_on)) + 1]
    sys.exit(1 if any(report.weights.get(level) for level in grave) else 0)


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
    for line in lines(report, language, _line_reader(files)):
        console.print(line, highlight=False)


def _annotate(
    files: tuple[str, ...],
    findings: tuple[Finding, ...],
    language: str,
    folder: Path,
    errors: Console,
) -> None:
    """Write a copy of each file that can hold findings, and say what could not be kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in _plain(files):
        try:
            copy = copy_of(path.read_bytes(), path.name, findings, language)
        except NotAWorkbook as error:
            errors.print(str(error), style="red", markup=False, highlight=False)
            continue
        if copy is None:
            errors.print(f"{path.name}: this format has no place for findings.", highlight=False)
            continue
        (folder / path.name).write_bytes(copy.content)
        errors.print(f"Findings are written into {folder / path.name}.", highlight=False)
        for loss in copy.losses:
            errors.print(f"  not kept in the copy: {loss}", markup=False, highlight=False)


def _mend(
    files: tuple[str, ...], edits: tuple[Edit, ...], folder: Path | None, errors: Console
) -> None:
    """Show what would change in each file, and write the mended copies where that is asked for."""
    changed = 0
    for path in _plain(files):
        content = path.read_bytes()
        copy = mended(content, path.name, edits)
        if copy == content:
            continue
        changed += 1
        here = [edit for edit in edits if edit.place.file == path.name]
        click.echo(difference(content, copy, path.name, here), nl=False)
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_bytes(copy)
            errors.print(f"Mended: {folder / path.name}.", highlight=False)
    if not changed:
        errors.print("No finding can be mended with certainty.", highlight=False)


def _plain(files: tuple[str, ...]) -> list[Path]:
    return [Path(file) for file in files if Path(file).is_file()]


def _line_reader(files: tuple[str, ...]) -> Callable[[Place], str | None]:
    """Return what reads the line at a place, where the place lies in a plain file of the user."""
    paths = {path.name: path for path in _plain(files)}

    @cache
    def content(name: str) -> tuple[str, list[int]]:
        try:
            text, _ = decoded(paths[name].read_bytes())
        except (KeyError, OSError):
            return "", []
        return text, line_starts(text)

    def read(place: Place) -> str | None:
        text, starts = content(place.file)
        number = place.line or 0
        if not 0 < number < len(starts):
            return None
        return text[starts[number - 1] : starts[number]].rstrip("\r\n").expandtabs(1)

    return read


def _own_shapes(path: Path, errors: Console) -> Graph:
    """Return the shapes of a file; those that no engine would run as meant are refused."""
    try:
        text = path.read_text(encoding="utf-8")
        shapes = Graph().parse(data=text, format="turtle")
    except Exception as error:
        # The parsers of rdflib raise many kinds; whichever it is, the file cannot be read.
        raise click.UsageError(f"{path} is no Turtle file of shapes: {error}") from error
    faults = lint(shapes, text, path.name)
    for fault in faults:
        errors.print(f"{fault.places[0]}: {fault.text()}", markup=False, highlight=False)
    if any(fault.level is Level.VIOLATION for fault in faults):
        raise click.UsageError(f"{path} holds shapes that cannot be run as they are meant.")
    return shapes


def _progress(status: Status) -> Callable[[str, int, int], None]:
    def tell(step: str, done: int, total: int) -> None:
        status.update(f"{step} {done}/{total}" if total else step)

    return tell

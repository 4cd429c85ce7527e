"""Copies of the steward's files that `rbm validate` writes, and the lines that it quotes."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import click
from rich.console import Console

from loaders.annotation import copy_of, decoded, line_starts
from loaders.marking import NotAWorkbook
from loaders.mending import Edit, difference, mended
from loaders.ooxml.listing import words
from shapes.finding import Finding, Place


def write_annotated(
    files: tuple[str, ...],
    findings: tuple[Finding, ...],
    language: str,
    folder: Path,
    errors: Console,
) -> None:
    """Write a copy of each file that can hold findings, and say what a copy cannot show."""
    said = words(language)
    folder.mkdir(parents=True, exist_ok=True)
    for path in plain(files):
        try:
            copy = copy_of(path.read_bytes(), path.name, findings, language)
        except NotAWorkbook as error:
            told = f"{said['unwritable'].format(path.name)}\n  {error}"
            errors.print(told, style="red", markup=False, highlight=False)
            continue
        if copy is None:
            errors.print(said["placeless"].format(path.name), markup=False, highlight=False)
            continue
        (folder / path.name).write_bytes(copy.content)
        errors.print(said["written"].format(folder / path.name), markup=False, highlight=False)
        for remark in copy.remarks:
            errors.print(f"  {remark}", markup=False, highlight=False)


def write_mended(
    files: tuple[str, ...], edits: tuple[Edit, ...], folder: Path | None, errors: Console
) -> None:
    """Show what would change in each file, and write the mended copies where that is asked for."""
    changed = 0
    for path in plain(files):
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


def plain(files: tuple[str, ...]) -> list[Path]:
    """Return the plain files among what the user names."""
    return [Path(file) for file in files if Path(file).is_file()]


def line_reader(files: tuple[str, ...]) -> Callable[[Place], str | None]:
    """Return what reads the line at a place, where the place lies in a plain file of the user."""
    paths = {path.name: path for path in plain(files)}

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

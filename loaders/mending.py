"""Suggestions carried out in a copy of the steward's file, and shown as a difference first."""

import csv
import difflib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from loaders.annotation import TABLES, WORKBOOKS, decoded, delimiter_of, line_starts
from loaders.marking import cell_texts, replaced
from loaders.sourcemap import SourceMap
from loaders.tables import column_of
from loaders.tagging import tag
from shapes.finding import Place
from shapes.mending import Suggestion


@dataclass(frozen=True, slots=True)
class Edit:
    """One text at one place, and what it should be; `rule` is why.

    With `language` the text stays and gets that tag.
    """

    rule: str
    place: Place
    before: str
    after: str
    language: str | None = None


def edits(suggestions: Iterable[Suggestion], maps: Sequence[SourceMap]) -> tuple[Edit, ...]:
    """Return the edits of suggestions whose places are all known, each at one place."""
    found: list[Edit] = []
    for suggestion in suggestions:
        made: list[Edit] = []
        for change in suggestion.changes:
            places = {
                place
                for source in maps
                for place in source.places(change.subject, change.predicate, change.value)
            }
            made += [
                Edit(suggestion.finding.rule, place, change.before, change.after, change.language)
                for place in places
            ]
        if len(made) == len(suggestion.changes):
            found += made
    return tuple(dict.fromkeys(found))


def mended(content: bytes, name: str, wanted: Iterable[Edit]) -> bytes:
    """Return a copy of a file with the edits that fit: what stands there is what should go."""
    here = [edit for edit in wanted if edit.place.file == name]
    ending = PurePath(name).suffix.lower()
    if ending in WORKBOOKS:
        fitting = [(*spot, edit.after) for spot, edit in _fitting(content, name, here)]
        return replaced(content, name, fitting) if fitting else content
    text, encoding = decoded(content)
    changed = _table(text, here) if ending in TABLES else _text(text, here, ending)
    return changed.encode(encoding) if changed != text else content


def difference(content: bytes, changed: bytes, name: str, here: Iterable[Edit]) -> str:
    """Return what edits change, as a unified diff; of a workbook, cell by cell."""
    if PurePath(name).suffix.lower() in WORKBOOKS:
        return "".join(
            f"{edit.place}\n-{edit.before}\n+{edit.after}\n"
            for _, edit in _fitting(content, name, here)
        )
    before, after = (decoded(each)[0].splitlines(keepends=True) for each in (content, changed))
    return "".join(difflib.unified_diff(before, after, name, f"{name} (mended)"))


def _fitting(
    content: bytes, name: str, here: Iterable[Edit]
) -> list[tuple[tuple[str | None, str], Edit]]:
    """Return the edits whose cell of a workbook holds what should go, each with that cell."""
    spots = [((edit.place.sheet, edit.place.cell), edit) for edit in here if edit.place.cell]
    texts = cell_texts(content, name, [spot for spot, _ in spots])
    return [(spot, edit) for spot, edit in spots if _same(texts.get(spot), edit.before)]


def _text(text: str, here: Sequence[Edit], ending: str) -> str:
    starts = line_starts(text)
    spans: dict[tuple[int, int], str] = {}
    for edit in here:
        line = edit.place.line
        if line is None or not 0 < line < len(starts):
            continue
        at = starts[line - 1] + max((edit.place.column or 1) - 1, 0)
        if edit.language:
            added = tag(text, at, edit.before, edit.language, ending)
            if added is not None:
                spans[added.begin, added.end] = added.text
            continue
        span = _span(text, edit.before, at, starts[line])
        if span is not None:
            spans[span] = edit.after
    for (begin, end), after in sorted(spans.items(), reverse=True):
        text = text[:begin] + after + text[end:]
    return text


def _span(text: str, before: str, begin: int, end: int) -> tuple[int, int] | None:
    """Return where a text stands between two positions, if it stands there once, as a whole."""
    pattern = rf"(?<![\w%]){re.escape(before)}(?![\w%])"
    found = [match.span() for match in re.finditer(pattern, text[begin:end])]
    if not found:
        return None
    return begin + found[0][0], begin + found[0][1]


def _table(text: str, here: Sequence[Edit]) -> str:
    delimiter = delimiter_of(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    fits = False
    for edit in here:
        spot = re.fullmatch(r"([A-Z]+)(\d+)", edit.place.cell or "")
        if spot is None:
            continue
        row, column = int(spot[2]) - 1, column_of(spot[1])
        if row < len(rows) and column < len(rows[row]) and _same(rows[row][column], edit.before):
            rows[row][column] = edit.after
            fits = True
    if not fits:
        return text
    written = io.StringIO(newline="")
    end = "\r\n" if "\r\n" in text else "\n"
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(rows)
    return written.getvalue()


def _same(found: str | None, before: str) -> bool:
    return found is not None and found.strip().casefold() == before.strip().casefold()

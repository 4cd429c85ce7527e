"""Findings written into a copy of the steward's own file: cells, rows, or comments at lines."""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from loaders.limits import encoding_of
from loaders.marking import Annotated, annotated
from shapes.finding import Finding, Place

WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TABLES = frozenset({".csv", ".tsv"})
XML = frozenset({".xml", ".rdf", ".owl"})
TURTLE = frozenset({".ttl", ".trig", ".n3", ".nt", ".nq"})
MARK = "RBM Graph"
COLUMN = f"findings ({MARK})"
"""The header of the column that a table gets; a column of the steward's has another one."""

_NOTE = re.compile(r"([A-Z]{1,3}\d+: )?\[[^\]\s]+\] ")
"""How what is said of a row begins."""

_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_MARKUP = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL
)
_LONG = re.compile(
    r"(?P<long>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?''')"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*",
    re.DOTALL,
)


def copy_of(
    content: bytes, name: str, findings: Sequence[Finding], language: str = "en"
) -> Annotated | None:
    """Return a copy of a file with the findings where they lie, or None for other formats.

    `name` is the file's name in the places of the findings; its ending tells the format. What an
    earlier annotation wrote into the file is replaced.
    """
    ending = PurePath(name).suffix.lower()
    if not has_place(name):
        return None
    if ending in WORKBOOKS:
        return annotated(content, name, findings, language)
    text, encoding = decoded(content)
    if ending in TABLES:
        told = _by_row(findings, name, language)
        return Annotated(_table(text, told).encode(encoding, "replace"), ())
    if ending in TURTLE:
        comments, earlier = _turtle_comments(text, findings, name, language), _old_in_turtle(text)
    else:
        comments, earlier = _xml_comments(text, findings, name, language), _old_in_xml(text)
    marked = _inserted(text, comments, earlier)
    return Annotated(marked.encode(encoding, "xmlcharrefreplace"), ())


def has_place(name: str) -> bool:
    """Return whether a file of this name can hold findings, judged by its ending."""
    return PurePath(name).suffix.lower() in WORKBOOKS | TABLES | XML | TURTLE


def decoded(content: bytes) -> tuple[str, str]:
    """Return a file's text and its encoding, as its mark or its XML declaration tells."""
    declared = _DECLARED.match(content[:200])
    encoding = declared[1].decode() if declared else encoding_of(content[:4096])
    return content.decode(encoding, "replace"), encoding


def _told(finding: Finding, language: str) -> str:
    """Return a finding as one line."""
    fix = finding.fix.get(language) or finding.fix.get("en")
    text = f"[{finding.rule}] {finding.text(language)}" + (f" {fix}" if fix else "")
    return " ".join(text.split())


def _places(findings: Iterable[Finding], name: str) -> Iterator[tuple[Finding, Place]]:
    for finding in findings:
        for place in finding.places:
            if place.file == name:
                yield finding, place


def _by_row(findings: Iterable[Finding], name: str, language: str) -> dict[int, list[str]]:
    """Return what is said of each row; the first row has the number 1."""
    rows: dict[int, list[str]] = {}
    for finding, place in _places(findings, name):
        digits = re.search(r"\d+$", place.cell or "")
        number = int(digits[0]) if digits else place.line
        spot = f"{place.cell}: " if place.cell else ""
        if number is not None:
            rows.setdefault(number, []).append(spot + _told(finding, language))
    return rows


def delimiter_of(text: str) -> str:
    """Return the sign between the cells of a table, judged by its first line."""
    return max(",;\t|", key=text.partition("\n")[0].count)


def _table(text: str, told: dict[int, list[str]]) -> str:
    """Return a table with one more column, which holds what is said of each row.

    A column of an earlier copy is used again; what somebody wrote into it stays.
    """
    delimiter = delimiter_of(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    head = rows[0] if rows else []
    width = max((len(row) for row in rows), default=0)
    at = head.index(COLUMN) if COLUMN in head else width
    written = io.StringIO(newline="")
    writer = csv.writer(
        written, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in text else "\n"
    )
    for number, row in enumerate(rows, start=1):
        row += [""] * (max(width, at + 1) - len(row))
        theirs = [line for line in row[at].splitlines() if not _NOTE.match(line)]
        row[at] = COLUMN if number == 1 else "\n".join(theirs + told.get(number, []))
        writer.writerow(row)
    return written.getvalue()


def line_starts(text: str) -> list[int]:
    """Return where each line begins, and where the text ends, as editors count lines.

    `str.splitlines` also splits at signs that no editor and no parser counts.
    """
    return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r|(?<=[^\r\n])\Z", text))]


def _turtle_comments(
    text: str, findings: Iterable[Finding], name: str, language: str
) -> Iterator[tuple[int, str]]:
    """Return comments, each with the start of a line that lies in no string of several lines."""
    starts = line_starts(text)
    long = [match.span() for match in _LONG.finditer(text) if match.lastgroup == "long"]
    for finding, place in _places(findings, name):
        at = starts[min(max((place.line or 1) - 1, 0), len(starts) - 1)]
        for begin, end in long:
            if begin < at < end:
                at = starts[bisect_right(starts, begin) - 1]
        yield at, f"# {MARK} {_told(finding, language)}\n"


def _xml_comments(
    text: str, findings: Iterable[Finding], name: str, language: str
) -> Iterator[tuple[int, str]]:
    """Return comments, each with the start of the tag that the finding lies in."""
    starts = line_starts(text)
    tags = [match.start() for match in _MARKUP.finditer(text) if match[0][1] not in "!?"]
    if not tags:
        return
    for finding, place in _places(findings, name):
        line = min(max((place.line or 1) - 1, 0), len(starts) - 1)
        at = starts[line] + (place.column or 1) - 1
        if place.column is None:
            # The first tag of the line, where one begins there.
            following = bisect_right(tags, at - 1)
            end = starts[min(line + 1, len(starts) - 1)]
            if following < len(tags) and tags[following] < end:
                at = tags[following]
        tag = tags[max(bisect_right(tags, at) - 1, 0)]
        # Two hyphens would end the comment early.
        yield tag, f"<!-- {MARK} {_told(finding, language).replace('--', '- -')} -->"


def _old_in_turtle(text: str) -> Iterator[tuple[int, int]]:
    """Return where comments of an earlier copy stand: whole lines, none inside a string."""
    for match in _LONG.finditer(text):
        begin, end = match.span()
        if match[0].startswith(f"# {MARK} [") and (not begin or text[begin - 1] == "\n"):
            yield begin, min(end + 1, len(text))


def _old_in_xml(text: str) -> Iterator[tuple[int, int]]:
    for match in _MARKUP.finditer(text):
        if match[0].startswith(f"<!-- {MARK} ["):
            yield match.span()


def _inserted(
    text: str, comments: Iterable[tuple[int, str]], earlier: Iterable[tuple[int, int]]
) -> str:
    """Return a text with comments put in and spans, of which none holds another, left out."""
    edits = [(begin, end, "") for begin, end in earlier]
    edits += [(at, at, comment) for at, comment in comments]
    parts: list[str] = []
    last = 0
    for begin, end, comment in sorted(edits, key=lambda edit: edit[0]):
        parts += (text[last:begin], comment)
        last = max(last, end)
    return "".join((*parts, text[last:]))

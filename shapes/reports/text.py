"""A report for a terminal, written as a compiler writes: verdict, place, the line, what to do."""

from collections.abc import Callable, Iterator

from rich.text import Text

from shapes.finding import Finding, Level, Place
from shapes.names import short
from shapes.report import Report
from shapes.reports.badge import verdict
from shapes.reports.words import fix_of, judged, say

COLOURS = {Level.VIOLATION: "bold red", Level.WARNING: "bold yellow", Level.INFO: "bold blue"}
WIDTH = 100
"""Signs of a line that are shown; some files are one line."""
LineReader = Callable[[Place], str | None]
"""Returns the line of text at a place, or None where the place lies in no text."""


def lines(report: Report, language: str, read: LineReader) -> Iterator[Text]:
    """Return the lines of a report, findings first, the verdict last."""
    for finding in report.findings:
        yield from _finding(finding, language, read)
        yield Text()
    if report.truncated:
        shown = f"{len(report.findings):,}"
        yield Text(say(language, "shown", shown=shown, total=f"{report.total:,}"), "dim")
    if report.idle:
        names = ", ".join(report.idle)
        yield Text(say(language, "idle", count=len(report.idle), names=names), "dim")
    for reason in report.refused:
        yield Text(say(language, "refused", reason=reason), "yellow")
    if report.knows_nothing:
        yield Text(say(language, "unknown"), "bold yellow")
    counts = ", ".join(f"{rule} {count:,}" for rule, count in report.counts.items())
    if counts:
        yield Text(say(language, "byrule", counts=counts))
    found = say(language, "found", count=f"{report.total:,}", seconds=f"{report.seconds:.1f}")
    yield Text(
        f"{verdict(report, language)}: {found}. {judged(report, language)}",
        COLOURS[report.worst] if report.worst else "bold green",
    )


def _finding(finding: Finding, language: str, read: LineReader) -> Iterator[Text]:
    yield Text.assemble(
        (f"{say(language, finding.level.value)}[{finding.rule}]", COLOURS[finding.level]),
        f": {finding.text(language)}",
    )
    for place in finding.places:
        yield Text.assemble(("  --> ", "blue"), str(place))
        content = read(place)
        if content is not None and place.line is not None:
            yield from _context(content, place)
    if finding.focus:
        yield Text.assemble(("   = ", "blue"), f"{say(language, 'thing')}: {short(finding.focus)}")
    if finding.elsewhere:
        yield Text.assemble(("   = ", "blue"), (say(language, "elsewhere"), "yellow"))
    if fix := fix_of(finding, language):
        yield Text.assemble(("   = ", "blue"), (fix, "green"))


def _context(content: str, place: Place) -> Iterator[Text]:
    """Return the line, or of a long one what stands around the column, and a mark below it."""
    number, at = str(place.line), (place.column or 1) - 1
    first = max(at - WIDTH // 2, 0) if len(content) > WIDTH else 0
    shown = content[first : first + WIDTH]
    before, after = "…" if first else "", "…" if first + WIDTH < len(content) else ""
    yield Text.assemble((f" {number} | ", "blue"), f"{before}{shown}{after}")
    if place.column is not None and at <= len(content):
        gap = " " * (len(before) + at - first)
        yield Text.assemble((f" {' ' * len(number)} | ", "blue"), gap, ("^", "bold red"))

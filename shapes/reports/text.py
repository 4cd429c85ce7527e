"""A report for a terminal, written as a compiler writes: verdict, place, the line, what to do."""

from collections.abc import Callable, Iterator

from rich.text import Text

from shapes.finding import Finding, Level, Place
from shapes.names import short
from shapes.report import Report
from shapes.reports.badge import verdict

WORDS = {Level.VIOLATION: "violation", Level.WARNING: "warning", Level.INFO: "info"}
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
    hidden = report.total - len(report.findings)
    if hidden:
        yield Text(f"… and {hidden:,} more; a rule shows its first ones only.", "dim")
    if report.idle:
        yield Text(
            f"{len(report.idle)} rules met nothing to check, so their silence proves nothing: "
            f"{', '.join(report.idle)}.",
            "dim",
        )
    for reason in report.refused:
        yield Text(f"Not run: {reason}", "yellow")
    if report.knows_nothing:
        yield Text("Nothing here is of a kind that the rules know.", "bold yellow")
    counts = ", ".join(f"{rule} {count:,}" for rule, count in report.counts.items())
    if counts:
        yield Text(f"By rule: {counts}.")
    yield Text(
        f"{verdict(report)}: {report.total:,} findings in {report.statements:,} statements, "
        f"{report.seconds:.1f} s, judged on {report.as_of}, "
        f"rules {report.version} ({report.digest}).",
        COLOURS[report.worst] if report.worst else "bold green",
    )


def _finding(finding: Finding, language: str, read: LineReader) -> Iterator[Text]:
    yield Text.assemble(
        (f"{WORDS[finding.level]}[{finding.rule}]", COLOURS[finding.level]),
        f": {finding.text(language)}",
    )
    for place in finding.places:
        yield Text.assemble(("  --> ", "blue"), str(place))
        content = read(place)
        if content is not None and place.line is not None:
            yield from _context(content, place)
    if finding.focus:
        yield Text.assemble(("   = ", "blue"), f"thing: {short(finding.focus)}")
    fix = finding.fix.get(language) or finding.fix.get("en")
    if fix:
        yield Text.assemble(("   = ", "blue"), (f"{fix}", "green"))


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

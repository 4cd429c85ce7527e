"""A report as text for a terminal, as Markdown, and as a page of its own."""

from flask import render_template
from flask_babel import gettext as _

from webapp.frame import STYLE
from webapp.reporting.document import Report, printable


def as_text(report: Report) -> bytes:
    """Return the report for a terminal, one line of each table's row after the other."""
    lines = [report.kind, report.title.text, report.subtitle, ""]
    for section in report.sections:
        lines += [section.title.upper(), *section.sentences]
        for grid in section.grids:
            for row in grid.rows:
                lines.append("  " + " · ".join(_one_line(cell.text) for cell in row if cell.text))
        lines.append("")
    return _printable([*lines, _("Method").upper(), *report.method, ""])


def as_markdown(report: Report) -> bytes:
    """Return the report in Markdown."""
    lines = [f"# {_marked(report.title.text)}", "", f"*{_marked(report.kind)}*", ""]
    lines += [_marked(report.subtitle), ""] if report.subtitle else []
    for section in report.sections:
        lines += [f"## {_marked(section.title)}", ""]
        for sentence in section.sentences:
            lines += [_marked(sentence), ""]
        for grid in section.grids:
            lines += [_row(map(_marked, grid.headings)), _row(["---"] * len(grid.headings))]
            lines += [_row(_marked(cell.text) for cell in row) for row in grid.rows]
            lines.append("")
    lines += [f"## {_('Method')}", ""]
    for sentence in report.method:
        lines += [_marked(sentence), ""]
    for name, query in report.queries:
        lines += [f"### {_marked(name)}", "", "```sparql", query.rstrip(), "```", ""]
    return _printable(lines)


def as_html(report: Report) -> bytes:
    """Return the report as a page that needs no other file, fit to print."""
    return render_template(
        "reports/paper.html", report=report, style=STYLE.read_text("utf-8")
    ).encode()


def _printable(lines: list[str]) -> bytes:
    return ("\n".join(printable(line) for line in lines)).encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _row(cells: object) -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]


def _marked(text: str) -> str:
    """Return text that Markdown shows as it is: data makes no links, code or tags."""
    return "".join(
        f"\\{sign}" if sign in "\\`*_{}[]<>()#|!~&" else sign for sign in _one_line(text)
    )

"""The forms of a report: what writes each, and what it is called on the web."""

from collections.abc import Callable
from dataclasses import dataclass

from webapp.negotiation import HTML, Format
from webapp.reporting.document import Report
from webapp.reporting.plain import as_html, as_markdown, as_text
from webapp.reporting.workbook import as_workbook

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_document(report: Report) -> bytes:
    """Return the report as a Word document; what writes it is imported when it is asked for."""
    from webapp.reporting.word import as_document

    return as_document(report)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a report: its writer, its format on the web, and whether a terminal can show it."""

    write: Callable[[Report], bytes]
    format: Format
    is_text: bool = True


FORMS = {
    "text": Form(as_text, Format("txt", "text/plain")),
    "markdown": Form(as_markdown, Format("md", "text/markdown")),
    "html": Form(as_html, HTML),
    "docx": Form(as_document, Format("docx", WORD), is_text=False),
    "xlsx": Form(as_workbook, Format("xlsx", EXCEL), is_text=False),
}
"""The forms that `rbm report` and the pages write."""
OFFERED = {form.format: form for name, form in FORMS.items() if name != "html"}
"""The forms that an address offers beside the page itself."""

"""A report as a Word document: real headings, tables with a head on every page, languages."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from flask_babel import gettext as _

from webapp.languages import interface
from webapp.pictures import png
from webapp.reporting.document import Cell, Grid, Picture, Report, Text, printable

LOCALES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "zh": "zh-CN", "ru": "ru-RU", "ar": "ar-SA"}
"""How Word names the languages; others stay as they are."""
FONTS = {"ascii": "Calibri", "hAnsi": "Calibri", "eastAsia": "Microsoft YaHei", "cs": "Arial"}
HIGHEST = Cm(21)
ROOM = Cm(17)
"""What the margins leave of the width of a page."""
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


class Writer:
    """Writes one report into one document, from right to left where its language runs so."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tag = interface().tag
        self._from_right = interface().direction == "rtl"
        self._document: Any = Document()

    def write(self) -> bytes:
        """Return the document as a file."""
        report, document = self._report, self._document
        self._set_up()
        self._paragraph((Text(report.kind),), "Subtitle")
        self._paragraph((report.title,), "Title")
        if report.subtitle:
            self._paragraph((Text(report.subtitle),), "Subtitle")
        for section in report.sections:
            self._paragraph((Text(section.title),), "Heading 1")
            for sentence in section.sentences:
                self._paragraph((Text(sentence),))
            if section.picture:
                self._picture(section.picture)
            for grid in section.grids:
                self._table(grid, section.title)
        self._paragraph((Text(_("Method")),), "Heading 1")
        for sentence in report.method:
            self._paragraph((Text(sentence),))
        for name, query in report.queries:
            self._paragraph((Text(f"SPARQL: {name}"),), "Heading 2")
            self._code(query)
        file = BytesIO()
        document.save(file)
        return file.getvalue()

    def _set_up(self) -> None:
        properties = self._document.core_properties
        properties.title = f"{self._report.kind}: {self._report.title.text}"
        properties.language = LOCALES.get(self._tag, self._tag)
        properties.author = "RBM Graph"
        properties.comments = self._report.made
        properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
        style = self._document.styles["Normal"]
        style.font.size = Pt(10)
        marks = style.element.get_or_add_rPr()
        fonts = marks.get_or_add_rFonts()
        for kind, font in FONTS.items():
            fonts.set(qn(f"w:{kind}"), font)
        marks.append(_language(self._tag))
        for section in self._document.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = Cm(2)
            section.top_margin = section.bottom_margin = Cm(2)
            if self._from_right:
                section._sectPr.append(OxmlElement("w:bidi"))
            self._fill(section.footer.paragraphs[0], (Text(self._report.made),))

    def _paragraph(self, parts: tuple[Text, ...], style: str | None = None) -> None:
        self._fill(self._document.add_paragraph(style=style), parts)

    def _fill(self, paragraph: Any, parts: tuple[Text, ...], bold: bool = False) -> None:
        if self._from_right:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for at, part in enumerate(parts):
            run = paragraph.add_run(("; " if at else "") + printable(part.text))
            run.bold = bold or None
            language = part.language or self._tag
            marks = run._r.get_or_add_rPr()
            if language.split("-")[0] in ("ar", "he", "fa", "ur"):
                marks.append(OxmlElement("w:rtl"))
            if part.language:
                marks.append(_language(part.language))

    def _code(self, text: str) -> None:
        run = self._document.add_paragraph().add_run(printable(text))
        run.font.name, run.font.size = "Consolas", Pt(7.5)

    def _table(self, grid: Grid, title: str) -> None:
        if not grid.rows:
            return
        if grid.caption != title:
            caption = self._document.add_paragraph(style="Caption")
            self._fill(caption, (Text(grid.caption),))
            caption.paragraph_format.keep_with_next = True
        table = self._document.add_table(rows=1, cols=len(grid.headings), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        wide = widths(grid)
        for column, width in zip(table.columns, wide, strict=True):
            column.width = width
        if self._from_right:
            table._tblPr.append(OxmlElement("w:bidiVisual"))
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for place, heading, width in zip(head.cells, grid.headings, wide, strict=True):
            place.width = width
            self._cell(place, Cell((Text(heading),)), bold=True)
        for row in grid.rows:
            made = table.add_row()
            made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for place, cell, width in zip(made.cells, row, wide, strict=True):
                place.width = width
                self._cell(place, cell)
        if grid.left_out:
            told = _("%(count)s more rows are on the pages.", count=grid.left_out)
            self._paragraph((Text(told),))
        self._document.add_paragraph()

    def _cell(self, place: Any, cell: Cell, bold: bool = False) -> None:
        paragraph = place.paragraphs[0]
        self._fill(paragraph, cell.parts, bold)
        paragraph.paragraph_format.space_after = Pt(0)
        if cell.number is not None:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if self._from_right else RIGHT
        for run in paragraph.runs:
            run.font.size = Pt(8.5)

    def _picture(self, picture: Picture) -> None:
        shape = self._document.add_picture(BytesIO(png(picture.svg)), width=ROOM)
        if shape.height > HIGHEST:
            shape.width, shape.height = int(shape.width * HIGHEST / shape.height), HIGHEST
        shape._inline.docPr.set("descr", picture.words)
        shape._inline.docPr.set("title", picture.words)


def as_document(report: Report) -> bytes:
    """Return the report as a Word document."""
    return Writer(report).write()


def widths(grid: Grid) -> list[Emu]:
    """Return how wide the columns of a table are: by their longest words, within bounds."""
    weights = []
    for column, heading in enumerate(grid.headings):
        texts = [heading, *(row[column].text for row in grid.rows)]
        longest_word = max(len(word) for text in texts for word in (text.split() or [""]))
        weights.append(max(longest_word, min(max(map(len, texts)), 48), 3) + 2)
    return [Emu(int(ROOM * weight / sum(weights))) for weight in weights]


def _language(tag: str) -> Any:
    """Return the mark that says which language words are in, for every script."""
    mark = OxmlElement("w:lang")
    for script in ("val", "eastAsia", "bidi"):
        mark.set(qn(f"w:{script}"), LOCALES.get(tag, tag))
    return mark

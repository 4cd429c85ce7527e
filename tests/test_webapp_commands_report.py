"""`rbm report` writes what the pages report: every form, six languages, hostile texts harmless."""

import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.oxml.ns import qn

from tests.site import HOSTILE, build
from webapp.command import rbm
from webapp.commands.ask import LANGUAGES
from webapp.reporting.forms import FORMS

Run = Callable[..., Result]
PROGRESS = ("--as-of", "2008-11-01")
KINDS = {
    "progress": PROGRESS,
    "profile": ("profile", "--strategy", "ilo/strategy/rbm"),
    "linkage": ("linkage",),
    "completeness": ("completeness",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    build(data).extensions["rbm-service"].pool.close()
    return data


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return lambda *words: CliRunner().invoke(rbm, ["--data", str(folder), "report", *words])


def paragraphs(body: bytes) -> list[str]:
    return [each.text for each in Document(io.BytesIO(body)).paragraphs]


def cells(body: bytes) -> list[str]:
    return [cell.text for table in Document(io.BytesIO(body)).tables for cell in table._cells]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_names_method_snapshot_and_evidence(run: Run, form: str) -> None:
    body = run(*PROGRESS, "--format", form).stdout_bytes
    if form == "docx":
        text = "\n".join([*paragraphs(body), *cells(body)])
    elif form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body))
        text = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    else:
        text = body.decode().replace("\\", "")
    assert "Field structure review completed" in text
    assert "§97" in text
    assert "counts as reached or dropped" in text
    assert "from snapshot 1-" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_document_has_headings_tables_with_heads_and_pictures_in_words(
    run: Run, kind: str
) -> None:
    document = Document(io.BytesIO(run(*KINDS[kind], "--format", "docx").stdout_bytes))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Title") == 1 and styles.count("Heading 1") >= 3
    assert document.tables
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    assert document.core_properties.language == "en-GB"


def test_an_arabic_document_runs_from_right_to_left(run: Run) -> None:
    body = run(*KINDS["linkage"], "--format", "docx", "--lang", "ar").stdout_bytes
    document = Document(io.BytesIO(body))
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    title = next(each for each in document.paragraphs if each.style and each.style.name == "Title")
    assert title._p.pPr.find(qn("w:bidi")) is not None
    assert title.runs[0]._r.rPr.find(qn("w:rtl")) is not None
    assert all(table._tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    book = openpyxl.load_workbook(
        io.BytesIO(run(*KINDS["linkage"], "--format", "xlsx", "--lang", "ar").stdout_bytes)
    )
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


@pytest.mark.parametrize("kind", KINDS)
def test_each_report_is_told_in_every_language(run: Run, kind: str) -> None:
    told = {lang: run(*KINDS[kind], "--lang", lang).stdout for lang in LANGUAGES}
    assert all(told.values())
    heads = {"\n".join(text.splitlines()[:6]) for text in told.values()}
    assert len(heads) == len(LANGUAGES)


def test_the_numbers_of_a_workbook_are_numbers(run: Run) -> None:
    body = run(*KINDS["linkage"], "--format", "xlsx").stdout_bytes
    book = openpyxl.load_workbook(io.BytesIO(body))
    sheet = book["Links by kind"]
    links = [row[2].value for row in sheet.iter_rows(min_row=2)]
    assert links and all(isinstance(value, int) for value in links)
    assert not any(cell.data_type == "f" for each in book for row in each for cell in row)


def test_every_milestone_is_counted_once(run: Run) -> None:
    body = run(*PROGRESS, "--format", "xlsx").stdout_bytes
    sheet = openpyxl.load_workbook(io.BytesIO(body))["Milestones by state"]
    counts = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
    assert sum(counts.values()) == 49
    assert counts["reached"] == 30


def test_the_day_to_compare_with_can_be_named(run: Run) -> None:
    text = run(*PROGRESS, "--since", "2008-10-01").stdout
    assert "compared with 1 October 2008" in text
    assert "No milestone changed its state." in text


class Tags(HTMLParser):
    """Collects the names of all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


@pytest.mark.parametrize("form", FORMS)
def test_text_from_data_never_becomes_markup(run: Run, form: str) -> None:
    body = run("profile", "--strategy", str(HOSTILE), "--format", form).stdout_bytes
    if form == "html":
        tags = Tags()
        tags.feed(body.decode())
        assert not {"script", "img", "textarea"} & tags.found
    elif form == "markdown":
        assert "<script>" not in body.decode() and "](javascript" not in body.decode()
    elif form == "docx":
        assert any("window.__pwned" in text for text in paragraphs(body))
    elif form == "xlsx":
        assert not any(
            cell.data_type == "f" or cell.hyperlink
            for sheet in openpyxl.load_workbook(io.BytesIO(body))
            for row in sheet
            for cell in row
        )
    else:
        assert b"\x1b" not in body


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Missing option '--as-of'"),
        (["--as-of", "2008-13-01"], "does not match the format"),
        ([*PROGRESS, "--roadmap", "ilo/none"], "There is no road map"),
        (["profile"], "Missing option '--strategy'"),
        (["profile", "--strategy", "ilo/strategy/none"], "There is no strategy"),
        (["poem"], "is not one of"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(run: Run, words: list[str], message: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert message in refused.stderr

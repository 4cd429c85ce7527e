"""Workbooks are read cell by cell in a stream; what is no value or a trap is told."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders import opendocument, workbook
from loaders.limits import Limits
from loaders.source import Refusal, Sink, Source
from loaders.tables import MOST_COLUMNS, Fault, Value, column_of, letters, text

SHEET = "xl/worksheets/sheet1.xml"
CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
CELL = (
    '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
)
NUMBER = '<table:table-cell/><table:table-cell office:value-type="float" office:value="1.5"/>'
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)


def made(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def cells(
    path: Path, folder: Path, limits: Limits | None = None
) -> tuple[dict[str, Value], list[str]]:
    """Return the filled cells of a workbook by their names, and the rules of the findings."""
    sink = Sink(folder / "q.nq", folder / f"{len(list(folder.iterdir()))}.sqlite", "urn:g")
    found: dict[str, Value] = {}
    reader = opendocument if opendocument.is_opendocument(path) else workbook
    source = Source(path, path.name, "test")
    try:
        with reader.sheets(source, sink, limits or Limits()) as opened:
            for sheet in opened:
                for row in sheet.rows:
                    for column, value in enumerate(row.cells):
                        if value is not None:
                            found[f"{sheet.name}!{letters(column)}{row.number}"] = value
    finally:
        sink.abandon()
    return found, [finding.rule for finding in sink.tally.findings]


def changed(path: Path, target: Path, part: str, change: Callable[[str], str]) -> Path:
    """Return a copy of an archive in which one part is changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return target


def ods(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def everything(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Data")
    sheet.write_row("A1", ["text", "number", "date"])
    sheet.write_string("A3", " as typed ")
    sheet.write_number("B3", 35.9)
    sheet.write_datetime(
        "C3", datetime.datetime(2022, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"})
    )
    sheet.write_boolean("D3", True)
    sheet.write_formula("E3", "=B3*2", value=71.8)
    sheet.write_formula("F3", "=B3*2", value="")
    sheet.write_formula("G3", "=1/0", value="#DIV/0!")
    sheet.write_number("H3", 1500)
    sheet.merge_range("A5:A6", "merged")
    book.add_worksheet("Secret").write_string("B2", "hidden")
    book.get_worksheet_by_name("Secret").hide()


def test_every_kind_of_cell_is_read_where_people_see_it(tmp_path: Path) -> None:
    found, rules = cells(made(tmp_path / "a.xlsx", everything), tmp_path)
    assert found["Data!A3"] == " as typed "
    assert [text(found[f"Data!{column}3"]) for column in "BCDEH"] == [
        "35.9",
        "2022-03-04",
        "TRUE",
        "71.8",
        "1500",
    ]
    assert found["Secret!B2"] == "hidden"
    assert found["Data!A5"] == "merged"
    assert "Data!A6" not in found
    assert rules == ["LOAD-MERGED"]


def test_errors_and_formulas_without_a_value_are_no_values(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", everything)
    bare = changed(
        path, tmp_path / "b.xlsx", SHEET, lambda xml: xml.replace("<v>71.8</v>", "<v></v>")
    )
    found, _ = cells(bare, tmp_path)
    assert isinstance(found["Data!E3"], Fault)
    assert isinstance(found["Data!G3"], Fault)
    assert text(found["Data!G3"]) == "#DIV/0!"


def test_a_sheet_may_claim_a_million_rows_and_all_columns(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", everything)
    claims = changed(
        path,
        tmp_path / "b.xlsx",
        SHEET,
        lambda xml: xml.replace('<dimension ref="A1:H6"/>', '<dimension ref="A1:XFD1048576"/>'),
    )
    assert cells(claims, tmp_path)[0] == cells(path, tmp_path)[0]


def test_a_cell_in_the_last_column_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write("XFD1", "far"))
    with pytest.raises(Refusal) as refused:
        cells(path, tmp_path)
    assert refused.value.finding.rule == "LOAD-SIZE"
    assert f"{MOST_COLUMNS:,}" in refused.value.finding.text()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda xml: "<!DOCTYPE a [<!ENTITY b 'c'>]>" + xml.partition("?>")[2], "LOAD-DOCTYPE"),
        (lambda xml: xml[: len(xml) // 2], "LOAD-SYNTAX"),
        (lambda xml: xml.replace("<v>0</v>", "<v>999999</v>"), "LOAD-SYNTAX"),
        (lambda xml: xml.replace('<row r="1"', '<row r="one"'), "LOAD-SYNTAX"),
    ],
)
def test_a_broken_or_hostile_sheet_is_refused(
    change: Callable[[str], str], rule: str, tmp_path: Path
) -> None:
    path = changed(made(tmp_path / "a.xlsx", everything), tmp_path / "b.xlsx", SHEET, change)
    with pytest.raises(Refusal) as refused:
        cells(path, tmp_path)
    assert refused.value.finding.rule == rule


def test_deep_nesting_in_a_sheet_costs_nothing(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", everything)
    deep = changed(
        path,
        tmp_path / "b.xlsx",
        SHEET,
        lambda xml: xml.replace(
            "</worksheet>", "<extLst>" * 50_000 + "</extLst>" * 50_000 + "</worksheet>"
        ),
    )
    assert cells(deep, tmp_path)[0] == cells(path, tmp_path)[0]


@pytest.mark.parametrize(
    ("entry", "size", "rule"),
    [("../../evil", 1, "LOAD-ARCHIVE"), ("xl/bomb.xml", 30_000_000, "LOAD-BOMB")],
)
def test_an_archive_that_leads_out_or_swells_is_refused(
    entry: str, size: int, rule: str, tmp_path: Path
) -> None:
    path = made(tmp_path / "a.xlsx", everything)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, b"0" * size)
    with pytest.raises(Refusal) as refused:
        cells(path, tmp_path)
    assert refused.value.finding.rule == rule


def test_an_archive_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", everything)
    with pytest.raises(Refusal, match="parts"):
        cells(path, tmp_path, Limits(archive_members=3))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_spoiled_byte_ends_in_anything_but_a_refusal(
    data: st.DataObject, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    if not path.exists():
        made(path, everything)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    spoiled = tmp_path / "spoiled.xlsx"
    spoiled.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
    (tmp_path / "q.nq").unlink(missing_ok=True)
    try:
        cells(spoiled, tmp_path)
    except Refusal as refused:
        assert refused.finding.places[0].file == "spoiled.xlsx"


@settings(max_examples=80, deadline=None)
@given(xml=st.text(alphabet='<>/="cvrtsiA1 ?!0', max_size=200))
def test_no_sheet_text_ends_in_anything_but_a_refusal(
    xml: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = made(folder / "a.xlsx", everything)
    spoiled = changed(
        path, folder / "b.xlsx", SHEET, lambda old: old.replace("<sheetData>", "<sheetData>" + xml)
    )
    try:
        cells(spoiled, folder)
    except Refusal as refused:
        assert refused.finding.rule in ("LOAD-SYNTAX", "LOAD-DOCTYPE", "LOAD-SIZE")


def test_an_opendocument_spreadsheet_is_read_with_its_places(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row{times}>{content}</table:table-row>"
        for times, content in (
            ("", CELL.format(more="", text="name")),
            (' table:number-rows-repeated="2"', "<table:table-cell/>"),
            ("", NUMBER),
        )
    )
    found, _ = cells(ods(tmp_path / "a.ods", rows), tmp_path)
    assert found == {"S!A1": "name", "S!B4": 1.5}


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("1048576", ' table:number-columns-repeated="16384"'),
        ("1048576", ' table:number-columns-repeated="900"'),
        ("1", ' table:number-columns-repeated="16384"'),
    ],
)
def test_an_opendocument_bomb_is_refused_before_it_unfolds(
    row: str, cell: str, tmp_path: Path
) -> None:
    rows = (
        f'<table:table-row table:number-rows-repeated="{row}">{CELL.format(more=cell, text="x")}'
        "</table:table-row>"
    )
    with pytest.raises(Refusal) as refused:
        cells(ods(tmp_path / "a.ods", rows), tmp_path)
    assert refused.value.finding.rule == "LOAD-BOMB"


def test_columns_are_counted_as_people_count_them() -> None:
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_of(letters(number)) == number for number in range(2_000))


def test_a_file_that_is_no_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(io.BytesIO(b"plain text").getvalue())
    assert not workbook.is_workbook(path)
    assert not opendocument.is_opendocument(path)

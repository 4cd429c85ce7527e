import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from loaders import marking
from loaders.marking import NotAWorkbook, annotated, cell_texts, replaced
from loaders.ooxml import listing
from loaders.ooxml.listing import COLOURS, headers, words
from shapes.finding import Finding, Level, Place

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LANGUAGES = ("en", "fr", "es", "zh", "ar", "ru")


def fault(
    cell: str,
    sheet: str | None = "Results",
    level: Level = Level.WARNING,
    text: str = "Write a number.",
    name: str = "plan.xlsx",
) -> Finding:
    message = {"en": text, "fr": "Écrivez un nombre."}
    place = Place(name, sheet=sheet, cell=cell)
    return Finding("VA-03", level, message, value="=1+1", fix={"en": "Digits."}, places=(place,))


def picture() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x40\x80\xc0" * 8) * 8)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def rich() -> bytes:
    """Return a workbook with all that openpyxl would lose, as Excel writes it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Results")
    money = book.add_format({"num_format": "0.00", "bold": True, "border": 1, "italic": True})
    sheet.set_column("E:E", 30, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.set_row(7, 40, book.add_format({"bold": True}))
    sheet.write_row("A1", ["id", "value", "target"])
    for row in range(1, 6):
        sheet.write_row(row, 0, [f"OC{row}", "many", row], money)
    sheet.write_formula("C7", "=SUM(C2:C6)", None, 15)
    sheet.merge_range("A10:B12", "merged", money)
    sheet.write_comment("B2", "of the steward", {"author": "Amina"})
    sheet.write_comment("C3", "another", {"author": "Amina"})
    sheet.conditional_format(
        "C2:C6", {"type": "data_bar", "data_bar_2010": True, "bar_direction": "right"}
    )
    sheet.data_validation("B2:B6", {"validate": "list", "source": "=Codes!$A$1:$A$3"})
    sheet.insert_image("H2", "logo.png", {"image_data": picture()})
    sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": picture()})
    sheet.set_landscape()
    sheet.protect("secret")
    sheet.add_sparkline("F2", {"range": "Results!C2:C6"})
    codes = book.add_worksheet("Codes")
    codes.write_column("A1", ["a", "b", "c"])
    codes.add_table("A1:B4", {"name": "Codes"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Results!$C$2:$C$6"})
    codes.insert_chart("D2", chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=Results!$C$2:$C$6"})
    book.add_chartsheet("Chart").set_chart(pie)
    codes.write_comment("A2", "stays")
    book.define_name("Total", "=Results!$C$7")
    book.close()
    return content.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts(content) | more).items():
            archive.writestr(name, change(name, data))
    return changed.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # openpyxl says what it cannot read: what the copies keep all the same.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def comments(content: bytes, sheet: str = "Results") -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in opened(content)[sheet].iter_rows()
        for cell in row
        if cell.comment is not None
    }


def test_every_part_that_no_finding_touches_keeps_its_bytes(rich: bytes) -> None:
    before, after = parts(rich), parts(annotated(rich, "plan.xlsx", [fault("B3")]).content)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert set(after) - set(before) == {"xl/worksheets/sheet4.xml"} or len(after) == len(before) + 1
    kept = set(before) - changed
    for kind in ("charts/", "media/", "drawings/drawing", "chartsheets/", "tables/", "theme/"):
        assert any(kind in name for name in kept), kind


def test_a_marked_sheet_keeps_all_but_the_marked_cells(rich: bytes) -> None:
    copy = annotated(rich, "plan.xlsx", [fault("B3"), fault("J20")]).content
    before, after = (
        etree.fromstring(parts(content)["xl/worksheets/sheet1.xml"]) for content in (rich, copy)
    )
    kept = [etree.tostring(child) for child in before if not child.tag.endswith(("Data", "sion"))]
    assert [
        etree.tostring(child) for child in after if not child.tag.endswith(("Data", "sion"))
    ] == kept
    assert any(b"x14:dataBar" in child for child in kept)
    assert any(b"sparkline" in child for child in kept)
    assert any(b"sheetProtection" in child for child in kept)
    cells = {cell.get("r"): etree.tostring(cell) for cell in before.iter(f"{MAIN}c")}
    marked = {cell.get("r"): etree.tostring(cell) for cell in after.iter(f"{MAIN}c")}
    assert {spot for spot in marked if marked[spot] != cells.get(spot)} == {"B3", "J20"}


def test_a_marked_cell_keeps_its_format_and_gets_the_colour_of_the_worst_level(rich: bytes) -> None:
    found = [fault("B3"), fault("B3", level=Level.VIOLATION), fault("B4", level=Level.INFO)]
    before, after = opened(rich), opened(annotated(rich, "plan.xlsx", found).content)
    old, new = before["Results"]["B3"], after["Results"]["B3"]
    assert new.fill.fgColor.rgb == "FF" + COLOURS[Level.VIOLATION]
    assert after["Results"]["B4"].fill.fgColor.rgb == "FF" + COLOURS[Level.INFO]
    assert after["Results"]["B5"].fill.fill_type is None
    assert (new.number_format, new.value) == (old.number_format, old.value) == ("0.00", "many")
    for look in ("font", "border", "protection", "alignment"):
        assert repr(getattr(new, look)) == repr(getattr(old, look))


def test_comments_that_are_there_stay_before_ours(rich: bytes) -> None:
    found = [fault("B2"), fault("B2", level=Level.VIOLATION), fault("A5")]
    copy = annotated(rich, "plan.xlsx", found).content
    said = comments(copy)
    assert set(said) == {"B2", "C3", "A5"}
    assert said["B2"].startswith("of the steward\n\nRBM Graph:\nWarning [VA-03] Write a number.")
    assert said["B2"].count("[VA-03]") == 2
    assert said["B2"].count("Violation [VA-03]") == 1
    assert said["C3"] == "another"
    assert opened(copy)["Results"]["B2"].comment.author == "Amina"
    assert opened(copy)["Results"]["A5"].comment.author == "RBM Graph"
    assert comments(copy, "Codes") == comments(rich, "Codes")


def test_every_comment_has_one_box_of_its_own_in_the_drawing(rich: bytes) -> None:
    spots = [f"B{row}" for row in range(2, 2000)]
    copy = parts(annotated(rich, "plan.xlsx", [fault(spot) for spot in spots]).content)
    drawing = etree.fromstring(copy["xl/drawings/vmlDrawing1.vml"])
    boxes = {
        (int(box.findtext(".//{*}Row") or 0), int(box.findtext(".//{*}Column") or 0))
        for box in drawing.iter("{*}shape")
    }
    assert boxes == {(row - 1, 1) for row in range(2, 2000) if row not in (11, 12, 10)} | {
        (2, 2),
        (9, 0),
    }
    numbers = [int(box.get("id", "").rpartition("_s")[2]) for box in drawing.iter("{*}shape")]
    assert len(set(numbers)) == len(numbers)
    blocks = {int(number) for number in drawing.find(".//{*}idmap").get("data").split(",")}
    assert {number // 1024 for number in numbers} == blocks
    other = etree.fromstring(copy["xl/drawings/vmlDrawing3.vml"])
    assert not blocks & {int(n) for n in other.find(".//{*}idmap").get("data").split(",")}


def test_a_sheet_without_comments_gets_its_drawing_where_the_schema_wants_it() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Results"
    sheet.append(["id", "value"])
    sheet.oddHeader.center.text = "head"
    sheet.add_table(Table(displayName="T", ref="A1:B3"))
    content = io.BytesIO()
    made.save(content)
    copy = annotated(content.getvalue(), "plan.xlsx", [fault("C3")]).content
    root = etree.fromstring(parts(copy)["xl/worksheets/sheet1.xml"])
    names = [etree.QName(child).localname for child in root]
    assert names.index("legacyDrawing") == names.index("tableParts") - 1
    assert list(comments(copy)) == ["C3"]


@pytest.mark.parametrize(
    ("there", "spot", "cells"),
    [
        ("", "B2", "B2"),
        ('<row r="4"><c r="B4"/></row>', "B2", "B2 B4"),
        ('<row r="1"><c r="B1"/></row>', "B2", "B1 B2"),
        ('<row r="2" spans="2:2"><c r="B2"/></row>', "A2", "A2 B2"),
        ('<row r="2"><c r="B2"/></row>', "AA2", "B2 AA2"),
        ('<row r="2"><c r="B2"/><c r="AB2"/></row>', "C2", "B2 C2 AB2"),
        ('<row r="2"><c r="B2"/></row>', "B2", "B2"),
        ("<row><c/><c/></row><row><c/></row>", "B2", "- - - B2"),
        ('<row r="2"/>', "XFD1048576", "XFD1048576"),
    ],
)
def test_a_missing_cell_is_made_in_its_place(there: str, spot: str, cells: str) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = "Results"
    content = io.BytesIO()
    made.save(content)

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        return data.replace(b"<sheetData></sheetData>", f"<sheetData>{there}</sheetData>".encode())

    book = with_parts(content.getvalue(), change)
    root = etree.fromstring(
        parts(annotated(book, "plan.xlsx", [fault(spot)]).content)["xl/worksheets/sheet1.xml"]
    )
    assert " ".join(cell.get("r", "-") for cell in root.iter(f"{MAIN}c")) == cells
    rows = [row.get("r") for row in root.iter(f"{MAIN}row") if row.get("r")]
    assert rows == sorted(rows, key=int)
    assert root.find(f".//{MAIN}row[@spans]") is None


def test_an_empty_cell_keeps_the_format_of_its_row_or_column(rich: bytes) -> None:
    copy = opened(annotated(rich, "plan.xlsx", [fault("E4"), fault("D8")]).content)["Results"]
    assert copy["E4"].number_format == "yyyy-mm-dd"
    assert copy["D8"].font.bold
    assert copy.row_dimensions[8].height == 39.75


def test_the_list_links_to_cells_and_holds_texts_only(rich: bytes) -> None:
    copy = opened(annotated(rich, "plan.xlsx", [fault("B3"), fault("A11")]).content)
    assert copy.sheetnames == ["Results", "Codes", "Chart", "Findings"]
    listed = copy["Findings"]
    assert [cell.value for cell in listed[2]][:6] == [
        "warning", "VA-03", "Results!B3", "Write a number.", "Digits.", "=1+1"
    ]  # fmt: skip
    assert {cell.data_type for row in listed.iter_rows(max_col=6) for cell in row} == {"s"}
    assert listed["C2"].hyperlink.location == "'Results'!B3"
    assert listed.auto_filter.ref == "A1:G3"
    assert copy.defined_names["Total"].attr_text == "Results!$C$7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_speaks_the_language_of_the_reader(rich: bytes, language: str) -> None:
    said = words(language)
    assert set(said) == set(words("en"))
    if language != "en":
        assert not {name for name, text in said.items() if text == words("en")[name]} - {"message"}
    copy = annotated(rich, "plan.xlsx", [fault("A5")], language).content
    listed = opened(copy)[said["sheet"]]
    assert tuple(cell.value for cell in listed[1][:6]) in headers()
    assert listed.sheet_view.rightToLeft is (True if language == "ar" else None)
    assert said["warning"].capitalize() in comments(copy)["A5"]
    if language == "fr":
        assert "Écrivez un nombre." in comments(copy)["A5"]


def test_a_conversation_on_a_cell_stays_as_it_is(rich: bytes) -> None:
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        b'threadedcomments"><threadedComment ref="B2" id="{1}"><text>hm</text></threadedComment>'
        b"</ThreadedComments>"
    )

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/worksheets/_rels/sheet1.xml.rels":
            return data.replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2017/10/'
                b'relationships/threadedComment" Target='
                b'"../threadedComments/threadedComment1.xml"/>'
                b"</Relationships>",
            )
        return data

    path = "xl/threadedComments/threadedComment1.xml"
    talked = with_parts(rich, change, **{path: thread})
    copy = annotated(talked, "plan.xlsx", [fault("B2"), fault("B3")])
    assert parts(copy.content)[path] == thread
    said = comments(copy.content)
    assert said["B2"] == "of the steward"
    assert "[VA-03]" in said["B3"]
    assert opened(copy.content)["Results"]["B2"].fill.fgColor.rgb == "FF" + COLOURS[Level.WARNING]
    assert [remark for remark in copy.remarks if "Results!B2" in remark]


def test_macros_stay(rich: bytes) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Results").write("A1", "id")
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 macro"), is_stream=True)
    book.close()
    copy = annotated(content.getvalue(), "plan.xlsm", [fault("A1", name="plan.xlsm")]).content
    assert parts(copy)["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0 macro"
    assert b"macroEnabled" in parts(copy)["[Content_Types].xml"]
    assert list(comments(copy)) == ["A1"]


def strict(content: bytes) -> bytes:
    """Return a workbook in the namespaces of ISO/IEC 29500 Strict."""
    pairs = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def change(_: str, data: bytes) -> bytes:
        for old, new in pairs.items():
            data = data.replace(old, new)
        return data

    return with_parts(content, change)


def test_a_strict_workbook_is_marked_in_its_own_namespaces(rich: bytes) -> None:
    copy = annotated(strict(rich), "plan.xlsx", [fault("B3"), fault("A2", "Codes")]).content
    expected = annotated(rich, "plan.xlsx", [fault("B3"), fault("A2", "Codes")]).content
    assert parts(copy) == parts(strict(expected))


def test_what_is_more_than_a_workbook_bears_is_counted(
    rich: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST_COMMENTS", 30)
    monkeypatch.setattr(listing, "MOST", 50)
    found = [fault(f"B{row}", "Codes") for row in range(2, 62)]
    copy = annotated(rich, "plan.xlsx", found)
    book = opened(copy.content)
    assert len(comments(copy.content, "Codes")) == 30 + 1
    assert copy.remarks[0].startswith("30 cells are coloured")
    listed = book["Findings"]
    assert listed["D2"].value == "50 of 60 findings are listed here."
    assert (listed.max_row, listed.auto_filter.ref) == (52, "A1:G52")
    assert listed["C52"].hyperlink.location == "'Codes'!B51"
    assert book["Codes"]["B61"].fill.fill_type == "solid"


def test_a_comment_that_would_be_too_long_says_how_much_is_left_out(rich: bytes) -> None:
    found = [fault("A5", text="long " * 400) for _ in range(100)]
    said = comments(annotated(rich, "plan.xlsx", found).content)["A5"]
    assert len(said) < 32_767
    shown = said.count("[VA-03]")
    assert said.endswith(f"… and {100 - shown} more findings here")


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "\ud800", "_x0041_", "<b>&]]>", "=cmd|x"])
def test_a_text_of_any_signs_is_held(rich: bytes, text: str) -> None:
    copy = annotated(rich, "plan.xlsx", [fault("A5", text=text)]).content
    listed = opened(copy)["Findings"]["D2"]
    assert listed.data_type == "s"
    if text.isprintable() and "_x" not in text:
        assert listed.value == text
        assert text in comments(copy)["A5"]


def test_a_bare_stylesheet_or_none_is_filled_in(rich: bytes) -> None:
    def bare(name: str, data: bytes) -> bytes:
        if name == "xl/styles.xml":
            return f'<styleSheet xmlns="{MAIN[1:-1]}"/>'.encode()
        return data

    def unstyled(name: str, data: bytes) -> bytes:
        return data.replace(b"relationships/styles", b"relationships/other")

    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    for change in (bare, unstyled):
        book = with_parts(made.getvalue(), change)
        copy = parts(annotated(book, "plan.xlsx", [fault("B2", None)]).content)
        sheet = etree.fromstring(copy["xl/worksheets/sheet1.xml"])
        number = int(sheet.find(f".//{MAIN}c[@r='B2']").get("s"))
        styles = etree.fromstring(copy.get("xl/styles1.xml", copy["xl/styles.xml"]))
        forms = styles.find(f"{MAIN}cellXfs")
        assert number > 0 == int(forms[0].get("fillId"))
        fill = styles.find(f"{MAIN}fills")[int(forms[number].get("fillId"))]
        assert fill.find(f".//{MAIN}fgColor").get("rgb") == "FF" + COLOURS[Level.WARNING]


def test_a_doctype_in_a_part_is_refused(rich: bytes) -> None:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/styles.xml":
            return data
        head, _, rest = data.partition(b"?>")
        return head + b'?><!DOCTYPE x [<!ENTITY a "b">]>' + rest

    with pytest.raises(NotAWorkbook, match="DOCTYPE"):
        annotated(with_parts(rich, change), "plan.xlsx", [fault("B3")])


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/styles.xml"]
)
def test_a_part_that_is_cut_off_is_refused(rich: bytes, part: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data[: len(data) // 2] if name == part else data

    with pytest.raises(NotAWorkbook):
        annotated(with_parts(rich, change), "plan.xlsx", [fault("B3")])


def test_mending_changes_the_sheet_and_nothing_else(rich: bytes) -> None:
    copy = replaced(rich, "plan.xlsx", [("Results", "B3", "12.5"), ("Results", "B4", "=few")])
    before, after = parts(rich), parts(copy)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    sheet = opened(copy)["Results"]
    assert (sheet["B3"].value, sheet["B3"].number_format) == (12.5, "0.00")
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=few", "s")
    spots = [("Results", spot) for spot in ("B3", "B4", "C4", "C7", "A11", "Z9")]
    assert cell_texts(copy, "plan.xlsx", spots) == {
        ("Results", "B3"): "12.5",
        ("Results", "B4"): "=few",
        ("Results", "C4"): "3",
        ("Results", "C7"): "=SUM(C2:C6)",
        ("Results", "A11"): "merged",
    }


def places(rows: Iterable[int]) -> list[Finding]:
    return [fault(f"C{row}", None, name="iati_result_2022.xlsx") for row in rows]


def test_a_workbook_of_unhcr_comes_back_marked(shared: Path) -> None:
    path = shared / "data/unhcr/iati_result_2022.xlsx"
    content = path.read_bytes()
    copy = annotated(content, path.name, places(range(2, 500)))
    before, after = opened(content), opened(copy.content)
    first = before.sheetnames[0]
    assert copy.remarks == ()
    assert after.sheetnames == [*before.sheetnames, "Findings"]
    for old, new in zip(before[first].iter_rows(), after[first].iter_rows(), strict=True):
        assert [cell.value for cell in old] == [cell.value for cell in new]
    assert set(comments(copy.content, first)) == {f"C{row}" for row in range(2, 500)}


def test_the_box_of_a_comment_is_of_one_size_on_wide_columns_and_high_rows() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Results")
    sheet.set_column("C:E", 120)
    sheet.set_column("H:H", None, None, {"hidden": True})
    sheet.set_row(3, 300)
    book.close()
    found = [fault("B5"), fault("G9")]
    copy = parts(annotated(content.getvalue(), "plan.xlsx", found).content)
    drawing = etree.fromstring(copy["xl/drawings/vmlDrawing1.vml"])
    boxes = [
        [int(number) for number in (box.text or "").split(",")] for box in drawing.iter("{*}Anchor")
    ]
    # Column C alone is wider than the box, row 4 alone is higher.
    assert boxes[0] == [2, 15, 3, 2, 2, 308, 3, 74]
    # H is hidden: the box begins there and ends in the fifth column after it.
    assert boxes[1] == [7, 15, 7, 2, 12, 52, 10, 14]


def saved(content: bytes) -> bytes:
    """Return a workbook as another program saves it: formats renumbered, comments drawn anew."""
    book = opened(content)
    again = io.BytesIO()
    book.save(again)
    return again.getvalue()


def looks(content: bytes, sheet: str = "Results") -> dict[str, tuple[object, ...]]:
    return {
        cell.coordinate: (cell.value, repr(cell.fill), repr(cell.font), cell.number_format)
        for row in opened(content)[sheet].iter_rows()
        for cell in row
    }


def boxes(content: bytes) -> set[tuple[str, bytes, bytes]]:
    """Return the boxes of comments, each with the cell that it belongs to."""
    drawn = {name: data for name, data in parts(content).items() if b'ObjectType="Note"' in data}
    spot = re.compile(rb"Row>(\d+)</[^>]*>\s*<[^>]*Column>(\d+)<")
    return {(name, *at) for name, data in drawn.items() for at in spot.findall(data)}


@pytest.fixture(scope="module")
def filled(rich: bytes) -> bytes:
    """Return the workbook with a ground of the steward's own, one of them in a colour of ours."""
    book = opened(rich)
    for spot, colour in (("B3", "FFCCEECC"), ("B5", "FF" + COLOURS[Level.WARNING])):
        book["Results"][spot].fill = PatternFill("solid", fgColor=colour)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("between", [bytes, saved])
def test_a_copy_marked_again_holds_the_new_findings_only(
    filled: bytes, between: Callable[[bytes], bytes]
) -> None:
    first = annotated(filled, "plan.xlsx", [fault(cell) for cell in ("B2", "B3", "A5", "A11")])
    second = between(first.content)
    assert "RBM Graph" in comments(second)["B2"]
    copy = annotated(second, "plan.xlsx", [fault("B4", level=Level.VIOLATION)], "fr").content
    assert opened(copy).sheetnames == ["Results", "Codes", "Chart", "Constats"]
    assert [row[2].value for row in opened(copy)["Constats"].iter_rows(min_row=2)] == ["Results!B4"]
    said = comments(copy)
    assert said.pop("B4").startswith("RBM Graph:\nInfraction [VA-03] Écrivez un nombre.")
    assert said == comments(filled) == {"B2": "of the steward", "C3": "another"}
    sound = annotated(between(copy), "plan.xlsx", []).content
    assert looks(sound) == looks(filled)
    assert comments(sound) == comments(filled)
    assert boxes(annotated(first.content, "plan.xlsx", []).content) == boxes(filled)
    assert boxes(first.content) > boxes(filled)


def test_what_the_steward_wrote_beside_ours_stays(rich: bytes) -> None:
    book = opened(annotated(rich, "plan.xlsx", [fault("B2"), fault("A5"), fault("A6")]).content)
    for spot, more in (("B2", "\n\nseen by Amina"), ("A5", "\nI asked the office.")):
        book["Results"][spot].comment.text += more
    book["Results"]["A6"].comment.text = "RBM Graph:\nis what I asked about this."
    book["Findings"]["H3"] = "done"
    content = io.BytesIO()
    book.save(content)
    copy = annotated(content.getvalue(), "plan.xlsx", [fault("B4")], "es")
    said = comments(copy.content)
    assert said["B2"] == "of the steward\n\nseen by Amina"
    assert said["A5"] == "I asked the office."
    assert "is what I asked about this." in said["A6"]
    after = opened(copy.content)
    assert after["Findings"]["H3"].value == "done"
    assert after.sheetnames[-2:] == ["Findings", "Hallazgos"]
    assert [remark for remark in copy.remarks if "«Findings»" in remark and "«Hallazgos»" in remark]
    # Without the list our comments are known by their look.
    del after["Findings"], after["Hallazgos"]
    content = io.BytesIO()
    after.save(content)
    assert "B4" not in comments(annotated(content.getvalue(), "plan.xlsx", []).content)


def test_a_sheet_that_only_looks_like_our_list_is_none(rich: bytes) -> None:
    book = opened(rich)
    mine = book.create_sheet("Findings")
    mine.append(["level", "rule", "cell", "message", "value"])
    mine.append(["warning", "VA-03", "Results!B3", "mine", ""])
    content = io.BytesIO()
    book.save(content)
    copy = opened(annotated(content.getvalue(), "plan.xlsx", [fault("B3")]).content)
    assert copy.sheetnames[-2:] == ["Findings", "Findings 2"]
    assert copy["Findings"]["D2"].value == "mine"

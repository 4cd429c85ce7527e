import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.styles import Font
from rdflib import Graph
from rdflib.compare import isomorphic

from loaders.annotation import COLUMN, copy_of
from loaders.marking import NotAWorkbook, replaced
from shapes.finding import Finding, Level, Place


def fault(place: Place, rule: str = "VA-03", level: Level = Level.WARNING) -> Finding:
    message = {"en": "The value is a number -- no word.", "zh": "数值应为数字。"}
    return Finding(rule, level, message, value="=1+1", fix={"en": "Write digits."}, places=(place,))


@pytest.fixture
def book() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Plan's 2022"
    sheet.append(["result", "value"])
    sheet.append(["treated", "many"])
    sheet["B3"] = "=SUM(B1:B2)"
    sheet["B2"].font = Font(bold=True, color="FF0000")
    sheet["B2"].number_format = "0.00"
    sheet.column_dimensions["A"].width = 44
    sheet.merge_cells("A5:B6")
    sheet["A5"] = "merged"
    made.create_sheet("Findings")["A1"] = "of the steward"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


SPOT = Place("plan.xlsx", sheet="Plan's 2022", cell="B2")


def test_a_faulty_cell_is_coloured_and_commented(book: bytes) -> None:
    copy = copy_of(book, "plan.xlsx", [fault(SPOT), fault(SPOT, "IN-05", Level.VIOLATION)])
    assert copy is not None
    cell = opened(copy.content)["Plan's 2022"]["B2"]
    assert cell.fill.start_color.rgb == "FFF8B4B4"
    assert "[VA-03] The value is a number" in cell.comment.text
    assert "[IN-05]" in cell.comment.text
    assert "Write digits." in cell.comment.text


def test_everything_else_in_the_workbook_stays(book: bytes) -> None:
    copy = copy_of(book, "plan.xlsx", [fault(SPOT)])
    assert copy is not None and copy.remarks == ()
    before, after = opened(book), opened(copy.content)
    assert after.sheetnames[:2] == before.sheetnames
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                twin = after[name][cell.coordinate]
                assert (twin.value, twin.number_format) == (cell.value, cell.number_format)
                assert repr(twin.font) == repr(cell.font)
    assert after["Plan's 2022"]["B3"].value == "=SUM(B1:B2)"
    assert after["Plan's 2022"].column_dimensions["A"].width == 44
    assert after["Plan's 2022"]["A2"].fill.fill_type is None


def test_a_summary_sheet_links_to_the_cells_and_holds_no_formula(book: bytes) -> None:
    copy = copy_of(book, "plan.xlsx", [fault(SPOT)])
    assert copy is not None
    summary = opened(copy.content)["Findings 2"]
    assert summary["C2"].hyperlink.location == "'Plan''s 2022'!B2"
    assert [cell.value for cell in summary[2]][:3] == ["warning", "VA-03", "Plan's 2022!B2"]
    assert summary["F2"].value == "=1+1"
    assert summary["F2"].data_type == "s"


def test_a_cell_of_a_merged_range_is_marked_where_its_value_stands(book: bytes) -> None:
    place = Place("plan.xlsx", sheet="Plan's 2022", cell="B6")
    copy = copy_of(book, "plan.xlsx", [fault(place)])
    assert copy is not None
    assert opened(copy.content)["Plan's 2022"]["A5"].comment is not None


def test_findings_of_another_file_are_left_out(book: bytes) -> None:
    copy = copy_of(book, "plan.xlsx", [fault(Place("other.xlsx", sheet="Plan's 2022", cell="B2"))])
    assert copy is not None
    assert opened(copy.content)["Plan's 2022"]["B2"].comment is None


def test_what_openpyxl_cannot_keep_is_kept(book: bytes) -> None:
    # An extension of data validation, as Excel writes it for a list on another sheet.
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</worksheet>",
                    b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
                    b"</worksheet>",
                )
            new.writestr(entry, data)
    copy = copy_of(changed.getvalue(), "plan.xlsx", [fault(SPOT)])
    assert copy is not None
    assert copy.remarks == ()
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert b"{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" in archive.read("xl/worksheets/sheet1.xml")


def test_a_workbook_that_swells_is_not_opened(book: bytes) -> None:
    swelling = io.BytesIO(book)
    with zipfile.ZipFile(swelling, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/swelling.xml", b"0" * 30_000_000)
    with pytest.raises(NotAWorkbook, match="unpacks"):
        copy_of(swelling.getvalue(), "plan.xlsx", [fault(SPOT)])


def test_bytes_that_are_no_workbook_are_refused() -> None:
    with pytest.raises(NotAWorkbook):
        copy_of(b"PK\x03\x04 nothing", "plan.xlsx", [])


def test_a_mended_cell_holds_a_number_or_a_text_and_never_a_formula(book: bytes) -> None:
    mended = opened(
        replaced(book, "plan.xlsx", [("Plan's 2022", "B2", "45"), (None, "A2", "=2+2")])
    )["Plan's 2022"]
    assert mended["B2"].value == 45
    assert mended["B2"].number_format == "0.00"
    assert (mended["A2"].value, mended["A2"].data_type) == ("=2+2", "s")


def test_a_table_gets_a_column_with_what_is_said_of_each_row() -> None:
    text = 'result;value\r\n"a; b";many\r\nc;2\r\n'
    copy = copy_of(text.encode(), "plan.csv", [fault(Place("plan.csv", cell="B2"))], "zh")
    assert copy is not None
    rows = list(csv.reader(io.StringIO(copy.content.decode(), newline=""), delimiter=";"))
    assert rows[0] == ["result", "value", COLUMN]
    assert rows[1][:2] == ["a; b", "many"]
    assert rows[1][2].startswith("B2: [VA-03] 数值应为数字。")
    assert rows[2] == ["c", "2", ""]


TURTLE = '''@prefix ex: <http://example.org/#> .
ex:a ex:note """one
# two
three""" ;
  ex:value "x" .
'''


@pytest.mark.parametrize("line", [1, 2, 3, 4, 5, 6, 99])
def test_a_comment_in_turtle_changes_no_statement(line: int) -> None:
    copy = copy_of(TURTLE.encode(), "plan.ttl", [fault(Place("plan.ttl", line=line, column=3))])
    assert copy is not None
    text = copy.content.decode()
    assert "# RBM Graph [VA-03] The value is a number -- no word. Write digits." in text
    assert isomorphic(
        Graph().parse(data=text, format="turtle"), Graph().parse(data=TURTLE, format="turtle")
    )


def test_a_comment_in_turtle_stands_above_its_line() -> None:
    copy = copy_of(TURTLE.encode(), "plan.ttl", [fault(Place("plan.ttl", line=5))])
    assert copy is not None
    lines = copy.content.decode().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("# RBM Graph [VA-03]"))
    assert lines[at + 1] == '  ex:value "x" .'


XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!-- <a> is no tag here -->
<plans>
  <plan
     name="Santé > tout">
    <value>x</value><value>y</value>
    <![CDATA[ <value> ]]>
  </plan>
</plans>
"""


@pytest.mark.parametrize("place", [(n, c) for n in range(1, 11) for c in (None, 1, 5, 21)])
def test_a_comment_in_xml_changes_no_element(place: tuple[int, int | None]) -> None:
    line, column = place
    spot = Place("plan.xml", line=line, column=column)
    copy = copy_of(XML.encode("latin-1"), "plan.xml", [fault(spot)], "zh")
    assert copy is not None

    def flat(data: bytes) -> list[tuple[str, dict[str, str], str]]:
        root = ElementTree.fromstring(data)
        return [(e.tag, e.attrib, "".join(e.itertext())) for e in root.iter()]

    assert copy.content.count(b"[VA-03]") == 1
    assert flat(copy.content) == flat(XML.encode("latin-1"))


def test_a_comment_in_xml_stands_before_the_element_of_its_column() -> None:
    copy = copy_of(XML.encode("latin-1"), "plan.xml", [fault(Place("plan.xml", line=6, column=21))])
    assert copy is not None
    note = b"<!-- RBM Graph [VA-03] The value is a number - - no word. Write digits. -->"
    assert b"</value>" + note + b"<value>y" in copy.content


def test_json_has_no_place_for_a_comment() -> None:
    assert copy_of(b"{}", "plan.json", []) is None


def test_the_bad_files_of_the_rules_take_comments(tmp_path: Path) -> None:
    for path in sorted((Path(__file__).parent / "rules").glob("TG-*/bad.ttl")):
        lines = path.read_text().count("\n")
        found = [fault(Place("bad.ttl", line=number)) for number in range(1, lines + 1)]
        copy = copy_of(path.read_bytes(), "bad.ttl", found)
        assert copy is not None
        assert isomorphic(Graph().parse(data=copy.content, format="turtle"), Graph().parse(path))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.ttl", TURTLE),
        ("plan.ttl", "# [VA-03] is what our list says.\n" + TURTLE),
        ("plan.xml", XML),
        ("plan.csv", "result,value\na,many\n"),
        ("plan.csv", 'findings,value\n"[VA-03] of an audit",many\n'),
    ],
)
def test_a_copy_of_a_copy_holds_each_finding_once(name: str, text: str) -> None:
    spot = Place(name, line=2, column=1, cell="B2" if name.endswith("csv") else None)
    once = copy_of(text.encode("latin-1"), name, [fault(spot)])
    assert once is not None and b"[VA-03]" in once.content
    again = copy_of(once.content, name, [fault(spot)])
    assert again is not None and again.content.count(b"The value is") == 1
    sound = copy_of(once.content, name, [])
    assert sound is not None
    expected = copy_of(text.encode("latin-1"), name, []) if name.endswith("csv") else None
    assert sound.content == (expected.content if expected else text.encode("latin-1"))


def test_what_a_steward_wrote_into_the_column_of_findings_stays() -> None:
    once = copy_of(b"result,value\na,many\n", "plan.csv", [fault(Place("plan.csv", cell="B2"))])
    assert once is not None
    answered = once.content.replace(b"B2: ", b'"B2: ').rstrip() + b'\nasked the office"\n'
    again = copy_of(answered, "plan.csv", [fault(Place("plan.csv", cell="A2"))])
    assert again is not None
    rows = list(csv.reader(io.StringIO(again.content.decode(), newline="")))
    assert rows[1][2].splitlines()[0] == "asked the office"
    assert rows[1][2].count("[VA-03]") == 1

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from sparql.answers import Table
from sparql.formats import FORMULA, TableTooLong, plain, safe, shown, write

PLAN = URIRef("https://example.org/plan")
TABLE = Table(
    ("plan", "count", "share", "text"),
    (
        (PLAN, Literal(3), Literal("-0.5", datatype=XSD.decimal), Literal("=HYPERLINK(1)")),
        (None, None, None, Literal("计划")),
    ),
    "7",
)
NAMES = {str(PLAN): "=Plan"}


def written(table: Table, format_: str, names: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    write(table, format_, stream, names)
    return stream.getvalue()


def test_csv_names_things_beside_their_iris_and_defuses_formulas() -> None:
    text = written(TABLE, "csv", NAMES).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["plan", "plan name", "count", "share", "text"],
        [str(PLAN), "'=Plan", "3", "-0.5", "'=HYPERLINK(1)"],
        ["", "", "", "", "计划"],
    ]


def test_csv_says_that_rows_are_missing() -> None:
    cut = Table(("x",), ((Literal(1),),), truncated=True)
    assert written(cut, "csv").decode().endswith("# truncated: there are more rows\r\n")


def test_json_says_the_snapshot_and_keeps_numbers() -> None:
    answer = json.loads(written(TABLE, "json"))
    assert answer["snapshot"] == "7"
    assert answer["truncated"] is False
    assert answer["rows"][0]["count"] == 3
    assert answer["rows"][0]["share"] == -0.5
    assert answer["rows"][1]["plan"] is None


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers() -> None:
    body = written(TABLE, "xlsx", NAMES)
    book = openpyxl.load_workbook(io.BytesIO(body))
    rows = list(book["Answer"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == (str(PLAN), "=Plan", 3, -0.5, "=HYPERLINK(1)")
    assert book["Answer"]["E2"].data_type == "s"
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert book["About"]["B1"].value == "7"


def test_a_table_longer_than_a_worksheet_is_refused() -> None:
    class Long(Table):
        def __len__(self) -> int:
            return 1_048_576

    with pytest.raises(TableTooLong, match="holds 1,048,575 rows"):
        written(Long(("x",), ()), "xlsx")


@given(st.text(max_size=20))
def test_no_text_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    value = safe(text)
    assert isinstance(value, str)
    assert not value.startswith(FORMULA)
    assert value.removeprefix("'") == text.removeprefix("'")


@given(st.integers() | st.floats(allow_nan=False))
def test_a_negative_number_stays_a_number(number: float) -> None:
    assert safe(number) == number


def test_an_ill_typed_number_is_text() -> None:
    assert plain(Literal("-abc", datatype=XSD.integer)) == "-abc"
    assert plain(Literal("007")) == "007"
    assert plain(Literal("12.00", datatype=XSD.decimal)) == 12


def test_a_terminal_gets_names_and_no_control_characters() -> None:
    assert shown(PLAN, {str(PLAN): "Plan"}) == "Plan"
    assert shown(Literal("\x1b[31mred\u202e\n  line"), {}) == "[31mred line"

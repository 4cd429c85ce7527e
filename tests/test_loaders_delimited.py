"""Text tables are read in the encoding and with the separator that their content shows."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.delimited import MOST_IN_CELL, Dialect, dialect_of, sheets
from loaders.source import Refusal, Sink, Source
from loaders.tables import text

ROWS = "name;value\nÉducation;1,5\nSanté;2\n"


def read(content: bytes, folder: Path) -> tuple[list[tuple[int, int | None, list[str]]], list[str]]:
    """Return number, line and cells of each row, and the rules of the findings."""
    path = folder / "a.csv"
    path.write_bytes(content)
    sink = Sink(folder / "q.nq", folder / f"{len(list(folder.iterdir()))}.sqlite", "urn:g")
    try:
        with sheets(Source(path, "a.csv", "test"), sink) as opened:
            rows = [
                (row.number, row.line, [text(cell) for cell in row.cells])
                for row in next(opened).rows
            ]
    finally:
        sink.abandon()
    return rows, [finding.rule for finding in sink.tally.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marked_and_unmarked_unicode_is_read(encoding: str, tmp_path: Path) -> None:
    rows, rules = read(ROWS.encode(encoding), tmp_path)
    assert [cells for _, _, cells in rows] == [
        ["name", "value"],
        ["Éducation", "1,5"],
        ["Santé", "2"],
    ]
    assert rules == []


def test_an_older_encoding_is_read_and_told(tmp_path: Path) -> None:
    text = "name;value\n" + "Éducation de qualité pour les réfugiés;1\n" * 20
    rows, rules = read(text.encode("cp1252"), tmp_path)
    assert rows[1][2] == ["Éducation de qualité pour les réfugiés", "1"]
    assert rules == ["LOAD-ENCODING"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_parts_rows_evenly(separator: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separator.join("abc") + "\n" + separator.join(["1", '"x, y; z"', "2"]) + "\n")
    assert dialect_of(path) == Dialect("utf-8", separator)


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    rows, _ = read(b"sep=;\na,b;c\n1;2\n", tmp_path)
    assert rows == [(2, 2, ["a,b", "c"]), (3, 3, ["1", "2"])]


def test_a_row_over_several_lines_keeps_its_line(tmp_path: Path) -> None:
    rows, _ = read(b'a,b\n"x\ny",1\nz,2\n', tmp_path)
    assert rows == [(1, 1, ["a", "b"]), (2, 2, ["x\ny", "1"]), (3, 4, ["z", "2"])]


@pytest.mark.parametrize("content", [b"<html><body>login</body></html>", b'{"a": 1}', b"words\n"])
def test_what_is_no_table_has_no_dialect(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert dialect_of(path) is None


def test_a_quotation_mark_that_never_closes_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(b'a,b\n1,2\n3,"never closed\n' + b"more,text\n" * 50, tmp_path)
    assert refused.value.finding.rule == "LOAD-SYNTAX"
    assert refused.value.finding.places[0].line == 3


def test_a_cell_of_a_million_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="line 2"):
        read(b"a,b\n1," + b"x" * (MOST_IN_CELL + 1) + b"\n", tmp_path)


def test_a_text_cut_off_within_a_letter_is_refused(tmp_path: Path) -> None:
    content = ROWS.encode("utf-16")
    with pytest.raises(Refusal) as refused:
        read(content[:-1], tmp_path)
    assert refused.value.finding.rule == "LOAD-ENCODING"


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_end_in_anything_but_rows_or_a_refusal(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        rows, _ = read(content, tmp_path_factory.mktemp("fuzz"))
    except Refusal as refused:
        assert refused.finding.rule.startswith("LOAD-")
    else:
        assert all(number > 0 for number, _, _ in rows)

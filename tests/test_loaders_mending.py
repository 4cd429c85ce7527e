import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from rdflib import Graph

from loaders.checking import check_files
from loaders.judging import Judge
from loaders.mending import Edit, difference, mended
from ontology.vocabulary import RBM
from shapes.finding import Place

RULES = Path(__file__).parent / "rules"
DAY = date(2026, 6, 30)


def test_swapped_dates_are_put_right_in_a_copy_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    text = (RULES / "VA-07" / "bad.ttl").read_text()
    file.write_text(text)
    verdict = check_files([file], judge=Judge(DAY))
    copy = mended(text.encode(), "plan.ttl", verdict.edits)
    graph = Graph().parse(data=copy, format="turtle")
    (start,), (end,) = graph.objects(None, RBM.startDate), graph.objects(None, RBM.endDate)
    assert (str(start), str(end)) == ("2023-12-31", "2024-01-01")
    assert file.read_text() == text
    (tmp_path / "plan.ttl").write_bytes(copy)
    report = check_files([file], judge=Judge(DAY)).report
    assert report is not None
    assert "VA-07" not in report.counts


def test_the_change_is_shown_as_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    file.write_text((RULES / "CD-01" / "good.ttl").read_text().replace("n:increase", "n:Increase"))
    edits = check_files([file], judge=Judge(DAY)).edits
    content = file.read_bytes()
    shown = difference(content, mended(content, "plan.ttl", edits), "plan.ttl", edits)
    removed = [line for line in shown.splitlines() if line.startswith("-  ")]
    added = [line for line in shown.splitlines() if line.startswith("+  ")]
    assert [line.strip() for line in removed] == ["-    rbm:hasDirection direction:Increase ;"]
    assert [line.strip() for line in added] == ["+    rbm:hasDirection direction:increase ;"]


def edit(before: str, after: str, **spot: str | int) -> Edit:
    return Edit("VA-03", Place("plan.csv", **spot), before, after)  # type: ignore[arg-type]


def test_a_cell_of_a_table_is_mended_and_the_others_stay() -> None:
    content = b'name;value\r\n"a; b";45 %\r\n'
    changed = mended(content, "plan.csv", [edit("45 %", "45", cell="B2")])
    assert changed == b'name;value\r\n"a; b";45\r\n'


@pytest.mark.parametrize("spot", [{"cell": "B9"}, {"cell": "Z2"}, {"cell": "A2"}, {"line": 2}])
def test_an_edit_that_does_not_fit_changes_nothing(spot: dict[str, str | int]) -> None:
    content = b"name;value\na;45 %\n"
    assert mended(content, "plan.csv", [edit("45 %", "45", **spot)]) == content


def test_a_cell_of_a_workbook_is_mended() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet.append(["value", "45%"])
    content = io.BytesIO()
    book.save(content)
    wanted = [Edit("VA-03", Place("plan.xlsx", sheet="Plan", cell="B1"), "45%", "45")]
    changed = mended(content.getvalue(), "plan.xlsx", wanted)
    assert openpyxl.load_workbook(io.BytesIO(changed))["Plan"]["B1"].value == 45
    shown = difference(content.getvalue(), changed, "plan.xlsx", wanted)
    assert shown == "plan.xlsx Plan!B1\n-45%\n+45\n"


def test_only_the_whole_word_is_replaced() -> None:
    wanted = [Edit("CD-01", Place("plan.ttl", line=1, column=1), "up", "UP")]
    assert mended(b"ex:upper ex:up ex:group .", "plan.ttl", wanted) == b"ex:upper ex:UP ex:group ."

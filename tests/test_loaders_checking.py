"""A steward's walk without the pages: a workbook with three spoiled cells, found and mended."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from loaders.annotation import copy_of
from loaders.checking import check_files
from loaders.imports import run
from loaders.judging import Judge, Manner
from loaders.mending import mended
from shapes.finding import Place
from sparql.snapshots import SnapshotStore

DAY = date(2022, 12, 31)
HEAD = [
    "iati_identifier",
    "result_type",
    "result_title",
    "result_indicator_title",
    "result_indicator_measure",
    "result_indicator_aggregation_status",
    "result_indicator_ascending",
    "result_indicator_period_start",
    "result_indicator_period_end",
    "result_indicator_target_value",
    "result_indicator_actual_value",
]


def row(number: int) -> list[str]:
    return [
        "XX-1-2022-TEST",
        "2",
        f"Clinics of district {number}",
        f"Share of people of district {number} who reach a clinic",
        "2",
        "0",
        "1",
        "2022-01-01",
        "2022-12-31",
        "90",
        "80",
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Results"
    sheet.append(HEAD)
    for number in range(1, 7):
        sheet.append(row(number))
    sheet["J3"] = "ninety"
    sheet["H4"], sheet["I4"] = "2022-12-31", "2022-01-01"
    sheet["K5"] = "155"
    path = tmp_path / "iati_result_2022.xlsx"
    book.save(path)
    return path


def cells(file: Path) -> dict[str, set[str]]:
    """Return the cells of the findings on values and dates, by rule."""
    report = check_files([file], judge=Judge(DAY, Manner(limit=None))).report
    assert report is not None
    found: dict[str, set[str]] = {}
    for finding in report.findings:
        if finding.rule in ("VA-03", "VA-05", "VA-07"):
            for place in finding.places:
                found.setdefault(finding.rule, set()).add(str(place.cell))
    return found


def test_the_three_spoiled_cells_are_found_and_no_other(file: Path) -> None:
    assert cells(file) == {"VA-03": {"J3"}, "VA-05": {"K5"}, "VA-07": {"H4"}}


def test_the_annotated_copy_marks_the_three_cells(file: Path) -> None:
    report = check_files([file], judge=Judge(DAY, Manner(limit=None))).report
    assert report is not None
    copy = copy_of(file.read_bytes(), file.name, report.findings)
    assert copy is not None
    sheet = openpyxl.load_workbook(io.BytesIO(copy.content))["Results"]
    for spot, rule in (("J3", "VA-03"), ("K5", "VA-05"), ("H4", "VA-07")):
        assert f"[{rule}]" in sheet[spot].comment.text
    assert sheet["J4"].comment is None or "VA-" not in sheet["J4"].comment.text


def test_swapped_dates_are_mended_and_the_rest_is_left_to_the_steward(file: Path) -> None:
    verdict = check_files([file], judge=Judge(DAY))
    file.write_bytes(mended(file.read_bytes(), file.name, verdict.edits))
    assert cells(file) == {"VA-03": {"J3"}, "VA-05": {"K5"}}
    book = openpyxl.load_workbook(file)
    book["Results"]["J3"], book["Results"]["K5"] = "90", "55"
    book.save(file)
    assert cells(file) == {}


def test_every_finding_lies_in_the_file(file: Path) -> None:
    report = check_files([file], judge=Judge(DAY)).report
    assert report is not None
    for finding in report.findings:
        assert finding.places, finding
        assert all(isinstance(place, Place) and place.file == file.name for place in finding.places)


def test_a_file_that_cannot_be_read_has_no_report(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut off")
    verdict = check_files([broken])
    assert verdict.report is None
    assert verdict.refused[0].places[0].file == "broken.xlsx"


def test_a_file_of_another_world_is_not_called_sound(tmp_path: Path) -> None:
    path = tmp_path / "friends.ttl"
    path.write_text(
        '<urn:x:me> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "me" .',
        "utf-8",
    )
    store = SnapshotStore(tmp_path / "store")
    (tmp_path / "plan.ttl").write_text("<urn:x:o> a <https://w3id.org/rbm/ns#Outcome> .", "utf-8")
    run([tmp_path / "plan.ttl"], store, ground=True)
    for beside in (None, store):
        report = check_files([path], store=beside, judge=Judge(DAY)).report
        assert report is not None and report.knows_nothing
        assert "RC-03" in report.idle

"""`rbm report` prints every milestone, its state, what changed, method and snapshot."""

import io
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from sparql.progress import ProgressReport, progress
from sparql.snapshots import SnapshotStore
from webapp.command import rbm
from webapp.commands.demo import publish
from webapp.printed import FORMATS, WORDS

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    publish(data, ("ilo",))
    return data


@pytest.fixture(scope="module")
def told(folder: Path) -> ProgressReport:
    return progress(SnapshotStore(folder).reader(), {"on": "2008-11-01"})


@pytest.fixture
def run(folder: Path) -> Run:
    return lambda *words: CliRunner().invoke(rbm, ["--data", str(folder), "report", *words])


def test_every_milestone_of_the_road_map_is_told_once(told: ProgressReport) -> None:
    every = {each.iri for section in told.sections for each in section.milestones}
    assert sum(told.counts.values()) == len(every) == 49
    assert told.counts["reached"] == 30


def test_the_report_is_compared_with_two_years_before(told: ProgressReport) -> None:
    assert told.compared == "2006-11-01"
    changed = {each.name for each in told.changed}
    assert "Work-plan standards issued" in changed
    assert not any(each.standing == "reached" for each in told.changed)


def test_a_milestone_in_two_areas_stands_in_both(told: ProgressReport) -> None:
    areas = [
        section.area
        for section in told.sections
        for each in section.milestones
        if each.iri.endswith("2008-efficiency-goals")
    ]
    assert areas == ["Performance and accountability", "Reform of the programming cycle"]


@pytest.mark.parametrize("language", WORDS)
def test_each_language_says_the_same_things(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()
    assert WORDS[language]["columns"].count("|") == 4


@pytest.mark.parametrize("form", FORMATS)
def test_each_form_names_method_snapshot_and_evidence(run: Run, form: str) -> None:
    body = run("--as-of", "2008-11-01", "--format", form).stdout_bytes
    if form == "docx":
        document = Document(io.BytesIO(body))
        cells = [cell.text for table in document.tables for cell in table._cells]
        text = "\n".join([*(each.text for each in document.paragraphs), *cells])
    else:
        text = body.decode().replace("\\", "")
    assert "Field structure review completed" in text
    assert "GB.297/PFA/1/1 §97" in text
    assert "How this report was made" in text
    assert "snapshot 1-" in text


def test_the_report_is_told_in_chinese(run: Run) -> None:
    text = run("--as-of", "2008-11-01", "--lang", "zh").stdout
    assert "完成地区结构审议" in text
    assert "逾期（原为：未到期）" in text


def test_the_day_to_compare_with_can_be_named(run: Run) -> None:
    text = run("--as-of", "2008-11-01", "--since", "2008-10-01").stdout
    assert "compared with 2008-10-01" in text
    assert "Nothing changed." in text


class Tags(HTMLParser):
    """Collects the names of all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def test_text_from_data_never_becomes_markup(told: ProgressReport) -> None:
    section = told.sections[0]
    evil = replace(
        section.milestones[0], name="<script>alert(1)</script> [x](javascript:1) | \x1b[31m"
    )
    report = replace(told, sections=(replace(section, milestones=(evil,)),))
    tags = Tags()
    tags.feed(FORMATS["html"](report, "en").decode())
    assert "script" not in tags.found
    markdown = FORMATS["markdown"](report, "en").decode()
    assert "<script>" not in markdown
    assert "](javascript" not in markdown
    assert b"\x1b" not in FORMATS["text"](report, "en")
    Document(io.BytesIO(FORMATS["docx"](report, "en")))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Missing option '--as-of'"),
        (["--as-of", "2008-13-01"], "does not match the format"),
        (["--as-of", "2008-11-01", "--roadmap", "ilo/none"], "Nothing is known of"),
        (["--as-of", "2008-11-01", "--roadmap", "ilo/strategy/rbm"], "no road map with milestones"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(run: Run, words: list[str], message: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert message in refused.stderr

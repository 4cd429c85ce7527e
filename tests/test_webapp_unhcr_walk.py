"""The walk of docs/walks.md with a real workbook of UNHCR, in a real browser without script.

With RBM_SLOW the whole workbook of 2022 is loaded, otherwise what it says of two operations.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from ontology.modules import codes, graph
from sparql.graphs import CODES, ONTOLOGY
from sparql.snapshots import SnapshotStore
from tests.browsing import Site, serve
from webapp.application import create_app
from webapp.command import rbm
from webapp.serving.options import Options
from webapp.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.timeout(1_800)]
OPERATIONS = ("XM-DAC-41121-2022-WCA-NER", "XM-DAC-41121-2022-WCA-BFA")
SDG = "https://w3id.org/rbm/code/derivations/sdg"


def shortened(source: Path, target: Path) -> None:
    """Write the rows of a workbook that are about two operations, under the same headings."""
    book = openpyxl.load_workbook(source, read_only=True)
    written = openpyxl.Workbook()
    sheet = written.active
    assert sheet is not None
    sheet.title = book.worksheets[0].title
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
        if number == 0 or any(cell in OPERATIONS for cell in row):
            sheet.append(row)
    book.close()
    written.save(target)


@pytest.fixture(scope="module")
def operations(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, files = tmp_path_factory.mktemp("unhcr"), tmp_path_factory.mktemp("files")
    data = shared / "data" / "unhcr"
    workbooks = [data / f"iati_{name}_2022.xlsx" for name in ("activity", "budget", "result")]
    if not os.environ.get("RBM_SLOW"):
        for workbook in workbooks:
            shortened(workbook, files / workbook.name)
        workbooks = [files / workbook.name for workbook in workbooks]
    with SnapshotStore(folder).candidate("test") as candidate:
        candidate.add(ONTOLOGY, graph())
        candidate.add(CODES, codes())
        candidate.publish()
    crosswalk = sorted((data / "mappings").glob("*.csv"))
    given = ["--data", folder, "load", "--no-check", "--tables", data / "mappings"]
    done = CliRunner().invoke(rbm, [str(each) for each in (*given, *workbooks, *crosswalk)])
    assert done.exit_code == 0, done.output
    app = create_app(Settings(folder, options=Options(workers=2, rate="100000 per minute")))
    with serve(app) as served:
        yield served


@pytest.fixture
def reader(operations: Site) -> Iterator[Page]:
    page = operations.page(java_script_enabled=False)
    page.goto(operations.base)
    yield page
    page.close()


def test_an_evaluator_goes_from_a_goal_to_what_an_operation_achieved(reader: Page) -> None:
    reader.locator("nav a", has_text="Links").first.click()
    reader.locator("select[name=by]").select_option(SDG)
    reader.locator("main form button").click()
    reader.locator("tbody th a", has_text="Niger").first.click()
    assert "Niger" in reader.locator("h1").inner_text()
    assert reader.locator(".sought tbody tr").count() > 5
    assert reader.locator(".linked h3 a", has_text="Burkina Faso").count() == 1
    assert reader.locator("#money ~ .scroll td").count() > 0
    reader.locator("main a", has_text="All indicators of this plan").click()
    cards = reader.locator(".cards > li")
    assert cards.count() >= 40
    # Every value of the workbook is of a group of people in a country: it stands, and says so.
    charted = cards.filter(has=reader.locator("svg"))
    assert charted.count() > cards.count() / 2
    assert "Niger" in charted.first.inner_text() and "Refugees" in charted.first.inner_text()


def test_an_evaluator_learns_why_two_operations_are_linked(reader: Page) -> None:
    reader.locator("nav a", has_text="Links").first.click()
    reader.locator(".matrix td a").first.click()
    assert reader.locator("h3 .tag.derived").count() >= 2
    assert reader.locator("main a", has_text="Every link with its evidence").count() > 0
    reader.locator(".rows .small a").first.click()
    assert reader.locator("main").inner_text().count(".xlsx") > 0

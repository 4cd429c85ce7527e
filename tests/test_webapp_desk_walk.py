"""A steward's walk in a real browser: a real workbook spoiled in three cells, mended, published.

The pages are used without script. With RBM_SLOW the whole workbook of 2022 is walked, otherwise its
first rows. RBM_SHOTS names a folder for pictures of the pages.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import SHARED
from tests.serving import Running, serve
from webapp.serving.options import Options

pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.timeout(1_800)]

SOURCE = SHARED / "data" / "unhcr" / "iati_result_2022.xlsx"
NAME = SOURCE.name
ROWS = 60
SPOILED = {"U2": "ninety", "AA3": "192.99", "S4": "2022-12-31"}
RULES = {"U2": "VA-03", "AA3": "VA-05", "S4": "VA-07"}
PATIENCE = 240_000
SHOTS = os.environ.get("RBM_SHOTS")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serve(tmp_path_factory.mktemp("walk"), Options(workers=1)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, running: Running) -> Iterator[Page]:
    """Give a page without script, as the pages promise to work."""
    page = browser.new_page(base_url=running.base, java_script_enabled=False, accept_downloads=True)
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def sheet_of(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)["Sheet1"]


def spoil(target: Path) -> None:
    """Write a copy of the real workbook with three cells spoiled by hand."""
    book = openpyxl.load_workbook(SOURCE)
    sheet = book["Sheet1"]
    if not os.environ.get("RBM_SLOW"):
        sheet.delete_rows(ROWS + 2, sheet.max_row)
    for cell, text in SPOILED.items():
        sheet[cell] = text
    sheet["T4"] = "2022-01-01"
    sheet.column_dimensions["D"].width = 61
    book.save(target)


def mend(spoiled: Path, target: Path) -> None:
    book = openpyxl.load_workbook(spoiled)
    sheet, original = book["Sheet1"], sheet_of(SOURCE)
    for cell in (*SPOILED, "T4"):
        sheet[cell] = original[cell].value
    book.save(target)


def upload(page: Page, path: Path) -> None:
    """Send a file and wait for its report; the page renews itself."""
    page.goto("/check")
    page.set_input_files("input[type=file]", path)
    page.fill("input[name=asOf]", "2022-12-31")
    page.click("main form button.main")
    page.wait_for_selector("#findings")


def places(page: Page, rule: str) -> set[str]:
    """Return the cells at which the report tells a rule broken."""
    base = page.url.partition("?")[0]
    page.goto(f"{base}?rule={rule}")
    return {
        text.rpartition("!")[2]
        for text in page.locator("#findings ~ .scroll code").all_inner_texts()
    }


def look(page: Page, running: Running, browser: Browser, name: str) -> None:
    """Take pictures of a page, wide and narrow, light and dark, in three languages."""
    if not SHOTS:
        return
    for width, scheme, language in (
        (1280, "light", "en"),
        (400, "dark", "en"),
        (1280, "dark", "zh"),
        (400, "light", "zh"),
        (1280, "light", "ar"),
        (400, "dark", "ar"),
    ):
        other = browser.new_page(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 900},
            storage_state=page.context.storage_state(),
        )
        sign = "&" if "?" in page.url else "?"
        other.goto(f"{page.url.partition('#')[0]}{sign}ui={language}")
        assert other.evaluate("document.documentElement.scrollWidth") <= width
        other.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}-{language}.png")
        other.close()


def test_a_steward_finds_three_faults_mends_publishes_and_rolls_back(
    shared: Path, page: Page, browser: Browser, running: Running, tmp_path: Path
) -> None:
    spoiled, mended = tmp_path / NAME, tmp_path / "mended" / NAME
    mended.parent.mkdir()
    spoil(spoiled)
    mend(spoiled, mended)

    # Without an account: check, find the three, take the annotated copy home.
    page.goto("/check")
    look(page, running, browser, "form")
    upload(page, spoiled)
    look(page, running, browser, "report")
    found = {rule: places(page, rule) for rule in RULES.values()}
    for cell, rule in RULES.items():
        assert cell in found[rule]
    look(page, running, browser, "filtered")
    with page.expect_download() as download:
        page.locator("a[href*='/marked/']").click()
    copy = tmp_path / "copy.xlsx"
    download.value.save_as(copy)
    sheet, before = sheet_of(copy), sheet_of(spoiled)
    for cell, rule in RULES.items():
        assert rule in sheet[cell].comment.text
        assert sheet[cell].fill.fill_type == "solid"
        assert sheet[cell].value == before[cell].value
    assert sheet["A2"].value == before["A2"].value
    assert sheet.column_dimensions["D"].width == 61
    summary = openpyxl.load_workbook(copy)["Findings"]
    rows = [row for row in summary.iter_rows(min_row=2) if row[2].hyperlink]
    links = {row[2].value: row[2].hyperlink.location for row in rows}
    assert links["Sheet1!U2"] == "'Sheet1'!U2"
    assert running.service.store.current() is None

    # The dates can be mended with certainty; the steward sees it as a difference.
    page.locator("a[href*='/mended/']").click()
    assert re.search(r"Sheet1!S4\n-2022-12-31\n\+2022-01-01", page.locator("pre").inner_text())
    look(page, running, browser, "corrections")

    # Signed in: the mended file, compared with what is published, then published.
    page.goto("/sign-in")
    page.fill("input[name=name]", "steward")
    page.fill("input[name=password]", "a long pass phrase")
    page.click("main form button")
    upload(page, mended)
    report = page.url
    for cell, rule in RULES.items():
        assert cell not in places(page, rule)
    page.goto(report)
    assert "statements added, 0 removed" in page.locator("main").inner_text()
    page.click("text=Publish these files")
    page.wait_for_selector("text=Published as snapshot")
    first = running.service.snapshot().id
    look(page, running, browser, "published")

    # The spoiled one over it: what would change is told; publish, see, roll back.
    upload(page, spoiled)
    changes = page.locator("main").inner_text()
    assert re.search(r"[1-9]\d* statements added, [1-9]\d* removed", changes)
    page.click("text=Publish these files")
    page.wait_for_selector("text=Published as snapshot")
    assert running.service.snapshot().id != first
    page.click("text=History and roll back")
    look(page, running, browser, "history")
    page.locator("tr", has_text=first).locator("button", has_text="Roll back").first.click()
    page.wait_for_selector(f"tr:has-text('{first}') .tag.good")
    assert running.service.snapshot().id == first

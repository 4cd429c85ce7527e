"""The pages of the reports in a real browser, in their guises and on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browsing import Site, violations
from tests.site import ILO

pytestmark = pytest.mark.browser
REPORTS = (
    "/reports/progress?as_of=2008-11-01",
    f"/reports/profile?strategy={ILO}strategy/rbm",
    "/reports/linkage?",
    "/reports/completeness?",
)


def opened(site: Site, address: str, **options: object) -> Page:
    page = site.page(**options)
    page.goto(site.base + address)
    return page


@pytest.mark.parametrize("address", REPORTS)
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("zh", "dark", 360), ("ar", "light", 360)],
)
def test_a_report_is_accessible_in_every_guise(
    site: Site, address: str, language: str, scheme: str, width: int
) -> None:
    page = opened(
        site,
        f"{address}&ui={language}",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("address", REPORTS)
def test_a_report_prints_without_what_only_a_screen_can_use(site: Site, address: str) -> None:
    page = opened(site, address)
    page.emulate_media(media="print")
    assert not page.locator("main a", has_text="Word").is_visible()
    assert not page.locator("main form").first.is_visible()
    assert page.locator("main table").first.is_visible()
    assert page.locator("h2", has_text="Method").is_visible()
    assert len(page.pdf(format="A4")) > 10_000
    page.close()


def test_a_reader_makes_a_profile_and_takes_it_along(site: Site, tmp_path: Path) -> None:
    page = opened(site, "/reports")
    page.locator("select[name=strategy]").select_option(
        label="Human resources strategy (revised, November 2005)"
    )
    page.locator("form", has=page.locator("select[name=strategy]")).locator("button").click()
    assert "Human resources strategy" in page.locator("h1").inner_text()
    with page.expect_download() as caught:
        page.locator("main a", has_text="Word").click()
    file = tmp_path / "profile.docx"
    caught.value.save_as(file)
    assert file.read_bytes()[:2] == b"PK"
    page.close()

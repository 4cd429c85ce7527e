"""Every page in a real browser: nothing foreign is loaded, no script runs, axe is content."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browsing import Site, Watch, violations, wear
from tests.dresses import ALL
from tests.site import KINDS

pytestmark = pytest.mark.browser
WIDTHS = (1920, 1280, 360)
OTHERS = tuple(dress for dress in ALL if (dress.theme, dress.tag) != ("light", "en"))


@pytest.mark.parametrize(("place", "address"), list(enumerate(KINDS)))
def test_a_page_is_accessible_and_keeps_to_itself(site: Site, place: int, address: str) -> None:
    page = site.page()
    watch = Watch(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(site.base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.__pwned") is None
    assert violations(page) == []
    # And in one more dress; the pages between them wear each of the others.
    dress = OTHERS[place * 4 % len(OTHERS)]
    wear(page, site.base + address, dress)
    assert page.evaluate("document.documentElement.scrollWidth") <= dress.width, dress
    assert violations(page) == [], dress
    assert watch.messages == []
    assert watch.hosts == {urlsplit(site.base).netloc}
    page.close()


@pytest.mark.parametrize("address", ["/roadmap", "/linkage?basis=stated"])
def test_a_page_is_accessible_in_the_dark_and_from_right_to_left(site: Site, address: str) -> None:
    page = site.page(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page.goto(f"{site.base}{address}{'&' if '?' in address else '?'}ui=ar")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert violations(page) == []
    page.close()


def test_the_keyboard_reaches_the_content_first(site: Site) -> None:
    page = site.page()
    page.goto(site.base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


@pytest.fixture
def reader(site: Site) -> Iterator[Page]:
    """Give the home page as docs/walks.md has it: without script."""
    page = site.page(java_script_enabled=False)
    page.goto(site.base)
    yield page
    page.close()


def test_a_reader_goes_from_the_matrix_to_the_words_of_the_source(reader: Page) -> None:
    reader.locator("main a", has_text="linkage matrix").click()
    reader.locator("select[name=basis]").select_option("stated")
    reader.locator("main form button").click()
    reader.locator("td a[href*='hr-2005'][href*='rbm']").first.click()
    assert "linked" in reader.locator("h1").inner_text()
    reader.locator("summary", has_text="words of the source").first.click()
    assert reader.locator("blockquote[lang=zh]").first.is_visible()


def test_an_evaluator_finds_the_links_of_a_strategy(reader: Page) -> None:
    reader.locator("nav a", has_text="Strategies").first.click()
    reader.locator("main a", has_text="Human resources strategy (revised").click()
    reader.locator("main a[href='#links']").click()
    reader.locator(".linked summary", has_text="words of the source").first.click()
    assert "人力资源" in reader.locator("blockquote[lang=zh]").first.inner_text()


def test_a_keeper_of_the_road_map_finds_what_was_overdue(reader: Page) -> None:
    reader.locator("main h3 a", has_text="road map").click()
    reader.locator("input[name=as_of]").fill("2008-11-01")
    reader.locator("main form button").click()
    assert "overdue" in reader.locator(".lede").inner_text()
    reader.locator("main a", has_text="progress report").click()
    assert "1 November 2008" in reader.locator("main").inner_text()


def test_a_monitoring_officer_finds_strategies_without_results(reader: Page) -> None:
    reader.locator("main h3 a", has_text="missing").click()
    reader.locator("main a", has_text="ST-01").first.click()
    reader.locator("#findings ~ .scroll td a").first.click()
    assert reader.locator("main a[href='/rules/ST-01']").count() > 0


def test_an_evaluator_goes_from_a_shared_goal_to_every_indicator_of_a_plan(reader: Page) -> None:
    reader.locator("nav a", has_text="Links").first.click()
    reader.locator("select[name=by]").select_option("https://w3id.org/rbm/code/derivations/sdg")
    reader.locator("main form button").click()
    reader.locator("tbody th a", has_text="Example").first.click()
    reader.locator("main a", has_text="All indicators of this plan").or_(
        reader.locator("main a[href='#indicators']")
    ).first.click()
    assert reader.locator(".cards svg").first.is_visible()


def test_a_page_prints_without_menu_and_forms_and_with_its_evidence(site: Site) -> None:
    page = site.page()
    page.goto(f"{site.base}/id/ilo/strategy/it-2007-09")
    page.emulate_media(media="print")
    assert not page.locator(".masthead nav").is_visible()
    assert page.locator(".linked blockquote").first.is_visible()
    page.close()

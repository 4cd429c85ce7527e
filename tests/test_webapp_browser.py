"""Every page in a real browser: nothing foreign is loaded, no script runs, axe is content."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tests.site import KINDS, build

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1280, 400)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class Site:
    """The address of the pages and a browser to open them."""

    base: str
    browser: Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    app = build(tmp_path_factory.mktemp("browser"), rows=20)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield Site(f"http://127.0.0.1:{server.effective_port}", browser)
        browser.close()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()
    app.extensions["rbm-service"].pool.close()


class Watch:
    """What a page said to the console and which hosts it asked."""

    def __init__(self, page: Page):
        self.messages: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))


def violations(page: Page) -> list[str]:
    """Return what axe finds, a line each."""
    response = Axe().run(page, options=RULES).response
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("address", KINDS)
def test_a_page_is_accessible_and_keeps_to_itself(site: Site, address: str) -> None:
    page = site.browser.new_page()
    watch = Watch(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(site.base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.__pwned") is None
    assert violations(page) == []
    assert watch.messages == []
    assert watch.hosts == {urlsplit(site.base).netloc}
    page.close()


@pytest.mark.parametrize("address", ["/roadmap", "/linkage?basis=stated"])
def test_a_page_is_accessible_in_the_dark_and_from_right_to_left(site: Site, address: str) -> None:
    page = site.browser.new_page(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page.goto(f"{site.base}{address}{'&' if '?' in address else '?'}ui=ar")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert violations(page) == []
    page.close()


def test_the_keyboard_reaches_the_content_first(site: Site) -> None:
    page = site.browser.new_page()
    page.goto(site.base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_a_reader_goes_from_the_matrix_to_the_words_of_the_source(site: Site) -> None:
    page = site.browser.new_page(java_script_enabled=False)
    page.goto(site.base)
    page.locator("main a", has_text="linkage matrix").click()
    page.locator("select[name=basis]").select_option("stated")
    page.locator("main form button").click()
    page.locator("td a[href*='hr-2005'][href*='rbm']").first.click()
    assert "linked" in page.locator("h1").inner_text()
    page.locator("summary", has_text="words of the source").first.click()
    assert page.locator("blockquote[lang=zh]").first.is_visible()
    page.close()

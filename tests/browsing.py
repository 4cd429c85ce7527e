"""The pages in a real browser, for tests: a server, a browser, and what they say."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from tests.dresses import Dress

expect.set_options(timeout=60_000)
CHROMIUM = "/usr/bin/chromium"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@dataclass(frozen=True)
class Site:
    """The address of the pages and a browser to open them."""

    base: str
    browser: Browser

    def page(self, **options: Any) -> Page:
        """Return a new page that is patient, for the day when many tests run at once."""
        page = self.browser.new_page(**options)
        page.set_default_timeout(120_000)
        return page


@contextmanager
def serve(app: Flask) -> Iterator[Site]:
    """Serve the pages of an application on this machine and open a browser beside them."""
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


def wear(page: Page, address: str, dress: Dress) -> None:
    """Open a page in a dress: width, theme and language of the interface."""
    page.set_viewport_size({"width": dress.width, "height": 900})
    page.emulate_media(color_scheme="dark" if dress.theme == "dark" else "light")
    page.goto(f"{address}{'&' if '?' in address else '?'}ui={dress.tag}")


def violations(page: Page) -> list[str]:
    """Return what axe finds, a line each."""
    response = Axe().run(page, options=RULES).response
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in response["violations"]
        for node in found["nodes"]
    ]

"""Pictures of every page, to be looked at: three widths, two themes, en, zh and ar.

    python -m tests.screenshots [--data DIRECTORY] [--output DIRECTORY] [--full] [NAME ...]

Without a store the one of the tests is made: the ILO road map, the example and hostile texts.
A page is taken in English at every width, and in each other language and theme at one of them;
`--full` takes all. Run it after a change of style and look at what it writes.
"""

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from playwright.sync_api import sync_playwright
from waitress.server import create_server

from tests.sample import named
from tests.site import build
from webapp.application import create_app
from webapp.serving.options import Options
from webapp.settings import Settings

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (360, 1280, 1920)
THEMES = ("light", "dark")
TAGS = ("en", "zh", "ar")
SOME = (
    *((width, "light", "en") for width in WIDTHS),
    (1280, "dark", "en"),
    (360, "light", "zh"),
    (1280, "light", "ar"),
    (360, "dark", "ar"),
)
"""Widths, themes and languages that show most faults between them."""
TALLEST = 4000
"""Pixels of a page that a picture holds at most."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Give the address at which the pages are served, and stop afterwards."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        app.extensions["rbm-service"].pool.close()


def take(base: str, pages: dict[str, str], output: Path, full: bool) -> None:
    """Write a picture of every page in every dress, named `<page>-<width>-<theme>-<language>`."""
    dresses = tuple(product(WIDTHS, THEMES, TAGS)) if full else SOME
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for width, theme, tag in dresses:
            page = browser.new_page(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if theme == "dark" else "light",
            )
            page.set_default_timeout(120_000)
            for name, address in pages.items():
                page.goto(
                    f"{base}{address}{'&' if '?' in address else '?'}{urlencode({'ui': tag})}"
                )
                wide = page.evaluate("document.documentElement.scrollWidth")
                tall = page.evaluate("document.documentElement.scrollHeight")
                if wide > width:
                    print(f"{name} at {width} in {tag} is {wide} pixels wide")
                page.screenshot(
                    path=output / f"{name.replace(' ', '-')}-{width}-{theme}-{tag}.png",
                    clip={"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST)},
                    full_page=True,
                )
            page.close()
        browser.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--output", type=Path, default=Path(".made/screenshots"))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        options = Options(workers=2, rate="100000 per minute")
        app = create_app(Settings(given.data, options=options)) if given.data else build(Path(made))
        pages = dict(named(app, given.names))
        with serving(app) as base:
            take(base, pages, given.output, given.full)
    print(f"{len(pages)} pages in {given.output}")


if __name__ == "__main__":
    main()

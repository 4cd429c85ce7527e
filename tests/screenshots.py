"""Pictures of every page, to be looked at: three widths, two themes, en, zh and ar.

    python -m tests.screenshots [--data DIRECTORY] [--output DIRECTORY] [--full]
                                [--dress DRESS ...] [NAME ...]

Without a store the one of the tests is made: the ILO road map, the example and hostile texts.
A page is taken in three dresses, in which it meets every width, theme and language; `--full` takes
all eighteen, `--dress 360-dark-ar` one. A page that fails or is too slow is told of at the end, and
the others are taken all the same. Run it after a change of style and look at what it writes.
"""

import argparse
import os
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from playwright.sync_api import Error, Page, sync_playwright
from waitress.server import create_server

from tests.dresses import ALL, Dress, chosen
from tests.sample import named
from tests.site import build
from webapp.application import create_app
from webapp.pictures import FONTS
from webapp.serving.options import Options
from webapp.settings import Settings

CHROMIUM = "/usr/bin/chromium"
TALLEST = 4000
"""Pixels of a page that a picture holds at most."""
PATIENCE = 90_000
"""Milliseconds that a page may take."""


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


def take(
    base: str, pages: dict[str, str], worn: Mapping[str, Collection[Dress]], output: Path
) -> list[str]:
    """Write a picture `<page>-<width>-<theme>-<language>` of every page in every dress it wears.

    Return a line for each page that failed, was too slow or is wider than its window.
    """
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts(output))},
        )
        for dress in ALL:
            page = browser.new_page(
                viewport={"width": dress.width, "height": 900},
                color_scheme="dark" if dress.theme == "dark" else "light",
            )
            page.set_default_timeout(PATIENCE)
            for name, address in pages.items():
                if dress in worn[name]:
                    faults += photograph(page, f"{base}{address}", name, dress, output)
            page.close()
        browser.close()
    return faults


def fonts(folder: Path) -> Path:
    """Return a file that adds the fonts of the pictures to those of this machine."""
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{FONTS.resolve()}</dir></fontconfig>",
        encoding="utf-8",
    )
    return file.resolve()


def photograph(page: Page, address: str, name: str, dress: Dress, output: Path) -> list[str]:
    """Write the picture of one page in one dress; return what is wrong with it."""
    called = f"{name.replace(' ', '-').replace('/', '-')}-{dress.name}"
    joint = "&" if "?" in address else "?"
    try:
        answer = page.goto(f"{address}{joint}{urlencode({'ui': dress.tag})}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.screenshot(
            path=output / f"{called}.png",
            clip={"x": 0, "y": 0, "width": dress.width, "height": min(tall, TALLEST)},
            full_page=True,
        )
    except Error as error:
        return [f"{called}: {str(error).splitlines()[0]}"]
    status = answer.status if answer else 0
    faults = [f"{called}: status {status}"] if status >= 500 else []
    if wide > dress.width:
        faults.append(f"{called}: {wide} pixels wide")
    return faults


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--output", type=Path, default=Path(".made/screenshots"))
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--dress", action="append", choices=sorted(dress.name for dress in ALL))
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        options = Options(workers=2, rate="100000 per minute")
        app = create_app(Settings(given.data, options=options)) if given.data else build(Path(made))
        pages = dict(named(app, given.names))
        worn = {
            name: [
                dress
                for dress in (ALL if given.full or given.dress else chosen(place))
                if not given.dress or dress.name in given.dress
            ]
            for place, name in enumerate(pages)
        }
        with serving(app) as base:
            faults = take(base, pages, worn, given.output)
    print(f"{len(pages)} pages in {given.output}", *faults, sep="\n")
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()

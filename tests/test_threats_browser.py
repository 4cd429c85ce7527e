"""Hostile texts in a real browser: nothing runs, and no link would."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tests.site import HOSTILE, PAYLOADS, build

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
SCRIPT = '"><img src=x onerror=window.__pwned=1>'
IRI = "https://example.org/'onmouseover='window.__pwned=1"
QUERIES = (
    f"SELECT ('{PAYLOADS[0]}' AS ?onerror_window__pwned_1) {{}}",
    'SELECT ("x" AS ?ｓｃｒｉｐｔ) (STRLANG("<b onclick=window.__pwned=1>", "x-onload") AS ?y) {}',
    f"SELECT (IRI('javascript:window.__pwned=1') AS ?a) (<{IRI}> AS ?b) {{}}",
    f"SELECT * {{ <{HOSTILE}> ?p ?o }}",
    f"CONSTRUCT {{ <{HOSTILE}> ?p ?o }} WHERE {{ <{HOSTILE}> ?p ?o }}",
    "SELECT * { </textarea><script>window.__pwned=1</script>",
)
ADDRESSES = (
    "/id/hostile/strategy/x",
    f"/entity?iri={quote(str(HOSTILE))}",
    f"/entity?iri={quote('javascript:window.__pwned=1')}",
    f"/search?q={quote(SCRIPT)}",
    f"/strategies?name={quote(SCRIPT)}",
    f"/sign-in?next={quote('javascript:window.__pwned=1')}",
    f"/{quote(SCRIPT)}",
    *(f"/query?query={quote(query)}" for query in QUERIES),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = build(tmp_path_factory.mktemp("hostile"), rows=20)
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()
    app.extensions["rbm-service"].pool.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.on("dialog", lambda dialog: pytest.fail(f"a script spoke: {dialog.message}"))
    yield page
    page.close()


def ran(page: Page) -> object:
    page.evaluate(
        "document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('click')))"
    )
    return page.evaluate(
        "window.__pwned ?? document.querySelectorAll('[onerror],[onclick]').length"
    )


def test_no_text_of_anybody_runs_as_script(base: str, page: Page, tmp_path: Path) -> None:
    for address in ADDRESSES:
        page.goto(base + address)
        assert ran(page) == 0, address
    file = tmp_path / '"><img src=x onerror=window.__pwned=1>.ttl'
    file.write_text(f"<urn:a> <urn:b> '{PAYLOADS[0]}' . <urn:c> <urn:d> .", encoding="utf-8")
    page.goto(f"{base}/check")
    page.set_input_files("input[type=file]", file)
    page.click("main button.main")
    page.wait_for_function("document.title && !document.querySelector('meta[http-equiv=refresh]')")
    assert "onerror" in page.content()
    assert ran(page) == 0


def test_no_link_runs_a_script(base: str, page: Page) -> None:
    for address in ADDRESSES:
        page.goto(base + address)
        kinds = page.evaluate(
            "[...document.querySelectorAll('[href],[src],[action],[formaction]')].map(e =>"
            " (e.href?.baseVal ?? e.href ?? e.src ?? e.formAction ?? e.action).split(':')[0])"
        )
        assert set(kinds) <= {"http", "https", "data", "#"}, address

"""The query page in a real browser: typing, completing, running, cancelling, seeing, sharing."""

import gzip
from collections.abc import Iterator
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Site, Watch, violations
from webapp.assets import EDITOR, STATIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (STATIC / EDITOR).is_file(), reason="the editor was not built"),
]
LINKS = "/query?question=linkage-matrix"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    page = site.page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site.base}/query")
    page.wait_for_selector(".cm-content")
    yield page
    page.close()


def write(page: Page, text: str, delay: float = 0) -> None:
    """Put a text in the place of what the editor holds."""
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=delay)


def paste(page: Page, text: str) -> None:
    """Put a text in the place of what the editor holds at once, so that no bracket is closed."""
    write(page, "")
    page.keyboard.insert_text(text)


def test_the_editor_keeps_to_its_weight_and_a_plain_page_to_its_own(site: Site) -> None:
    for address, most in (("/query", 200_000), ("/", 60_000)):
        page = site.page()
        weights: list[int] = []
        page.on(
            "response",
            lambda answer, weights=weights: (
                weights.append(int(answer.headers.get("content-length", 0)))
                if answer.request.resource_type in ("script", "stylesheet")
                else None
            ),
        )
        page.goto(site.base + address)
        page.wait_for_load_state("networkidle")
        assert 1_000 < sum(weights) < most, address
        page.close()


def test_a_static_file_is_sent_compressed_and_kept_for_its_content(site: Site) -> None:
    page = site.page()
    with page.expect_response(lambda answer: EDITOR in answer.url) as caught:
        page.goto(f"{site.base}/query")
    headers = caught.value.headers
    assert headers["content-encoding"] == "gzip"
    assert "max-age=31536000" in headers["cache-control"]
    assert "v=" in caught.value.url
    assert int(headers["content-length"]) <= len(gzip.compress((STATIC / EDITOR).read_bytes(), 6))
    page.close()


def test_a_class_is_completed_by_its_name_with_its_prefix(page: Page) -> None:
    write(page, "SELECT ?o WHERE { ?o a Outc", delay=40)
    offered = page.locator(".cm-tooltip-autocomplete li[aria-selected]")
    expect(offered).to_contain_text("rbm:Outcome")
    expect(offered).to_contain_text("outcome")
    page.wait_for_timeout(200)  # the list takes a key only once it has stood for a moment
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("PREFIX rbm: <https://w3id.org/rbm/ns#>")
    assert "?o a rbm:Outcome" in page.locator("#query").input_value()


def test_a_property_is_completed_by_its_chinese_label(site: Site) -> None:
    page = site.page(locale="zh-CN")
    page.goto(f"{site.base}/query?ui=zh&content=zh")
    page.wait_for_selector(".cm-content")
    paste(page, "SELECT * WHERE { ?s ")
    page.keyboard.insert_text("促进")
    page.keyboard.press("Control+ ")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("rbm:contributesTo")
    page.close()


def test_a_query_runs_in_its_place_and_its_address_shows_the_same_again(
    site: Site, page: Page
) -> None:
    watch = Watch(page)
    paste(page, "SELECT ?s WHERE { ?s a <https://w3id.org/rbm/ns#Strategy> } LIMIT 3")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("3 rows")
    assert watch.hosts == {urlsplit(site.base).netloc}
    assert parse_qs(urlsplit(page.url).query)["query"][0].startswith("SELECT ?s")
    page.goto(page.url)
    expect(page.locator("#answer tbody tr")).to_have_count(3)
    assert watch.messages == []


def test_the_view_is_in_the_address_too(site: Site, page: Page) -> None:
    page.goto(site.base + LINKS)
    page.wait_for_selector(".cm-content")
    page.get_by_label("Chart").check()
    page.locator("fieldset button").click()
    page.wait_for_selector("svg.plot rect.series")
    page.locator("select[name=series]").select_option("basis")
    page.locator("fieldset button").click()
    page.wait_for_selector("svg.plot rect.series-2")
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["view"], asked["series"]) == (["chart"], ["basis"])
    page.goto(page.url)
    assert page.locator("svg.plot rect.series-2").count() > 1
    page.locator("summary", has_text="As a table").click()
    assert page.locator("#answer table tbody tr").first.is_visible()
    page.wait_for_selector(".cm-content")
    page.get_by_label("Matrix").check()
    page.locator("fieldset button").click()
    page.wait_for_selector(".matrix td.shade-4")
    assert "view=matrix" in page.url


def test_a_running_query_is_cancelled_and_frees_its_worker(page: Page, site: Site) -> None:
    paste(page, ENDLESS)
    page.keyboard.press("Control+Enter")
    button = page.locator("#cancel")
    expect(button).to_be_visible()
    running = "() => fetch('/metrics').then(a => a.text()).then(t => / 1\\.0$/m.test("
    running += "t.match(/^rbm_jobs_running .*$/m)[0]))"
    page.wait_for_function(running)
    began = monotonic()
    button.click()
    expect(page.locator("#status")).to_contain_text("Cancelled")
    free = "() => fetch('/metrics').then(a => a.text()).then(t => /^rbm_jobs_running 0/m.test(t))"
    page.wait_for_function(free)
    assert monotonic() - began < 15
    expect(button).to_be_hidden()


def test_a_fault_is_marked_at_its_line(page: Page) -> None:
    paste(page, "SELECT ?s\nWHERE {\n  ?s no:such ?o\n}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#fault")).to_contain_text("Line 3")
    expect(page.locator("#fault .message")).to_contain_text("PREFIX")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    assert page.locator(".cm-lintRange-error").inner_text() in "?s no:such ?o"
    page.locator("#fault a").click()
    assert page.evaluate("document.activeElement.className").startswith("cm-content")


def test_escape_and_tab_lead_out_of_the_editor(page: Page) -> None:
    page.click(".cm-content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Run"
    assert "Escape and then Tab" in page.locator("#keys").inner_text()


def test_a_query_too_long_for_an_address_is_posted(page: Page) -> None:
    paste(page, "# " + "long " * 1500 + "\nASK { ?s ?p ?o }")
    with page.expect_request(lambda request: request.method == "POST"):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#answer .told")).to_contain_text("Yes")
    assert urlsplit(page.url).query == ""


def test_without_script_the_text_area_asks(site: Site) -> None:
    page = site.page(java_script_enabled=False)
    page.goto(f"{site.base}/query")
    page.locator("#query").fill("SELECT ?s WHERE { ?s a <https://w3id.org/rbm/ns#Strategy> }")
    page.locator("form button.main").click()
    assert page.locator("#answer tbody tr").count() > 3
    page.get_by_label("Chart").check()
    page.locator("fieldset button").click()
    assert page.locator("svg.plot").is_visible()
    assert not page.locator("#cancel").is_visible()
    page.close()


@pytest.mark.parametrize("view", ["table", "chart", "matrix"])
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 1280), ("zh", "dark", 360), ("ar", "light", 360), ("ar", "dark", 1280)],
)
def test_a_view_is_accessible_in_every_guise(
    site: Site, view: str, language: str, scheme: str, width: int
) -> None:
    page = site.page(color_scheme=scheme, viewport={"width": width, "height": 900})
    watch = Watch(page)
    page.goto(f"{site.base}{LINKS}&view={view}&ui={language}")
    page.wait_for_selector(".cm-content")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert watch.messages == []
    page.close()


def test_the_list_of_completions_and_a_fault_are_accessible(page: Page) -> None:
    write(page, "SELECT ?o WHERE { ?o a Ou", delay=40)
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#fault")
    assert violations(page) == []

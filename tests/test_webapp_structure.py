"""Every page in every language without a browser: structure, labels, and nothing untranslated."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from tests.site import KINDS, build
from webapp.languages import BY_TAG, FOLDER, INTERFACE

OTHERS = [language.tag for language in INTERFACE if language.tag != "en"]
CONTROLS = "//main//*[self::input[not(@type='hidden')] or self::select or self::textarea]"
OWN = "//*[not(@lang) and not(ancestor::*[@lang and not(self::html)])]"
"""Elements whose words are the page's own: those of data in other languages carry a `lang`."""


SPOKEN = "//@aria-label | //@placeholder"
PAGES = (*KINDS, "/sign-in", "/check", "/history")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = build(tmp_path_factory.mktemp("structure"), rows=20)
    yield app.test_client()
    app.extensions["rbm-service"].pool.close()


def opened(client: FlaskClient, address: str, tag: str) -> HtmlElement:
    answer = client.get(address, headers={"Accept-Language": tag})
    assert answer.status_code == 200
    return html.fromstring(answer.text)


@pytest.fixture(scope="module")
def sentences() -> dict[str, frozenset[str]]:
    """Return for each language the English sentences that it says in other words."""
    found = {}
    for tag in OTHERS:
        with (FOLDER / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
            entries = [each for each in read_po(file, locale=tag) if isinstance(each.id, str)]
        found[tag] = frozenset(
            each.id for each in entries if each.id and " " in each.id and each.string != each.id
        )
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_well_built_in_every_language(
    client: FlaskClient, sentences: dict[str, frozenset[str]], address: str
) -> None:
    for language in INTERFACE:
        page = opened(client, address, language.tag)
        told = f"{address} in {language.tag}"
        assert page.get("lang") == language.tag and page.get("dir") == language.direction, told
        assert len(page.xpath("//h1")) == 1 and page.xpath("string(//h1)").strip(), told
        levels = [
            int(each.tag[1])
            for each in page.xpath(
                "//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"
            )
        ]
        jumps = [(one, two) for one, two in pairwise(levels) if two > one + 1]
        assert levels[0] == 1 and not jumps, f"{told}: {levels}"
        for control in page.xpath(CONTROLS):
            assert labelled(page, control), f"{told}: {html.tostring(control)!r}"
        for table in page.xpath("//main//table[not(ancestor::div[contains(@class, 'matrix')])]"):
            cells = table.xpath("./thead/tr/*")
            assert cells and all(cell.tag == "th" and cell.get("scope") for cell in cells), told
        identifiers = page.xpath("//@id")
        assert len(set(identifiers)) == len(identifiers), told
        own = {words(text) for text in page.xpath(f"{OWN}/text() | {SPOKEN}")}
        if language.tag == "en":
            assert own & sentences["fr"], told
        else:
            assert own & sentences[language.tag] == set(), told


def labelled(page: HtmlElement, control: HtmlElement) -> bool:
    """Return whether a control has a name: around it, for it, or of its own."""
    own = control.get("aria-label") or control.get("aria-labelledby")
    around = control.xpath("ancestor::label")
    given = control.get("id") and page.xpath(f"//label[@for='{control.get('id')}']")
    return bool(own or around or given)


def words(text: str) -> str:
    """Return a text as a catalogue holds it."""
    return re.sub(r"\s+", " ", text).strip()


def test_every_language_has_a_page_of_its_own_and_says_so(client: FlaskClient) -> None:
    page = opened(client, "/", "ru")
    assert {link.get("lang") for link in page.xpath("//footer//a[@lang]")} == set(BY_TAG)

"""The words of others on the pages: side by side, as false friends, and instead of ours."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from rdflib import ORG, OWL, RDF, Graph

from ontology import RBM
from ontology.header import header
from ontology.terms import Module, sections, terms
from ontology.words import NEUTRAL, false_friends, speakers, spoken_by, words
from tests.site import build

OTHERS = [one.slug for one in speakers() if one.slug != NEUTRAL]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = build(tmp_path_factory.mktemp("speakers"))
    yield app
    app.extensions["rbm-service"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def main(client: FlaskClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text).get_element_by_id("main")


def test_a_term_shows_what_others_call_it(client: FlaskClient) -> None:
    page = main(client, "/ns/ImmediateOutcome")
    rows = {row[0].text_content(): row[1].text_content() for row in page.findall(".//tbody/tr")}
    assert rows["WHO"] == "output"
    assert rows["UNHCR"] == "output statement"
    assert rows["ILO (2006)"] == "immediate outcome"


def test_a_term_shows_the_rules_and_questions_that_need_it(client: FlaskClient) -> None:
    page = main(client, "/ns/Milestone")
    links = page.xpath(".//a/@href")
    assert "/rules/MS-01" in links
    assert "/questions/milestones-due" in links
    assert "UNDP" in page.text_content()
    assert "planned for a year" in page.text_content()


def test_a_property_shows_where_it_is_used(client: FlaskClient) -> None:
    links = main(client, "/ns/measures").xpath(".//a/@href")
    assert "/ns/Indicator" in links
    assert "/ns/ChainElement" in links
    assert "one value at most" in main(client, "/ns/measures").text_content()


def test_a_term_leads_back_to_the_terms(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/ns/Milestone").text)
    assert "/terms" in page.xpath("//nav[@class='crumbs']//a/@href")


def test_a_term_in_chinese_speaks_chinese(client: FlaskClient) -> None:
    page = main(client, "/ns/Milestone?content=zh")
    assert "中间值" in page.text_content()


@pytest.mark.parametrize("slug", OTHERS)
def test_every_speaker_has_a_page(client: FlaskClient, slug: str) -> None:
    page = main(client, f"/crosswalk/{slug}")
    assert len(page.findall(".//tbody/tr")) >= 5


@pytest.mark.parametrize("slug", [NEUTRAL, "nobody"])
def test_a_speaker_that_is_none_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/crosswalk/{slug}").status_code == 404


@pytest.mark.parametrize("module", sections(), ids=lambda module: module.name)
def test_every_module_has_a_page_with_its_terms(client: FlaskClient, module: Module) -> None:
    page = main(client, f"/ontology/{module.name}")
    assert len(page.findall(".//tbody/tr")) == len(module.terms)
    links = page.xpath(".//a/@href")
    assert {f"/ns/{term.name}" for term in module.terms} <= set(links)
    classes = [term for term in module.terms if term.kind == "class"]
    assert len(page.findall(".//svg//rect[@class='box']")) >= len(classes)


def test_a_module_is_there_as_turtle(client: FlaskClient) -> None:
    answer = client.get("/ontology/results", headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    statements = Graph().parse(data=answer.data, format="turtle")
    assert (RBM.Outcome, RDF.type, OWL.Class) in statements
    assert (RBM.Plan, RDF.type, OWL.Class) not in statements


def test_a_module_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ontology/none").status_code == 404


def test_the_module_of_outside_terms_is_rdf_and_leads_readers_to_the_terms(
    client: FlaskClient,
) -> None:
    answer = client.get("/ontology/reused", headers={"Accept": "text/turtle"})
    assert (ORG.Organization, RDF.type, OWL.Class) in Graph().parse(
        data=answer.data, format="turtle"
    )
    assert client.get("/ontology/reused", headers={"Accept": "text/html"}).location == "/terms"


def test_the_terms_name_the_modules(client: FlaskClient) -> None:
    assert "/ontology/plans" in main(client, "/terms").xpath(".//a/@href")


def test_the_false_friends_have_a_page(client: FlaskClient) -> None:
    page = main(client, "/crosswalk/false-friends")
    headings = [heading.text_content() for heading in page.findall(".//h2")]
    assert len(headings) == len(false_friends())
    assert "What to say instead" in page.text_content()


def test_a_framework_is_said_in_the_words_of_who(client: FlaskClient) -> None:
    framework = "https://w3id.org/rbm/id/example/framework/2024-27"
    ours = levels(client, f"/frameworks/matrix?framework={framework}")
    theirs = levels(client, f"/frameworks/matrix?framework={framework}&speaker=who")
    assert "immediate outcome" in ours
    assert "immediate outcome" not in theirs
    assert len(ours) == len(theirs)
    assert {"outcome", "output"} <= set(theirs)


def levels(client: FlaskClient, address: str) -> list[str]:
    page = main(client, address)
    return [head.text_content().strip() for head in page.xpath(".//th[@class='level']")]


def test_an_unknown_speaker_changes_nothing(client: FlaskClient) -> None:
    page = main(client, "/ns/Outcome?speaker=%3Cscript%3E")
    assert page.findtext(".//h1/span") == "outcome"


def test_words_of_a_speaker_can_be_downloaded(client: FlaskClient) -> None:
    answer = client.get("/crosswalk/who?format=csv&table=words")
    assert answer.mimetype == "text/csv"
    assert "output" in answer.text


PLACES = (
    "/frameworks",
    "/frameworks/matrix",
    "/results",
    "/strategies",
    "/id/ilo/strategy/rbm",
    "/id/example/framework/2024-27",
)
"""Pages that speak in another speaker's words, and let a reader choose the speaker."""


@pytest.mark.parametrize("address", PLACES)
def test_a_page_lets_the_reader_choose_whose_words_it_speaks(
    client: FlaskClient, address: str
) -> None:
    page = main(client, f"{address}?speaker=who")
    options = page.xpath(".//select[@name='speaker']/option")
    assert {option.get("value") for option in options} == {"", *OTHERS}
    assert [option.get("value") for option in options if option.get("selected") is not None] == [
        "who"
    ]
    assert "In the words of WHO." in page.text_content()


@pytest.mark.parametrize("slug", OTHERS)
def test_a_framework_is_said_in_the_words_of_every_speaker(client: FlaskClient, slug: str) -> None:
    address = "/frameworks/matrix?framework=https://w3id.org/rbm/id/example/framework/2024-27"
    named = {term.label(): term.iri for term in terms().values() if term.kind == "class"}
    spoken = spoken_by(slug)
    expected = [
        spoken[named[level]].labels["en"] if named[level] in spoken else level
        for level in levels(client, address)
    ]
    assert levels(client, f"{address}&speaker={slug}") == expected


def test_the_speaker_is_carried_from_page_to_page(client: FlaskClient) -> None:
    links = main(client, "/frameworks?speaker=who").xpath(".//tbody//a/@href")
    inside = [link for link in links if link.startswith("/id/")]
    assert inside
    assert all("speaker=who" in link for link in inside)
    menu = html.fromstring(client.get("/frameworks?speaker=who").text).xpath("//nav//a/@href")
    assert "/results?speaker=who" in menu
    assert "/rules" in menu


def test_a_translated_word_stands_beside_the_speaker_s_own(client: FlaskClient) -> None:
    page = main(client, "/ns/ImmediateOutcome?content=zh")
    rows = {row[0].text_content(): row[1].text_content() for row in page.findall(".//tbody/tr")}
    assert rows["世界卫生组织"] == "产出 (output)"
    assert rows["国际劳工组织（2006 年）"] == "即时成果"


def test_a_speaker_s_page_has_their_own_word_where_ours_is_a_translation(
    client: FlaskClient,
) -> None:
    headings = main(client, "/crosswalk/who?content=fr").xpath(".//thead//th")
    assert "In their own words" in [one.text_content().strip() for one in headings]
    headings = main(client, "/crosswalk/who?content=en").xpath(".//thead//th")
    assert "In their own words" not in [one.text_content().strip() for one in headings]


def test_the_terms_have_anchors_that_their_iris_lead_to(client: FlaskClient) -> None:
    page = main(client, "/terms")
    anchors = set(page.xpath(".//dt/@id"))
    assert {term.name for term in terms().values()} - anchors == {"levelOf"}  # an annotation
    text = page.text_content()
    for said in (header().version_iri, header().citation, header().licence, header().creator):
        assert said in text
    assert {f"{name}: {space}" in text for name, space in header().namespaces.items()} == {True}


def test_the_crosswalk_shows_all_speakers_side_by_side(client: FlaskClient) -> None:
    page = main(client, "/crosswalk?content=en")
    (table,) = page.xpath(".//table")
    assert len(table.xpath(".//thead//th")) == 1 + len(OTHERS)
    rows = {row[0].text_content().strip(): row.text_content() for row in table.xpath(".//tbody/tr")}
    assert "expected accomplishment\u00a0<" in rows["immediate outcome"]
    assert "output\u00a0≈" in rows["immediate outcome"]
    assert len(rows) == len({word.term for word in words() if word.speaker != NEUTRAL})


def test_a_term_of_the_crosswalk_is_shown_with_its_reasons(client: FlaskClient) -> None:
    page = main(client, f"/crosswalk?term={quote(RBM.Outcome)}&content=en")
    assert "false friend" in page.text_content()
    assert "nearer to the OECD's impact" in page.text_content()


def test_a_term_leads_to_the_paragraph_that_its_idea_comes_from(client: FlaskClient) -> None:
    page = main(client, "/ns/ImmediateOutcome?content=en")
    links = {link.text_content(): link.get("href") for link in page.xpath(".//a")}
    assert links["ILO GB.297/PFA/1/1 (2006), §14"] == "/id/ilo/source/gb297-pfa-1-1/para-14"
    assert "Labour inspectors in five countries" in page.text_content()
    assert "annotatedSource" not in page.text_content()

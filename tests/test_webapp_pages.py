import csv
import io
import json
import re
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from rdflib import RDF, Graph, Literal, URIRef

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import names
from sparql.pool import Busy, LimitPassed
from sparql.quads import parse_triples
from tests.site import EXAMPLE, FORMULA, ILO, PAGES, build
from webapp import naming, warming
from webapp.answers import Answers
from webapp.drawings.chain import Element
from webapp.matrices import Cell, Matrix, steps
from webapp.pages.frameworks import by_level
from webapp.pages.gaps import PARTS
from webapp.pages.results import merged
from webapp.seeking import sought

STRATEGY = "/id/ilo/strategy/rbm"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = build(tmp_path_factory.mktemp("pages"))
    yield app.test_client()
    app.extensions["rbm-service"].pool.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_its_snapshot_and_no_markup_from_data(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert len(page.findall(".//h1")) == 1
    assert "snapshot 1-" in page.xpath("string(//footer)")
    assert page.xpath("//main[@id='main']") and page.get("lang") == "en"
    assert not page.xpath("//script[not(@src)] | //img | //*[@onerror or @onload] | //*[@style]")
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    assert "1337" not in page.xpath("string(//main)")


@pytest.mark.parametrize("name", names())
def test_every_question_has_a_form_with_an_address(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/questions/{name}")
    assert answer.status_code == 200
    assert name in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/here", 404),
        ("/id/ilo/strategy/none", 404),
        ("/ns/NoSuchTerm", 404),
        ("/rules/ZZ-99", 404),
        ("/questions/no-such-question", 404),
        ("/questions/milestones-due?on=tomorrow", 400),
        ("/questions/milestones-due?when=2008-11-01", 400),
        ("/roadmap?as_of=2008-13-45", 400),
        ("/roadmap?roadmap=https://example.org/none", 404),
        ("/entity?iri=javascript:alert(1)", 400),
        ("/entity", 400),
        ("/linkage/why?first=xyzxyz&second=qqqqq", 404),
        ("/linkage?by=https://example.org/none", 404),
        ("/strategies?format=exe", 400),
        ("/strategies?format=csv&table=none", 404),
        ("/query?query=SELECT%20*%20WHERE%20%7B", 400),
        ("/query?query=SELECT%20*%20%7BSERVICE%20%3Chttp://a.example/%3E%7B%7D%7D", 400),
    ],
)
def test_bad_input_gets_a_page_that_says_what_to_do(
    client: FlaskClient, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    page = html.fromstring(answer.text)
    assert len(page.findall(".//h1")) == 1
    assert "Traceback" not in answer.text


def test_a_program_gets_an_error_as_problem_details(client: FlaskClient) -> None:
    answer = client.get("/id/ilo/none", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json is not None and answer.json["status"] == 404


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "application/ld+json"),
        ("text/html;q=0.1, text/turtle", "text/turtle"),
        ("*/*", "text/html"),
    ],
)
def test_the_address_of_a_thing_gives_the_format_that_is_asked_for(
    client: FlaskClient, accept: str, media: str
) -> None:
    answer = client.get(STRATEGY, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media)
    assert "Accept" in answer.headers["Vary"]


def test_a_format_that_there_is_not_is_refused(client: FlaskClient) -> None:
    answer = client.get(STRATEGY, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


@pytest.mark.parametrize(("name", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")])
def test_the_rdf_of_a_thing_says_what_the_page_says(
    client: FlaskClient, name: str, parser: str
) -> None:
    graph = Graph().parse(data=client.get(f"{STRATEGY}?format={name}").data, format=parser)
    framework = graph.value(URIRef(f"{ILO}strategy/rbm"), RBM.holdsFramework)
    assert str(framework).startswith(ILO)


def test_turtle_writes_our_terms_with_their_usual_prefix(client: FlaskClient) -> None:
    assert "rbm:holdsFramework" in client.get(f"{STRATEGY}?format=ttl").text


def test_the_json_ld_of_a_thing_is_read_by_another_engine(client: FlaskClient) -> None:
    data = client.get(f"{STRATEGY}?format=jsonld").data
    triples = parse_triples(data, "application/ld+json")
    assert (URIRef(f"{ILO}strategy/rbm"), RBM.holdsFramework, None) in triples


def test_a_term_and_a_rule_answer_in_turtle(client: FlaskClient) -> None:
    for address in ("/ns/Outcome", "/rules/ST-01"):
        answer = client.get(address, headers={"Accept": "text/turtle"})
        assert len(Graph().parse(data=answer.data, format="turtle")) > 3


def test_a_table_comes_as_csv_with_names_beside_iris(client: FlaskClient) -> None:
    answer = client.get("/strategies?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    by_iri = {row["strategy"]: row for row in rows}
    assert by_iri[f"{ILO}strategy/hr-2005"]["strategy name"].startswith("Human resources")
    assert answer.headers["X-Snapshot"].startswith("1-")


def test_no_cell_of_a_download_is_a_formula(client: FlaskClient) -> None:
    text = client.get("/strategies?format=csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/strategies?format=xlsx").data))
    sheet_cells = [cell for row in book["Answer"].iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in sheet_cells]
    assert {cell.data_type for cell in sheet_cells} <= {"s", "n"}


def test_a_negative_number_stays_a_number_in_a_download(client: FlaskClient) -> None:
    query = "SELECT%20(-5%20AS%20%3Fn)%20WHERE%20%7B%7D"
    assert client.get(f"/query?query={query}&format=csv").data.decode("utf-8-sig") == "n\r\n-5\r\n"


def test_a_table_comes_as_json_with_its_snapshot(client: FlaskClient) -> None:
    document = json.loads(client.get("/questions/milestones-due?on=2008-11-01&format=json").data)
    assert document["snapshot"].startswith("1-")
    assert len(document["rows"]) >= 49


@pytest.mark.parametrize("address", ["/roadmap?format=svg", "/results?format=svg"])
def test_a_picture_comes_as_svg_that_stands_alone(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    picture = etree.fromstring(answer.data)
    assert answer.mimetype == "image/svg+xml"
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    style = picture.findtext("{http://www.w3.org/2000/svg}style")
    assert style is not None and "stroke: #0077b6" in style and ".lane" in style


def test_the_matrix_leads_to_the_evidence_of_a_cell(client: FlaskClient) -> None:
    matrix = html.fromstring(client.get("/linkage?basis=stated").text)
    cell = matrix.xpath("//td/a[contains(@href, 'hr-2005') and contains(@href, 'rbm')]/@href")[0]
    why = html.fromstring(client.get(cell).text)
    assert why.xpath("//main//a[contains(@href, 'para-83')]")
    assert why.xpath("//blockquote[@lang='zh']")


def test_stated_and_derived_links_are_told_apart(client: FlaskClient) -> None:
    stated = client.get("/linkage?basis=stated&format=json").json
    derived = client.get("/linkage?basis=derived&format=json").json
    assert stated is not None and {row["basis"] for row in stated["rows"]} == {"stated"}
    assert derived is not None and {row["basis"] for row in derived["rows"]} == {"derived"}


def test_a_milestone_is_judged_on_the_day_that_is_asked_for(client: FlaskClient) -> None:
    def overdue(day: str) -> int:
        document = client.get(f"/roadmap?as_of={day}&format=json").json
        assert document is not None
        return sum(row["standing"] == "overdue" for row in document["rows"])

    assert overdue("2006-10-17") == 0
    assert overdue("2012-01-01") > overdue("2007-06-01")


def test_a_paragraph_shows_its_words_and_what_rests_on_it(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/id/ilo/source/gb297-pfa-1-1/para-77").text)
    assert "战略" in page.xpath("string(//main//blockquote[@lang='zh'])")
    assert page.xpath("//main//table//a[contains(@href, '/id/ilo/linkage/')]")


def test_a_strategy_shows_which_rules_it_breaks(client: FlaskClient) -> None:
    page = html.fromstring(client.get(STRATEGY).text)
    assert page.xpath("//main//a[@href='/rules/ST-01']")


def test_the_interface_and_the_content_speak_different_languages(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        page = html.fromstring(reader.get(f"{STRATEGY}?ui=ar&content=zh").text)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert "基于结果的管理战略" in page.xpath("string(//h1)")
    assert page.xpath("//h1/span[@lang='zh']")


def test_a_language_is_kept_for_the_next_page(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        reader.get("/?ui=fr")
        assert html.fromstring(reader.get("/about").text).get("lang") == "fr"


def test_the_browser_decides_the_language_where_nobody_chose(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        answer = reader.get("/about", headers={"Accept-Language": "ru, en;q=0.5"})
    assert html.fromstring(answer.text).get("lang") == "ru"
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_name_in_another_language_is_marked_and_told(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        text = reader.get(f"{STRATEGY}?content=fr").text
    assert "no Français text yet" in text


def test_no_foreign_script_or_frame_is_allowed(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_search_finds_chinese_and_narrows_to_a_kind(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/search?q=人力资源战略").text)
    assert page.xpath("//main//ol//a[contains(@href, '/id/ilo/strategy/hr-')]")
    narrowed = client.get(f"/search?q=strategy&kind={RBM.Milestone}".replace("#", "%23"))
    hits = html.fromstring(narrowed.text).xpath("//main//ol/li/a[1]/@href")
    assert hits and all("/milestone/" in hit for hit in hits)


def test_an_empty_store_says_how_to_fill_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    from webapp.application import create_app
    from webapp.settings import Settings

    app = create_app(Settings(tmp_path_factory.mktemp("empty")))
    for address in ("/", "/strategies", "/sparql?query=ASK{}"):
        answer = app.test_client().get(address)
        assert answer.status_code == 503
        assert "Nothing is published" in answer.text
    app.extensions["rbm-service"].pool.close()


def test_what_cannot_be_answered_now_is_told_in_the_language_of_the_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(error: Exception) -> Callable[..., Table]:
        def raise_it(*_: object, **__: object) -> Table:
            raise error

        return raise_it

    monkeypatch.setattr(Answers, "own", fail(LimitPassed("… it took longer than 20 seconds.")))
    with client.application.test_client() as reader:
        query = {"query": "SELECT * { ?s ?p ?o }", "ui": "zh"}
        cut = reader.get("/query", query_string=query)
    assert (cut.status_code, "所需时间超过此处允许的上限" in cut.text) == (504, True)
    monkeypatch.setattr(Answers, "question", fail(LimitPassed("… more memory than is allowed.")))
    heavy = client.get("/questions/linked-strategies?strategy=http://example.org/x&format=csv")
    assert (heavy.status_code, "more memory" in heavy.text) == (504, True)
    monkeypatch.setattr(Answers, "page", fail(Busy(7)))
    busy = client.get("/strategies?ui=en")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "7")
    assert "Try again in 7 s." in busy.text


def test_a_large_snapshot_is_warmed_once_and_asked_for_each_new_day(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Callable[[Flask], None]] = []

    class Begun:
        def __init__(self, target: Callable[[Flask], None], **_: object):
            begun.append(target)

        def start(self) -> None:
            """Leave the work undone."""

    monkeypatch.setattr(warming, "LARGE", 0)
    monkeypatch.setattr(warming, "Thread", Begun)
    for day in ("2031-01-01", "2031-01-01", "2031-01-02"):
        monkeypatch.setattr(warming, "today", lambda day=day: day)
        client.get("/questions")
    assert begun == [warming.warm, warming.warm_today]
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(Answers, "question", lambda _, *given: asked.append(given))
    warming.warm_today(client.application)
    assert {name for name, _ in asked} == {
        "blocked-milestones",
        "milestones-due",
        "progress-report",
    }


def test_the_road_map_opens_on_the_day_of_its_last_report(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/roadmap?roadmap={ILO}roadmap/rbm").text)
    assert page.xpath("//input[@name='as_of']/@value") == ["2006-10-17"]


def test_a_snapshot_keeps_its_name_in_a_text_from_right_to_left(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        page = html.fromstring(reader.get("/history?ui=ar").text)
    names = page.xpath("//bdi[@dir='ltr']/text()")
    assert len(names) >= 4 and all(name.startswith(("1-", "http://localhost/")) for name in names)


def test_a_thing_has_a_history_over_the_snapshots(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/entity/history?iri={ILO}strategy/rbm").text)
    assert page.xpath("//main//h2[contains(., 'Snapshot 1-')]")
    assert page.xpath("//main//dd/a[contains(@href, '/id/ilo/framework/')]")


def test_the_words_of_a_link_speak_the_language_of_the_pages(client: FlaskClient) -> None:
    with client.application.test_client() as reader:
        page = html.fromstring(reader.get(f"{STRATEGY}?ui=zh").text)
    assert set(page.xpath("//main//li/span[contains(@class, 'stated')]/text()")) == {"陈述"}


def test_a_table_comes_as_rdf_about_the_things_in_it(client: FlaskClient) -> None:
    answer = client.get("/strategies?format=ttl")
    assert answer.mimetype == "text/turtle"
    graph = Graph().parse(data=answer.data, format="turtle")
    assert (URIRef(f"{ILO}strategy/rbm"), RDF.type, RBM.Strategy) in graph
    one = client.get(f"{STRATEGY}?format=nt&table=links")
    other = URIRef(f"{ILO}strategy/hr-2005")
    assert (other, RDF.type, RBM.Strategy) in Graph().parse(data=one.data, format="nt11")


def test_chains_of_one_kind_stand_together_and_the_rest_a_click_away(client: FlaskClient) -> None:
    first, second = f"{ILO}strategy/it-2007-09", f"{ILO}strategy/hr-2005"
    page = html.fromstring(client.get(f"/linkage/why?first={first}&second={second}").text)
    patterns = page.xpath("//section[@class='pattern']")
    told = page.xpath("//section[@class='pattern']//details[@class='hops']")
    assert 1 < len(patterns) < len(told)
    assert all(hop.xpath(".//li//a[contains(@href, '/source/')]") for hop in told)
    more = page.xpath("//section[@class='pattern']/p/a[contains(@href, '/questions/why-linked')]")
    left_out = sum(int(re.findall(r"\d+", link.text)[0]) for link in more)
    assert len(told) + left_out == 25
    assert client.get(more[0].get("href")).status_code == 200


def test_the_page_of_a_plan_tells_indicators_people_and_what_it_shares(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/id/example/strategy/co-management").text)
    assert page.xpath("//ul[@class='cards']//*[name()='svg']")
    assert page.xpath("//h2[@id='people']/following::table[1]//a[@href='/ns/ownedBy']")
    linked = html.fromstring(client.get(STRATEGY).text)
    assert linked.xpath("//section[@class='linked']//span[contains(@class, 'derived')]")
    assert linked.xpath("//section[@class='linked']//blockquote[@lang='zh']")


def test_a_plan_has_a_chain_a_matrix_and_indicators_of_its_own(client: FlaskClient) -> None:
    plan = f"{EXAMPLE}strategy/co-management"
    outcome = "/id/example/outcome/co-management"
    for address in (f"/results?plan={plan}", f"/frameworks/matrix?plan={plan}"):
        assert html.fromstring(client.get(address).text).xpath(f"//main//a[@href='{outcome}']")
    assert client.get(f"/results?plan={ILO}strategy/rbm").status_code == 404
    listed = client.get(f"/indicators?plan={plan}&format=json").json
    every = client.get("/indicators?format=json").json
    assert listed and every and 0 < len(listed["rows"]) < len(every["rows"])


def test_every_gap_of_the_board_leads_to_its_rule(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/gaps?of=organization").text)
    rows = page.xpath("//table[@class='board']/tbody/tr")
    assert rows
    assert {
        address.rpartition("/")[2]
        for row in rows
        for address in row.xpath(".//a[contains(@class, 'warning')]/@href")
    } == {"ST-01", "ST-02"}


def test_the_matrix_is_narrowed_by_words_of_the_name(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/linkage?name=strategy").text)
    names = page.xpath("//div[contains(@class, 'matrix')]//tbody/tr/th/a/text()")
    assert names and all("strategy" in name.casefold() for name in names)


def test_one_strategy_stands_against_all_it_is_linked_to(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/linkage?name=human resources revised").text)
    rows = page.xpath("//div[contains(@class, 'matrix')]//tbody/tr")
    assert len(rows) == 1
    strategy = rows[0].xpath("string(th//a/@href)")
    shown = client.get("/linkage?name=human resources revised&format=json").json
    assert shown is not None
    ends = {(row["first"], row["second"]) for row in shown["rows"] if row["basis"] == "stated"}
    iri = ILO + strategy.removeprefix("/id/ilo/")
    linked = client.get(f"{strategy}?format=json&table=links", headers={"Accept": "*/*"}).json
    assert linked is not None
    stated = {row["other"] for row in linked["rows"] if int(row["stated"])}
    # A lesson or an area of a road map is no plan.
    stated = {other for other in stated if "/strategy/" in other or "/programme/" in other}
    assert {end for pair in ends for end in pair} - {iri} == stated
    assert any(second == iri for _, second in ends)


def test_two_strategies_are_found_by_name_and_chosen_where_several_fit(client: FlaskClient) -> None:
    named = "/linkage/why?first=human resources strategy revised&second=results-based management"
    page = html.fromstring(client.get(named).text)
    asked = {"first": "human resources strategy revised", "second": f"{ILO}strategy/rbm"}
    by_name = html.fromstring(client.get("/linkage/why", query_string=asked).text)
    assert by_name.xpath("//h2[text()='Direct links']")
    assert page.xpath("//h1")
    several = html.fromstring(
        client.get(f"/linkage/why?first=strategy&second={ILO}strategy/rbm").text
    )
    assert len(several.xpath("//select[@name='first']/option")) > 5
    assert several.xpath("//input[@name='second']/@value")


def test_shades_are_those_of_the_matrix_shown() -> None:
    def cell(links: int) -> Cell:
        return Cell(derived={"kind": links})

    cells = {("a", str(links)): cell(links) for links in (10, 200, 3000, 40_000)}
    matrix = Matrix(("a",), (), cells, 0, steps(cells.values()))
    assert [matrix.shade(each) for each in cells.values()] == [1, 2, 3, 4]
    assert matrix.shades == ((1, 10), (11, 200), (201, 3000), (3001, 40_000))
    one = {("a", "b"): cell(7)}
    assert Matrix(("a",), ("b",), one, 0, steps(one.values())).shade(one["a", "b"]) == 1


def test_a_citation_names_the_snapshot_and_not_the_language(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/roadmap?roadmap={ILO}roadmap/rbm&ui=en").text)
    cited = page.xpath("string(//p[@class='cite'])")
    assert "asOf=1-" in cited and "roadmap=" in cited and "ui=" not in cited


def test_the_road_map_tells_what_changed_since_the_last_report(client: FlaskClient) -> None:
    page = html.fromstring(client.get(f"/roadmap?roadmap={ILO}roadmap/rbm&as_of=2008-11-01").text)
    changed = page.xpath("//h2[@id='changes']/following-sibling::ul[1]/li")
    assert any("overdue" in each.text_content() for each in changed)


def test_outcomes_stand_by_the_cycle_in_which_they_were_reviewed(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/coverage").text)
    heads = page.xpath("//h2[@id='reviewed']/following::table[1]/thead//th/text()")
    assert any(re.fullmatch(r"20\d\d-\d\d", head) for head in heads)
    assert page.xpath("//h2[@id='reviewed']/following::table[1]//a[contains(@href, '/outcome/')]")


def test_home_tells_whose_strategies_there_are_and_how_complete(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/").text)
    assert page.xpath("//table[@class='board']/tbody//th/a[starts-with(@href, '/id/ilo/')]")
    assert page.xpath("//main//form[@action='/search']")


def test_home_tells_how_complete_frameworks_and_plans_are(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/").text)
    for kind in ("framework", "plan"):
        (row,) = page.xpath(f"//main//tbody/tr[th/a[contains(@href, 'of={kind}')]]")
        known = client.get("/questions/coverage?format=json").json
        assert known is not None
        asked = [part for part in known["rows"] if PARTS[part["part"]][0] == kind]
        missing = sum(int(part["all"]) - int(part["complete"]) for part in asked)
        assert row.xpath("string(td[last()])").startswith(f"{missing:,} of")


def test_a_plan_tells_what_threatens_it_and_its_results(client: FlaskClient) -> None:
    plan = "/id/example/strategy/enterprise"
    told = client.get(f"{plan}?format=json&table=risks").json
    assert told is not None
    rows = {(row["risk"], row["thing"]) for row in told["rows"]}
    risk = f"{EXAMPLE}risk/prices"
    assert {(risk, f"{EXAMPLE}strategy/enterprise"), (risk, f"{EXAMPLE}outcome/enterprise")} <= rows
    page = html.fromstring(client.get(plan).text)
    assert page.xpath("//h2[@id='risks']/following::table[1]//a[contains(@href, 'risk/prices')]")


def test_the_smart_board_goes_on_page_by_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def indicators(address: str) -> list[str]:
        page = html.fromstring(client.get(address).text)
        return [str(link) for link in page.xpath("//main//tbody/tr/th/a/@href")]

    every = indicators("/gaps/smart")
    monkeypatch.setattr("webapp.pages.gaps.PAGE", 1)
    assert len(every) > 1
    assert indicators("/gaps/smart") == every[:1]
    assert indicators("/gaps/smart?start=1") == every[1:2]


def test_what_is_only_referred_to_says_that_it_is_not_described(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        assert naming.name(f"{ILO}activity/none-such").text == "none-such (not described here)"
        assert naming.name(f"{ILO}strategy/rbm").text != "rbm (not described here)"
        assert naming.name("https://example.org/elsewhere").text == "elsewhere"


def test_search_narrows_to_a_data_set(client: FlaskClient) -> None:
    graph = "https://w3id.org/rbm/graph/example"
    page = html.fromstring(client.get(f"/search?q=strategy&graph={graph}").text)
    hits = page.xpath("//main//ol/li/a[1]/@href")
    assert hits and all(hit.startswith("/id/example/") for hit in hits)


def test_a_rule_of_derivation_is_called_as_it_calls_itself(client: FlaskClient) -> None:
    with client.application.test_request_context("/?ui=fr"):
        assert naming.name("https://w3id.org/rbm/code/derivations/sdg").text == "même ODD"


def test_hits_of_one_name_are_told_apart_by_what_they_stand_in(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/search?q=grounds under co-management").text)
    hits = page.xpath("//main//ol/li[a[1][contains(@href, '/indicator/grounds')]]")
    assert hits
    for hit in hits:
        assert hit.xpath("./span/a[contains(@href, '/framework/')]"), hit.text_content()


def test_indicators_are_found_by_words_of_their_name_and_say_whose_they_are(
    client: FlaskClient,
) -> None:
    page = html.fromstring(client.get("/indicators?name=disputes").text)
    cards = page.xpath("//ul[@class='cards']/li")
    assert cards and all("dispute" in card.xpath("string(h2)").casefold() for card in cards)
    assert cards[0].xpath(".//a[contains(@href, '/example/strategy/')]")
    listed = client.get("/indicators?name=disputes&format=json").json
    assert listed and len({row["indicator"] for row in listed["rows"]}) == len(cards)
    none = html.fromstring(client.get("/indicators?name=zzzz").text)
    assert "Take a filter away" in none.xpath("string(//main)")


def test_the_pages_of_indicators_hold_each_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(start: int) -> list[str]:
        page = html.fromstring(client.get(f"/indicators?start={start}").text)
        return [str(link) for link in page.xpath("//ul[@class='cards']/li/h2/a/@href")]

    every = shown(0)
    monkeypatch.setattr("webapp.pages.indicators.PAGE", 4)
    assert [each for start in range(0, len(every), 4) for each in shown(start)] == every
    assert len(set(every)) == len(every) > 4


def test_the_indicators_of_a_framework_are_those_that_measure_its_results(
    client: FlaskClient,
) -> None:
    known = client.get("/indicators?format=json").json
    assert known is not None
    frameworks = {row["framework"] for row in known["rows"]} - {None}
    framework = sorted(frameworks)[0]
    listed = client.get(f"/indicators?format=json&framework={framework}").json
    assert listed is not None
    own = {row["indicator"] for row in known["rows"] if row["framework"] == framework}
    assert {row["indicator"] for row in listed["rows"]} == own != set()


def test_results_of_one_name_are_one_box_of_the_chain() -> None:
    def element(key: str, label: str, level: str, *parents: str) -> Element:
        return Element(key, label, "en", None, level, parents)

    elements = {
        each.key: each
        for each in (
            element("a", "Health", "outcome"),
            element("b", "Health", "outcome"),
            element("c", "Clinics", "output", "a"),
            element("d", "Clinics", "output", "b"),
            element("e", "Clinics", "output"),
        )
    }
    found, standing = merged(elements)
    assert {key: each.label for key, each in found.items()} == {
        "a": "Health × 2",
        "c": "Clinics × 2",
        "e": "Clinics",
    }
    assert found["c"].parents == ("a",) and standing["d"] == "c"


def test_a_chain_that_runs_in_a_circle_is_drawn_all_the_same() -> None:
    elements = {
        key: Element(key, key, "en", None, "outcome", (parent,))
        for key, parent in (("a", "b"), ("b", "a"))
    }
    found, _standing = merged(elements)
    assert set(found) == {"a", "b"}


def test_results_of_one_name_are_one_row_of_a_plan_with_all_their_indicators(
    client: FlaskClient,
) -> None:
    def table(*rows: tuple[str, ...]) -> Table:
        return Table(
            ("result", "framework", "evidence") if len(rows[0]) == 3 else ("indicator", "result"),
            tuple(tuple(map(URIRef, row)) for row in rows),
        )

    outcome = f"{EXAMPLE}outcome/co-management"
    with client.application.test_request_context("/"):
        (one,) = sought(
            table((outcome, "f:1", "p:1"), (outcome, "f:1", "p:2")),
            table(("i:1", outcome), ("i:2", outcome), ("i:1", outcome)),
        )
    assert [str(each) for each in one.indicators] == ["i:1", "i:2"]
    assert one.evidence == "p:1 p:2" and len(one.results) == 1


def test_the_rdf_of_a_thing_tells_what_is_said_and_what_refers_to_it(client: FlaskClient) -> None:
    strategy = URIRef(f"{ILO}strategy/rbm")
    graph = Graph().parse(data=client.get(f"{STRATEGY}?format=ttl").data, format="turtle")
    assert len(set(graph.predicates(strategy))) > 5
    assert set(graph.subjects(RBM.linksFrom, strategy))


def test_statements_of_one_wording_are_one_line_of_the_matrix(client: FlaskClient) -> None:
    outcome = URIRef(f"{EXAMPLE}outcome/co-management")
    twin = URIRef("f:not-described/co-management")
    rows = [
        (element, URIRef(RBM.Outcome), URIRef(f"f:{number}/disputes"), Literal("register"))
        for number, element in enumerate((outcome, outcome, twin))
    ]
    table = Table(("element", "kind", "indicator", "verification"), tuple(rows))
    with client.application.test_request_context("/"):
        ((_kind, lines),) = by_level(table)
    assert [len(line.indicators) for line in lines] == [1, 1]
    assert list(lines[0].times.values()) == [1, 2]


def test_a_rule_shows_no_open_place_of_its_message(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/rules/ST-01").text)
    told = page.xpath("string(//dl[@class='facts'])")
    assert "…" in told and "{" not in told


def test_the_answer_of_a_question_is_headed_in_the_language_of_the_pages(
    client: FlaskClient,
) -> None:
    answer = client.get("/questions/coverage", headers={"Accept-Language": "fr"})
    page = html.fromstring(answer.text)
    assert page.xpath("string(//main//caption)") == page.xpath("string(//h1)")


def test_a_long_document_goes_on_page_by_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def places(start: int) -> list[str]:
        address = f"/id/ilo/document/gb297-pfa-1-1?start={start}"
        page = html.fromstring(client.get(address).text)
        assert page.xpath("//div[@class='paragraph']//a[@class='tag']")
        return [str(link) for link in page.xpath("//p[@class='where']/a[1]/@href")]

    every = places(0)
    assert len(set(every)) == len(every) > 30
    monkeypatch.setattr("webapp.sections.PLACES", 30)
    assert places(0) + places(30) == every[:60]

"""The page of data lets a reader choose a form and a thing, and tells what a form leaves out."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from loaders.exports.forms import FORMS
from tests.site import build
from webapp.pages.data import TITLES

PLAN = "https://w3id.org/rbm/id/example/strategy/youth-skills"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = build(tmp_path_factory.mktemp("exports"))
    yield app
    app.extensions["rbm-service"].pool.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def links(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [str(link) for link in html.fromstring(answer.text).xpath("//main//a/@href")]


def test_every_form_has_a_name_for_readers() -> None:
    assert list(TITLES) == list(FORMS)


def test_the_page_of_data_leads_to_every_form_of_everything(client: FlaskClient) -> None:
    found = links(client, "/data")
    for name in FORMS:
        assert f"/export/{name}" in found
        assert f"/export/{name}/left-out" in found


def test_a_reader_may_choose_one_plan_or_framework(client: FlaskClient) -> None:
    page = html.fromstring(client.get("/data").text)
    assert PLAN in page.xpath("//select[@name='about']/option/@value")
    found = links(client, f"/data?about={PLAN}")
    assert f"/export/stratml?about={PLAN}" in found
    assert f"/data?about={PLAN}#forms" in links(client, "/id/example/strategy/youth-skills")


@pytest.mark.parametrize("name", ["stratml", "cube", "workbook"])
def test_what_a_form_leaves_out_adds_up_to_the_header(client: FlaskClient, name: str) -> None:
    export = client.get(f"/export/{name}?about={PLAN}")
    assert export.status_code == 200, export.text
    told = export.headers["X-Not-Said"]
    answer = client.get(f"/export/{name}/left-out?about={PLAN}&format=json")
    counted = sum(row["count"] for row in answer.json["rows"])
    assert counted == int(told)
    assert (counted > 0) == (name != "workbook")


def test_a_form_that_is_none_leaves_nothing_out(client: FlaskClient) -> None:
    assert client.get("/export/docx/left-out").status_code == 404


def test_a_form_that_cannot_hold_everything_says_why(client: FlaskClient) -> None:
    answer = client.get("/export/stratml/left-out")
    assert answer.status_code == 400
    assert "one plan" in answer.text

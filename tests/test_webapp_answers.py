"""Every page, question and form of data is asked as it was: `asOf` names a snapshot or a day."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from sparql.catalogue import ask, names
from sparql.snapshots import SnapshotStore
from tests.site import EXAMPLE, ILO, PAGES, build
from tests.test_sparql_questions import CASES, Case
from webapp.application import create_app
from webapp.serving.options import Options
from webapp.settings import Settings

OWN = ("/search", "/data", "/about", "/query", "/entity/history")
"""Pages that tell of all snapshots, or what is there now: their text may name the newer one."""
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


class Then:
    """A site whose data was withdrawn, what its pages said before, and its snapshots."""

    def __init__(self, client: FlaskClient, before: dict[str, str], store: SnapshotStore):
        self.client = client
        self.before = before
        self.store = store
        self.first, self.second = (snapshot.id for snapshot in store.snapshots())


def address(path: str, as_of: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}asOf={as_of}"


def said(text: str) -> str:
    """Return what the main part of a page says, its spaces made one."""
    found = html.fromstring(text).xpath("//main")
    return re.sub(r"\s+", " ", found[0].text_content() if found else text).strip()


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Then]:
    folder = tmp_path_factory.mktemp("then")
    first = build(folder).test_client()
    before = {path: said(first.get(address(path, "1")).text) for path in PAGES}
    store = SnapshotStore(folder)
    with store.candidate("everything is withdrawn") as candidate:
        for graph in candidate.graphs():
            if graph.endswith(("/ilo", "/example", "/hostile", "/crosswalk")):
                candidate.remove(graph)
        candidate.publish()
    # A site of its own: nothing that the first one remembers may stand in for an answer.
    options = Options(workers=2, rate="100000 per minute")
    again = create_app(Settings(folder, rows=100, options=options)).test_client()
    yield Then(again, before, store)


def test_every_page_says_what_it_said(then: Then) -> None:
    different = 0
    for path, told in then.before.items():
        answer = then.client.get(address(path, then.first))
        assert answer.status_code == 200, path
        if not path.startswith(OWN):
            assert said(answer.text) == told, path
        now = then.client.get(path)
        different += now.status_code == 404 or said(now.text) != told
    assert different > len(PAGES) / 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.data}-{case.path.stem}")
def test_every_question_answers_as_it_did(then: Then, case: Case) -> None:
    reader = then.store.reader(then.first)
    told = ask(reader, case.name, case.parameters)
    answer = then.client.get(
        f"/questions/{case.name}",
        query_string={**case.parameters, "format": "csv", "asOf": then.first},
    )
    assert answer.status_code == 200
    assert answer.headers["X-Snapshot"] == then.first
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    assert len(rows) == 1 + len(told)


def test_every_question_is_among_those_asked() -> None:
    assert {case.name for case in CASES} == set(names())


def test_the_endpoint_the_graphs_and_the_search_answer_as_they_did(then: Then) -> None:
    counts = {}
    for as_of in (then.first, "2", "1"):
        answer = then.client.get("/sparql", query_string={"query": COUNT, "asOf": as_of})
        counts[as_of] = int(answer.get_json()["results"]["bindings"][0]["n"]["value"])
    assert counts["1"] == counts[then.first] == then.store.get("1").total
    assert counts["2"] == then.store.get("2").total < counts["1"]
    graph = {"graph": "https://w3id.org/rbm/graph/ilo"}
    assert then.client.get("/graphs", query_string={**graph, "asOf": "1"}).status_code == 200
    assert then.client.get("/graphs", query_string=graph).status_code == 404
    assert f"{ILO}strategy" in then.client.get("/search?q=strategy&asOf=1").text.replace(
        "/id/ilo/", ILO
    )
    thing = f"/id/{EXAMPLE.removeprefix('https://w3id.org/rbm/id/')}strategy/co-management"
    assert then.client.get(thing).status_code == 404
    assert then.client.get(address(thing, "1")).status_code == 200


def test_a_day_names_the_snapshot_that_was_current_at_its_end(then: Then, tmp_path: Path) -> None:
    today = then.store.history()[-1].when.date().isoformat()
    query = {"query": COUNT, "asOf": today}
    answer = then.client.get("/sparql", query_string=query)
    told = int(answer.get_json()["results"]["bindings"][0]["n"]["value"])
    assert told == then.store.get("2").total
    for unknown in ("1999-01-01", "77", "yesterday"):
        assert then.client.get(address("/strategies", unknown)).status_code == 404


PAGED = [
    *[f"/questions/{case.name}" for case in CASES if not case.parameters],
    f"/questions/linked-strategies?strategy={ILO}strategy/hr-2005",
    "/questions/milestones-due?on=2008-01-01",
    "/strategies",
    "/indicators",
    "/documents",
    "/search?q=strategy",
    "/search?q=战略&content=zh",
]
SIZE = 7


@pytest.mark.parametrize("path", dict.fromkeys(PAGED))
def test_the_pages_of_a_list_hold_each_row_once_there_and_back(then: Then, path: str) -> None:
    address_ = address(path, then.first) + "&format=json"
    whole = then.client.get(address_).get_json()
    rows, pages = [], []
    url: str | None = f"{address_}&page-size={SIZE}"
    while url:
        answer = then.client.get(url)
        assert answer.status_code == 200, answer.text
        assert int(answer.headers["X-Total-Count"]) == len(whole["rows"])
        pages.append(answer.get_json())
        rows += pages[-1]["rows"]
        links = parse_links(answer.headers["Link"])
        url = links.get("next")
    assert [bare(row) for row in rows] == [bare(row) for row in whole["rows"]]
    assert len({json.dumps(row) for row in rows}) == len(rows)
    assert then.client.get(links["last"]).get_json() == pages[-1]
    for told in reversed(pages[:-1]):
        answer = then.client.get(links["prev"])
        links = parse_links(answer.headers["Link"])
        assert answer.get_json() == told
    assert "prev" not in links
    assert then.client.get(links["first"]).get_json() == pages[0]


def bare(row: dict[str, object]) -> dict[str, object]:
    """Return a row without the names beside its things: a page names only what it holds."""
    return {key: value for key, value in row.items() if not key.endswith(" name")}


def parse_links(header: str) -> dict[str, str]:
    return {relation: url for url, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def test_a_page_that_is_no_number_of_rows_is_refused(then: Then) -> None:
    for wrong in (
        "page-size=0",
        "page-size=x",
        "page-size=10001",
        "after=3",
        "page-size=5&after=-1",
    ):
        for path in ("/questions/unlinked-strategies", "/strategies", "/search"):
            assert then.client.get(f"{path}?format=json&{wrong}").status_code == 400, wrong

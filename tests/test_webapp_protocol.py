import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import DCAT, RDF, Graph, Literal, URIRef

from loaders.exports.forms import FORMS
from sparql.quads import RDF_FORMATS, parse_triples
from tests.conformance import SD, Markdown, Runner, manifest_tests, service_description
from tests.protocols import DATA, EARL, EXPLAINED, earl, report
from tests.serving import Running, serve
from webapp.serving.keeping import Memory
from webapp.serving.options import Options

EX = "http://example.org/"
CSV = {"Accept": "text/csv"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    options = Options(updates=True, workers=2, rate="100000 per minute")
    with serve(tmp_path_factory.mktemp("protocol"), options) as running:
        yield running


@pytest.fixture
def few(running: Running) -> Running:
    graph = Graph()
    for number in range(50):
        graph.add((URIRef(f"{EX}{number}"), URIRef(f"{EX}p"), Literal(f"=1+{number}", lang="en")))
    running.publish({f"{EX}graph": graph})
    return running


@pytest.mark.shared
@pytest.mark.parametrize(
    "suite",
    ["protocol", "graph-store-protocol/manifest-direct", "graph-store-protocol/manifest-indirect"],
)
def test_the_w3c_protocol_tests_pass(shared: Path, running: Running, suite: str) -> None:
    folder = shared / "w3c" / "sparql11"
    path = folder / (f"{suite}.ttl" if "/" in suite else f"{suite}/manifest.ttl")
    graphs = {DATA.format(n): Graph().parse(folder / "protocol" / f"data{n}.nt") for n in (1, 2, 3)}
    graphs[DATA.format(0)] = Graph()
    runner = Runner(running.base, running.operator)
    faults = {}
    for graph, test in manifest_tests(path):
        running.publish(graphs if suite == "protocol" else {})
        outcome = runner.run(suite, graph, test)
        if outcome.fault:
            faults[outcome.name] = outcome.fault
    runner.close()
    assert not faults


@pytest.mark.shared
def test_the_w3c_service_description_tests_pass(shared: Path, few: Running) -> None:
    path = shared / "w3c" / "sparql11" / "service-description" / "manifest.ttl"
    for _, test in manifest_tests(path):
        assert service_description(few.base, test).fault is None


@pytest.mark.shared
def test_the_deprecated_w3c_update_tests_pass_but_for_the_explained(
    shared: Path, running: Running
) -> None:
    running.publish({})
    runner = Markdown(running.base, running.operator)
    path = shared / "w3c" / "sparql11" / "http-rdf-update" / "manifest.ttl"
    outcomes = [runner.run("http-rdf-update", *test) for test in manifest_tests(path)]
    runner.close()
    assert {outcome.name for outcome in outcomes if outcome.fault} == set(EXPLAINED)
    assert len(list(earl(outcomes).subjects(RDF.type, EARL.Assertion))) == len(outcomes)
    assert all(reason[-1] in report(outcomes) for reason in EXPLAINED.values())


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/*;q=0.1, text/csv;q=0.2", "text/csv"),
    ],
)
def test_the_format_is_negotiated(few: Running, accept: str, media_type: str) -> None:
    answer = httpx.get(
        f"{few.base}/sparql",
        params={"query": "SELECT * { ?s ?p ?o }"},
        headers={"Accept": accept},
    )
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["x-snapshot"] == few.service.snapshot().id


def test_a_browser_without_a_query_is_led_to_the_query_page(few: Running) -> None:
    answer = httpx.get(f"{few.base}/sparql", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/query")


@pytest.mark.parametrize("media_type", RDF_FORMATS)
def test_the_description_is_what_its_media_type_says(few: Running, media_type: str) -> None:
    answer = httpx.get(f"{few.base}/sparql", headers={"Accept": media_type})
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    described = parse_triples(answer.content, media_type)
    assert (None, SD.endpoint, URIRef(f"{few.base}/sparql")) in described


def test_no_format_in_common_is_406_and_names_what_there_is(few: Running) -> None:
    answer = httpx.get(
        f"{few.base}/sparql", params={"query": "ASK {}"}, headers={"Accept": "image/png"}
    )
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_an_unchanged_answer_is_304(few: Running) -> None:
    ask = {"query": "ASK { ?s ?p ?o }"}
    first = httpx.get(f"{few.base}/sparql", params=ask)
    again = httpx.get(
        f"{few.base}/sparql", params=ask, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)


def test_a_small_answer_is_asked_of_a_worker_once_per_snapshot(few: Running) -> None:
    ask = {"query": f"SELECT * {{ ?s <{EX}p> ?o }} ORDER BY ?s LIMIT 3"}
    first = httpx.get(f"{few.base}/sparql", params=ask)
    before = few.service.pool.answered
    again = httpx.get(f"{few.base}/sparql", params=ask)
    assert again.content == first.content
    assert few.service.pool.answered == before
    few.publish({})
    assert httpx.get(f"{few.base}/sparql", params=ask).json()["results"]["bindings"] == []


def test_kept_answers_stay_within_their_bound() -> None:
    memory = Memory[bytes](30_000, len)
    for number in range(1_010):
        memory.put(number, b"x" * 30)
    assert [memory.get(number) is not None for number in (0, 9, 10, 1_009)] == [
        False,
        False,
        True,
        True,
    ]
    memory.put("large", b"x" * 31)
    assert memory.get("large") is None


def test_an_older_snapshot_answers_as_of_its_id(few: Running) -> None:
    before = few.service.snapshot().id
    few.publish({})
    count = {"query": f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}p> ?o }}"}
    now = httpx.get(f"{few.base}/sparql", params=count).json()
    then = httpx.get(f"{few.base}/sparql", params={**count, "asOf": before})
    few.service.store.roll_back(before)
    assert then.headers["x-snapshot"] == before
    counts = [each["results"]["bindings"][0]["n"]["value"] for each in (now, then.json())]
    assert counts == ["0", "50"]


def test_the_default_graph_gives_back_what_was_put_there(few: Running) -> None:
    url = f"{few.base}/graphs?default"
    headers = {"Authorization": f"Bearer {few.steward}", "Accept": "application/n-triples"}
    triple = f"<{EX}s> <{EX}p> <{EX}o> .\n"
    with httpx.Client(headers=headers, timeout=60) as client:
        assert client.put(url, content=triple, headers={"Content-Type": "text/turtle"}).is_success
        assert client.get(url).text == triple
        assert [client.delete(url).status_code for _ in "ab"] == [200, 204]
        answer = client.get(url)
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize("ref", ["9999", "1999-01-01", "../../etc"])
def test_a_snapshot_that_is_not_kept_is_404(few: Running, ref: str) -> None:
    for path in ("/sparql?query=ASK{}&asOf=", "/strategies?asOf=", "/graphs?default&asOf="):
        assert httpx.get(f"{few.base}{path}{ref}").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT * WHERE { ?s ?p", 400, "error at"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("CLEAR ALL", 400, "update"),
        ("ASK " + "{" * 300, 400, "nested"),
    ],
)
def test_a_faulty_query_is_answered_with_its_reason(
    few: Running, query: str, status: int, words: str
) -> None:
    answer = httpx.get(f"{few.base}/sparql", params={"query": query})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_an_update_needs_a_stewards_token(few: Running) -> None:
    update = {"update": "INSERT DATA { <a:a> <a:b> 1 }"}
    assert httpx.post(f"{few.base}/sparql", data=update).status_code == 401
    wrong = {"Authorization": "Bearer steward.wrong"}
    assert httpx.post(f"{few.base}/sparql", data=update, headers=wrong).status_code == 401


def test_a_wrong_token_is_told_on_a_page_too(few: Running) -> None:
    wrong = {"Authorization": "Bearer steward.wrong", "Accept": "text/html"}
    answer = httpx.get(f"{few.base}/sign-in", headers=wrong)
    assert answer.status_code == 200
    assert httpx.get(f"{few.base}/questions/none", headers=wrong).status_code == 404


def test_what_an_update_writes_without_a_graph_is_kept(few: Running) -> None:
    token = {"Authorization": f"Bearer {few.steward}"}
    update = {"update": f"INSERT DATA {{ <{EX}new> <{EX}p> 1 }}"}
    assert httpx.post(f"{few.base}/sparql", data=update, headers=token).status_code == 200
    ask = {"query": f"ASK {{ <{EX}new> <{EX}p> 1 }}"}
    assert httpx.get(f"{few.base}/sparql", params=ask).json()["boolean"] is True


def test_a_graph_is_written_by_stewards_only(few: Running) -> None:
    for method in ("PUT", "POST", "DELETE"):
        answer = httpx.request(method, f"{few.base}/graphs", params={"graph": f"{EX}graph"})
        assert answer.status_code == 401


def test_broken_turtle_changes_nothing_and_says_where(few: Running) -> None:
    before = few.service.snapshot().id
    answer = httpx.put(
        f"{few.base}/graphs",
        params={"graph": f"{EX}broken"},
        content=b"<a:b> <c:d> .",
        timeout=60,
        headers={"Authorization": f"Bearer {few.steward}", "Content-Type": "text/turtle"},
    )
    assert answer.status_code == 400
    assert "line 1" in answer.json()["detail"]
    assert few.service.snapshot().id == before


def test_scripts_of_other_sites_may_read_answers_without_cookies(few: Running) -> None:
    answer = httpx.get(
        f"{few.base}/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://e.org"}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_health_readiness_and_metrics_answer(few: Running) -> None:
    assert httpx.get(f"{few.base}/health").json() == {"status": "alive"}
    assert httpx.get(f"{few.base}/ready").json()["snapshot"] == few.service.snapshot().id
    assert "rbm_requests_total" in httpx.get(f"{few.base}/metrics").text


def test_rdflib_and_sparqlwrapper_are_answered(few: Running) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore
    from SPARQLWrapper import JSON, SPARQLWrapper

    query = f"SELECT ?o {{ <{EX}7> ?p ?o }}"
    (row,) = Graph(SPARQLStore(f"{few.base}/sparql")).query(query)
    assert row[0] == Literal("=1+7", lang="en")  # type: ignore[index]
    client = SPARQLWrapper(f"{few.base}/sparql", returnFormat=JSON)
    client.setQuery(query)
    assert client.query().convert()["results"]["bindings"][0]["o"]["value"] == "=1+7"


def test_the_data_leaves_in_every_form_and_a_record_lists_them(few: Running) -> None:
    record = Graph().parse(data=httpx.get(f"{few.base}/dcat").text, format="turtle")
    forms = set(record.objects(None, DCAT.downloadURL))
    assert len(forms) == len(FORMS) + 1  # the whole as RDF
    for form in forms:
        answer = httpx.get(str(form))
        if "/graphs" in str(form):
            assert answer.headers["content-type"].startswith("text/turtle")
            continue
        if str(form).endswith(
            ("/iati", "/stratml", "/stratml-all")
        ):  # there is no plan, and they have no more
            assert (answer.status_code, "plan" in answer.json()["detail"]) == (400, True)
            continue
        assert answer.status_code == 200
        assert int(answer.headers["x-not-said"]) >= 0
    assert httpx.get(f"{few.base}/export/none").status_code == 404
    gone = httpx.get(f"{few.base}/export/graphml", params={"about": f"{EX}none"})
    assert gone.status_code == 400


def test_the_pages_of_an_answer_are_linked_and_stay_through_a_publication(few: Running) -> None:
    url: str | None = f"{few.base}/sparql?query=SELECT * {{ ?s ?p ?o }}&page-size=20"
    _, whole = httpx.get(
        f"{few.base}/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers=CSV
    ).text.split("\n", 1)
    found: list[str] = []
    pages: list[str] = []
    while url:
        answer = httpx.get(url, headers=CSV)
        assert answer.status_code == 200, answer.text
        pages.append(answer.text)
        found += answer.text.splitlines()[1:]
        few.publish({})
        url = answer.links.get("next", {}).get("url")
    assert sorted(found) == sorted(whole.splitlines())
    for text in reversed(pages[:-1]):
        answer = httpx.get(answer.links["prev"]["url"], headers=CSV)
        assert answer.text == text
    assert "prev" not in answer.links and len(pages) > 1
    both = f"{few.base}/sparql?query=SELECT * {{}}&page-size=3&after=a&before=a"
    assert httpx.get(both).status_code == 400
    for wrong in ("0", "ten", "1000000", "²"):
        answer = httpx.get(f"{few.base}/sparql?query=SELECT * {{}}&page-size={wrong}")
        assert (answer.status_code, "page-size" in answer.json()["detail"]) == (400, True)
    assert httpx.get(f"{few.base}/sparql?query=ASK{{}}&page-size=3").status_code == 400


def test_in_catalogue_only_mode_no_other_query_runs_for_the_anonymous(
    tmp_path: Path,
) -> None:
    with serve(tmp_path, Options(catalogue_only=True, workers=1, rows=5)) as closed:
        said = "".join(f"<{EX}{number}> <{EX}p> <{EX}o> ." for number in range(9))
        closed.publish({f"{EX}graph": Graph().parse(data=said, format="turtle")})
        select = {"query": "SELECT * { ?s ?p ?o }", "format": "csv"}
        token = {"Authorization": f"Bearer {closed.steward}"}
        for address in ("/sparql", "/query"):
            answer = httpx.get(f"{closed.base}{address}", params=select, timeout=60)
            assert answer.status_code == 403
            allowed = httpx.get(f"{closed.base}{address}", params=select, headers=token, timeout=60)
            assert allowed.status_code == 200
            assert allowed.text.count(f"{EX}p") == 9, "limits are those of a steward"
        assert httpx.get(f"{closed.base}/questions/linked-strategies").status_code == 200
        told = httpx.get(f"{closed.base}/query", timeout=60)
        assert (told.status_code, "Only the questions of the catalogue" in told.text) == (200, True)


def test_only_the_origins_that_the_operator_allows_may_read(tmp_path: Path) -> None:
    with serve(tmp_path, Options(cors=("https://e.org",), workers=1)) as few:
        few.publish({})
        for path in ("/sparql?query=ASK{}", "/sparql?query=ASK{}&x=1", "/graphs?default"):
            for origin, allowed in (("https://e.org", "https://e.org"), ("https://evil.org", None)):
                answer = httpx.get(f"{few.base}{path}", headers={"Origin": origin})
                assert answer.headers.get("access-control-allow-origin") == allowed


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with serve(tmp_path, Options(rate="3 per minute", workers=1)) as few:
        few.publish({})
        for path in ("/sparql?query=ASK{}", "/sparql?query=ASK{}&x=1", "/graphs?default"):
            answers = [httpx.get(f"{few.base}{path}") for _ in range(4)]
            assert answers[-1].status_code == 429
            assert int(answers[-1].headers["retry-after"]) > 0
            assert answers[-1].headers["content-type"].startswith("application/problem+json")
        login = {"name": "steward", "password": "wrong"}
        tried = [httpx.post(f"{few.base}/sign-in", data=login) for _ in range(11)]
        assert [each.status_code for each in (tried[0], tried[-1])] == [401, 429]


def test_a_query_is_stopped_by_the_id_that_its_caller_chose(few: Running) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(
            httpx.get(
                f"{few.base}/sparql",
                params={"query": runaway},
                headers={"X-Query-Id": "my-own-query"},
                timeout=60,
            )
        )

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(100):
        stopped = httpx.post(f"{few.base}/sparql/cancel", data={"id": "my-own-query"})
        if stopped.status_code == 200:
            break
        time.sleep(0.1)
    thread.join()
    assert stopped.json() == {"stopped": True}
    (answer,) = answers
    assert (answer.status_code, "cancelled" in answer.json()["detail"]) == (504, True)


def test_curl_gets_every_format_and_posts_both_ways(few: Running) -> None:
    def curl(*arguments: str) -> str:
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "60", *arguments, f"{few.base}/sparql"],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    query = f"SELECT ?o {{ <{EX}7> ?p ?o }}"
    for accept, shown in (
        ("text/csv", "=1+7"),
        ("text/tab-separated-values", '"=1+7"@en'),
        ("application/sparql-results+json", '"value":"=1+7"'),
        ("application/sparql-results+xml", "=1+7</literal>"),
    ):
        header = f"Accept: {accept}"
        assert shown in curl("-G", "--data-urlencode", f"query={query}", "-H", header)
        assert shown in curl("--data-urlencode", f"query={query}", "-H", header)
        direct = "Content-Type: application/sparql-query"
        assert shown in curl("--data-binary", query, "-H", direct, "-H", header)

"""The rows of docs/threat-model.md that concern the running service."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import httpx
import pytest
from rdflib import Graph, Literal, URIRef

from tests.serving import Running, serve
from webapp.serving.options import Options

EX = "http://example.org/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    options = Options(updates=True, workers=2, seconds=1.0, rate="100000 per minute", upload_mb=1)
    with serve(tmp_path_factory.mktemp("threats"), options) as running:
        graph = Graph()
        for number in range(2_000):
            graph.add((URIRef(f"{EX}{number}"), URIRef(f"{EX}p"), URIRef(f"{EX}{number + 1}")))
            graph.add((URIRef(f"{EX}{number}"), URIRef(f"{EX}text"), Literal("a" * 30)))
        running.publish({f"{EX}graph": graph})
        yield running


class Canary(BaseHTTPRequestHandler):
    """Counts whoever comes."""

    hits: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_HEAD = do_PUT = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def crafted(canary: str) -> Iterator[str]:
    """Return queries and updates that would reach the canary, each in another disguise."""
    there = f"<http://{canary}/x>"
    inner = "{ ?s ?p ?o }"
    service = f"SERVICE {there} {inner}"
    for pattern in (
        service,
        f"service {there} {inner}",
        f"SeRvIcE SILENT {there} {inner}",
        f"SERVICE\n# comment\n{there} {inner}",
        f"SERVICE{there}{inner}",
        f"OPTIONAL {{ {service} }}",
        f"{{ {service} }} UNION {{ ?a ?b ?c }}",
        f"MINUS {{ {service} }}",
        f"GRAPH ?g {{ {service} }}",
        f"?s ?p ?o FILTER EXISTS {{ {service} }}",
        f"?s ?p ?o FILTER NOT EXISTS {{ {service} }}",
        f"{{ SELECT * WHERE {{ {service} }} }}",
        f"BIND({there} AS ?where) SERVICE ?where {inner}",
        f"VALUES ?where {{ {there} }} SERVICE ?where {inner}",
        f"\\u0053ERVICE {there} {inner}",
        f"SERVIC\\u0045 {there} {inner}",
        f"SERVICE <http://\\u0031{canary[1:]}/x> {inner}",
        f"?s ?p 'it\\'s' . {service}",
        f'?s ?p """"quoted" """ . {service}',
        f"?s ?p ?o FILTER(?s<?o) {service}",
        f"?s ?p ?o FILTER(?s<?o){service}",
    ):
        yield f"SELECT * WHERE {{ {pattern} }}"
        yield f"PREFIX e: <http://{canary}/> ASK {{ {pattern.replace(there, 'e:x')} }}"
    yield f"SELECT * FROM {there} {inner}"
    yield f"SELECT * FROM NAMED {there} {{ GRAPH ?g {inner} }}"
    yield f"DESCRIBE {there}"
    yield f"CONSTRUCT {inner} FROM {there} WHERE {inner}"
    for load in ("LOAD", "load silent", "LOAD # x\n", "\\u004cOAD"):
        yield f"{load} {there}"
        yield f"{load} {there} INTO GRAPH <{EX}loaded>"
    yield f"INSERT {{ ?s ?p ?o }} WHERE {{ {service} }}"
    yield f"DELETE {{ ?s ?p ?o }} USING {there} WHERE {inner}"


def test_no_crafted_query_or_update_reaches_the_network(running: Running, canary: str) -> None:
    token = {"Authorization": f"Bearer {running.operator}"}
    texts = list(crafted(canary))
    assert len(texts) > 50
    with httpx.Client(timeout=30) as client:
        for text in texts:
            for field in ("query", "update"):
                answer = client.post(f"{running.base}/sparql", data={field: text}, headers=token)
                assert answer.status_code < 500, text
    assert Canary.hits == []
    assert httpx.get(f"http://{canary}/alive").status_code == 200
    assert Canary.hits.pop() == "/alive"


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("application/ld+json", '{{"@context": "http://{0}/c.jsonld", "@id": "a:a", "p": 1}}'),
        ("application/ld+json", '{{"@context": {{"@import": "http://{0}/c.jsonld"}}}}'),
        ("application/ld+json", '{{"@context": "file:///etc/hostname", "p": 1}}'),
        ("text/turtle", "<a:a> <http://www.w3.org/2002/07/owl#imports> <http://{0}/o> ."),
        ("application/rdf+xml", '<!DOCTYPE r SYSTEM "http://{0}/x.dtd"><r/>'),
        (
            "application/rdf+xml",
            '<!DOCTYPE r [<!ENTITY e SYSTEM "http://{0}/x">]><r>&e;</r>',
        ),
    ],
)
def test_no_crafted_file_reaches_the_network(
    running: Running, canary: str, media_type: str, text: str
) -> None:
    httpx.put(
        f"{running.base}/graphs",
        params={"graph": f"{EX}crafted"},
        content=text.format(canary).encode(),
        timeout=60,
        headers={"Authorization": f"Bearer {running.operator}", "Content-Type": media_type},
    )
    assert Canary.hits == []


@pytest.mark.parametrize("depth", [100, 1_000, 10_000, 100_000])
@pytest.mark.parametrize(
    ("media_type", "opening", "closing"),
    [
        ("application/ld+json", '{"a:b":', "}"),
        ("application/ld+json", "[", "]"),
        ("text/turtle", "[ <a:b> ", "]"),
        ("text/turtle", "( ", ")"),
        ("application/rdf+xml", "<a>", "</a>"),
    ],
)
def test_deep_nesting_in_a_file_leaves_the_service_alive(
    running: Running, media_type: str, opening: str, closing: str, depth: int
) -> None:
    answer = httpx.put(
        f"{running.base}/graphs",
        params={"graph": f"{EX}deep"},
        content=(opening * depth + closing * depth).encode(),
        headers={"Authorization": f"Bearer {running.operator}", "Content-Type": media_type},
        timeout=60,
    )
    assert answer.status_code in (200, 201, 204, 400, 413, 504)
    assert httpx.get(f"{running.base}/health").status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_an_entity_bomb_is_refused_in_any_encoding(running: Running, encoding: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "lol">{entities}]><r>&e9;</r>'
    answer = httpx.put(
        f"{running.base}/graphs",
        params={"graph": f"{EX}bomb"},
        content=bomb.encode(encoding),
        timeout=60,
        headers={
            "Authorization": f"Bearer {running.operator}",
            "Content-Type": "application/rdf+xml",
        },
    )
    assert answer.status_code == 400


EXPENSIVE = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?i",
    f"SELECT (COUNT(*) AS ?n) {{ ?s (<{EX}p>|!<{EX}p>)* ?o }}",
    'SELECT * { ?s ?p ?o . ?x ?y ?z FILTER REGEX(?o, "^(a+)+b$") }',
]


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.base, timeout=60) as client:
        yield client


def seconds(client: httpx.Client) -> float:
    """Return how long a cheap query takes, one that nobody has asked before."""
    query = f"ASK {{ <{EX}1> ?p ?o }} # {time.monotonic_ns()}"
    began = time.monotonic()
    # A worker that did not even get its second of a busy machine is asked again, at our cost.
    while (answer := client.get("/sparql", params={"query": query})).status_code in (503, 504):
        pass
    assert answer.json()["boolean"] is True
    return time.monotonic() - began


def last_percentile(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


@pytest.mark.parametrize("query", EXPENSIVE)
def test_an_expensive_query_ends_while_others_are_answered(
    running: Running, client: httpx.Client, query: str
) -> None:
    answers: list[httpx.Response] = []
    # A machine that is busy with other work is slow without any attack.
    usual = last_percentile([seconds(client) for _ in range(30)])

    def ask() -> None:
        answers.append(httpx.get(f"{running.base}/sparql", params={"query": query}, timeout=60))

    thread = threading.Thread(target=ask)
    started = time.monotonic()
    thread.start()
    times = []
    while thread.is_alive():
        times.append(seconds(client))
    took = time.monotonic() - started
    (answer,) = answers
    assert answer.status_code in (200, 504)
    if answer.status_code == 504:
        assert "longer than 1 second" in answer.json()["detail"] or "stopped" in answer.text
    assert took < 1 + 1 + max(0.5, 60 * usual), "the limit is one second, one more is allowed"
    assert last_percentile(times) < max(0.5, 60 * usual)


@pytest.mark.parametrize("depth", [100, 1_000, 10_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{", "}"),
        ("{ SELECT * ", "}"),
        ("FILTER(", ")"),
        ("OPTIONAL {", "}"),
        ("?s (", ") ?o"),
        ("?s ^", " <a:a> ?o"),
        ("?s ?p [ ?p ", "]"),
        ("?s ?p (", ")"),
        ("FILTER(!", "1)"),
        ("FILTER(-", "1)"),
        ("FILTER(1+", "1)"),
        ("BIND(IF(1,1,", ")"),
    ],
)
def test_deep_nesting_in_a_query_leaves_the_service_alive(
    client: httpx.Client, opening: str, closing: str, depth: int
) -> None:
    query = f"SELECT * {{ {opening * depth} {closing * depth} }}"
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code in (200, 400, 413, 504)
    assert client.get("/health").status_code == 200


def test_an_oversized_query_is_refused_unread(running: Running) -> None:
    for body in ({"query": "ASK {}" + " " * 400_000}, {"query": "ASK {}", "x": "y" * 400_000}):
        assert httpx.post(f"{running.base}/sparql", data=body).status_code == 413


def test_an_oversized_graph_is_refused_whatever_its_length_is_said_to_be(running: Running) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b"<a:a> <a:b> <a:c> .\n" * 2_500

    headers = {"Authorization": f"Bearer {running.operator}", "Content-Type": "text/turtle"}
    for content in (b" " * 2_000_000, chunks()):
        answer = httpx.put(
            f"{running.base}/graphs",
            params={"graph": f"{EX}big"},
            content=content,
            headers=headers,
            timeout=60,
        )
        assert answer.status_code == 413


def test_a_compressed_body_is_refused(running: Running) -> None:
    answer = httpx.post(
        f"{running.base}/sparql",
        content=gzip.compress(b"query=" + b"a" * 10_000_000),
        headers={
            "Content-Encoding": "gzip",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert answer.status_code == 415


def test_slow_clients_do_not_hold_the_service(running: Running) -> None:
    host, port = running.base.removeprefix("http://").split(":")
    slow = []
    for _ in range(50):
        client = socket.create_connection((host, int(port)))
        client.sendall(b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        slow.append(client)
    answer = httpx.get(f"{running.base}/sparql", params={"query": "ASK {}"}, timeout=10)
    for client in slow:
        client.close()
    assert answer.status_code == 200


def test_a_cookie_is_of_no_use_to_another_sites_page(running: Running) -> None:
    with httpx.Client(base_url=running.base, timeout=60) as client:
        login = {"name": "steward", "password": "a long pass phrase"}
        foreign = client.post("/sign-in", data=login, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code == 403
        assert client.post("/sign-in", data=login).status_code == 302
        update = {"update": f"INSERT DATA {{ <{EX}x> <{EX}p> 1 }}"}
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            assert client.post("/sparql", data=update, headers=headers).status_code == 403
        own = {"Sec-Fetch-Site": "same-origin", "Origin": running.base}
        written = client.post("/sparql", data=update, headers=own)
        assert written.status_code == 200, written.text


def test_errors_leak_neither_paths_nor_traces(running: Running, tmp_path: Path) -> None:
    folder = str(running.service.store.folder)
    for path in (
        "/sparql?query=SELECT",
        "/sparql?query=ASK{}&asOf=../../etc",
        "/graphs?graph=%00",
        "/graphs?graph=javascript:alert(1)",
        "/graphs/../../etc/passwd",
        "/nothing",
    ):
        answer = httpx.get(f"{running.base}{path}")
        assert answer.status_code in (400, 404, 503), path
        assert folder not in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sparql",
        "/sparql?query=ASK{}",
        "/sparql?query=ASK{",
        "/sparql?query=CONSTRUCT WHERE {?s ?p ?o}",
        "/graphs?default",
        "/static/rbm.css",
        "/health",
        "/metrics",
        "/openapi.json",
        "/export/none",
        "/nothing",
        "/sign-in",
    ],
)
def test_no_answer_may_be_sniffed_framed_or_scripted(
    client: httpx.Client, path: str, method: str
) -> None:
    answer = client.request(method, path, content=b"x" * (method == "PUT"))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    if answer.content:
        assert answer.headers["content-type"]


ELSEWHERE = ["../../../../etc/hostname", "..%2f..%2f..%2fetc%2fhostname", "/etc/hostname", "..\\.."]


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize(
    "address",
    ["/static/{}", "/graphs/{}", "/export/{}", "/id/{}", "/ns/{}", "/rules/{}", "/questions/{}"],
)
def test_no_path_leads_to_another_file(
    running: Running, client: httpx.Client, address: str, path: str
) -> None:
    host, port = running.base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as bare:  # httpx tidies paths
        line = f"GET {address.format(path)} HTTP/1.1"
        bare.sendall(f"{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := bare.recv(65_536):
            answer += piece
    assert answer.startswith((b"HTTP/1.1 40", b"HTTP/1.1 30", b"HTTP/1.1 200"))
    assert Path("/etc/hostname").read_bytes().strip() not in answer.partition(b"\r\n\r\n")[2]
    for part in ("asOf", "graph", "first", "iri", "format"):
        told = client.get("/strategies", params={part: path})
        assert told.status_code < 500
        assert "root:" not in told.text


SPLIT = "x\r\nSet-Cookie: session=stolen\r\nX-Evil: 1"


def test_no_parameter_becomes_a_header(running: Running) -> None:
    login = {"name": "steward", "password": "a long pass phrase", "next": f"/{SPLIT}"}
    token = {"Authorization": f"Bearer {running.operator}", "Content-Type": "text/turtle"}
    answers = [
        httpx.post(f"{running.base}/sign-in", data=login),
        httpx.get(f"{running.base}/sparql", params={"query": "ASK {}", "query-id": SPLIT}),
        httpx.get(f"{running.base}/sparql", params={"query": "ASK {}", "asOf": SPLIT}),
        httpx.get(
            f"{running.base}/sparql",
            params={"query": f"SELECT * {{ ?s ?p ?o }} # {SPLIT}", "page-size": "1"},
        ),
        httpx.put(
            f"{running.base}/graphs", params={"graph": f"{EX}{SPLIT}"}, headers=token, timeout=60
        ),
        httpx.get(f"{running.base}/sparql", params={"ui": SPLIT, "content": SPLIT}),
        httpx.get(f"{running.base}/id/{quote(SPLIT)}", headers={"Accept": "text/turtle"}),
        httpx.get(f"{running.base}/export/iati", params={"about": f"{EX}{SPLIT}"}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert "x-evil" not in answer.headers
        assert "stolen" not in answer.headers.get("set-cookie", "")


def test_a_bomb_of_gzip_is_refused_packed(running: Running) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    for encoding in ("gzip", "deflate", "br", "x-gzip"):
        answer = httpx.put(
            f"{running.base}/graphs",
            params={"graph": f"{EX}bomb"},
            content=bomb,
            headers={
                "Authorization": f"Bearer {running.operator}",
                "Content-Type": "text/turtle",
                "Content-Encoding": encoding,
            },
        )
        assert answer.status_code == 415

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from urllib.request import urlopen

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDFS, XSD

from sparql.endpoint import QueryError
from sparql.remote import RemoteStore

EX = "https://example.org/"
ROWS = {
    "head": {"vars": ["a", "b"]},
    "results": {
        "bindings": [
            {
                "a": {"type": "uri", "value": f"{EX}x"},
                "b": {"type": "literal", "value": "中文", "xml:lang": "zh"},
            },
            {
                "a": {"type": "bnode", "value": "b0"},
                "b": {"type": "typed-literal", "value": "1.5", "datatype": str(XSD.decimal)},
            },
            {"a": {"type": "literal", "value": "plain", "datatype": str(XSD.string)}},
        ]
    },
}

Answer = Callable[[BaseHTTPRequestHandler, str], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on loopback that reads a query and answers as a test wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            with suppress(ConnectionError):
                answer(self, parse_qs(body)["query"][0])

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}/sparql"
        httpd.shutdown()


def reply(body: object, status: int = 200, **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler, query: str) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def drip(handler: BaseHTTPRequestHandler, query: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler, query: str) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: 1\r\n"[:1])
        time.sleep(0.05)


def test_rows_come_back_as_terms() -> None:
    with server(reply(ROWS)) as url:
        table = RemoteStore(url).select("SELECT * WHERE { ?a ?p ?b }")
    assert table.variables == ("a", "b")
    assert table.rows == (
        (URIRef(f"{EX}x"), Literal("中文", lang="zh")),
        (BNode("b0"), Literal("1.5", datatype=XSD.decimal)),
        (Literal("plain"), None),
    )
    assert not table.truncated


def test_asking_and_constructing_work_too() -> None:
    with server(reply({"head": {}, "boolean": True})) as url:
        assert RemoteStore(url).ask("ASK {}")
    with server(reply(f'<{EX}x> <{RDFS.label}> "y" .'.encode())) as url:
        graph = RemoteStore(url).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert set(graph) == {(URIRef(f"{EX}x"), RDFS.label, Literal("y"))}


def test_rows_that_the_server_left_out_are_told() -> None:
    with server(reply(ROWS, X_SQL_State="S1TAT")) as url:
        assert RemoteStore(url).select("SELECT * WHERE { ?a ?p ?b }").truncated
        with pytest.raises(QueryError, match="only some triples"):
            RemoteStore(url).construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("answer", [drip, drip_headers])
def test_a_server_that_drips_is_cut_off_at_the_deadline(answer: Answer) -> None:
    with server(answer) as url:
        start = time.monotonic()
        with pytest.raises(QueryError, match=r"longer than 0\.6 seconds"):
            RemoteStore(url, deadline=0.6).select("SELECT * WHERE { ?s ?p ?o }")
        assert 0.5 < time.monotonic() - start < 2


def test_a_server_that_takes_the_call_and_says_nothing_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(QueryError, match=r"longer than 0\.4 seconds"):
            RemoteStore(url, deadline=0.4).ask("ASK {}")


def test_an_answer_that_is_too_long_is_refused() -> None:
    with server(reply(b"x" * 200_000)) as url, pytest.raises(QueryError, match="100,000 bytes"):
        RemoteStore(url, max_bytes=100_000).select("SELECT * WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (reply(b"Syntax error at line 1", 400), "answered 400: Syntax error"),
        (reply(b"busy", 503), "answered 503: busy"),
        (reply(b"<html>"), "gave no JSON"),
        (reply(b"[" * 100_000), "gave no JSON"),
        (reply({"head": {}, "boolean": True}), "not a SELECT"),
        (reply(["no", "object"]), "not a SELECT"),
        (reply(b"", 302, Location="file:///etc/passwd"), "answered 302|did not answer"),
    ],
)
def test_a_fault_of_the_server_is_told_with_its_address(answer: Answer, message: str) -> None:
    with server(answer) as url, pytest.raises(QueryError, match=message) as told:
        RemoteStore(url).select("SELECT * WHERE { ?s ?p ?o }")
    assert url in str(told.value)


def test_nobody_at_home_and_a_wrong_address_are_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(QueryError, match="did not answer"):
        RemoteStore(f"http://127.0.0.1:{port}/").ask("ASK {}")
    with pytest.raises(QueryError, match="begins with http"):
        RemoteStore("file:///etc/passwd")


def test_an_update_goes_out_as_a_query_only() -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler, query: str) -> None:
        asked.append(query)
        reply(b"no query", 400)(handler, query)

    with server(answer) as url, pytest.raises(QueryError, match="answered 400"):
        RemoteStore(url).ask("INSERT DATA { <a:a> <b:b> <c:c> }")
    assert asked == ["INSERT DATA { <a:a> <b:b> <c:c> }"]


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed")
    folder = tmp_path_factory.mktemp("virtuoso")
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
    (folder / "virtuoso.ini").write_text(
        f"""
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{ports[0]}
NumberOfBuffers = 2000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{ports[1]}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 10000
"""
    )
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{ports[1]}/sparql"
    try:
        for _ in range(240):
            with suppress(OSError), urlopen(f"{url}?query=ASK%7B%7D", timeout=5):
                break
            time.sleep(0.25)
        else:
            pytest.fail("Virtuoso did not start within a minute")
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.mark.server
def test_virtuoso_answers_behind_the_same_interface(virtuoso: str) -> None:
    store = RemoteStore(virtuoso)
    table = store.select('SELECT ?a ?b WHERE { VALUES (?a ?b) { (<x:y> "中文"@zh) (<x:z> 5) } }')
    assert table.rows == (
        (URIRef("x:y"), Literal("中文", lang="zh")),
        (URIRef("x:z"), Literal(5)),
    )
    assert not store.ask("ASK { <x:y> <x:nowhere> ?o }")
    assert store.ask("ASK { }")
    graph = store.construct('CONSTRUCT { <x:y> <x:p> "ü", 3 } WHERE {}')
    assert set(graph) == {
        (URIRef("x:y"), URIRef("x:p"), Literal("ü")),
        (URIRef("x:y"), URIRef("x:p"), Literal(3)),
    }
    with pytest.raises(QueryError, match="answered 400"):
        store.select("SELECT WHERE")
    with pytest.raises(QueryError, match="longer than 1 second"):
        RemoteStore(virtuoso, deadline=1).select(
            "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        )

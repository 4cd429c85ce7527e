"""`rbm load` publishes files, says what it found and where, and leaves by a telling exit code."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loaders.turtle import TurtleLoader
from sparql.snapshots import SnapshotStore
from webapp.command import rbm

DATA = Path(__file__).parent / "data"
GOOD = '<urn:x:1> <http://www.w3.org/2000/01/rdf-schema#label> "one"@en .\n'


def load(folder: Path, *arguments: object) -> Result:
    store = folder / "store"
    return CliRunner().invoke(rbm, ["--data", str(store), "load", *map(str, arguments)])


def test_a_good_file_is_published_and_the_exit_code_is_0(tmp_path: Path) -> None:
    (tmp_path / "plan.ttl").write_text(GOOD, "utf-8")
    result = load(tmp_path, tmp_path / "plan.ttl", "--by", "me")
    assert result.exit_code == 0, result.output
    assert "plan: " in result.output
    assert "Published snapshot 1-" in result.output
    assert SnapshotStore(tmp_path / "store").current() is not None


def test_violations_are_located_and_the_exit_code_is_1(tmp_path: Path) -> None:
    result = load(tmp_path, DATA / "iati-2.03.xml", "--coverage")
    assert result.exit_code == 1
    line = (DATA / "iati-2.03.xml").read_text("utf-8").split("<budget")[0].count("\n") + 1
    spot = f"iati-2.03.xml:{line}:5 /iati-activities/iati-activity[1]/budget[1]"
    assert f"{spot}: RE-02" in result.output
    assert "iati-activity/result/indicator/@measure" in result.output
    assert "Published snapshot" in result.output


def test_strict_publishes_nothing_where_a_rule_is_violated(tmp_path: Path) -> None:
    result = load(tmp_path, DATA / "iati-2.03.xml", "--strict")
    assert result.exit_code == 1
    assert SnapshotStore(tmp_path / "store").current() is None


def test_a_broken_file_names_its_line_and_the_exit_code_is_2(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text(GOOD + "<urn:x:2> <urn:p> \n", "utf-8")
    (tmp_path / "good.ttl").write_text(GOOD, "utf-8")
    result = load(tmp_path, tmp_path / "good.ttl", tmp_path / "bad.ttl")
    assert result.exit_code == 2
    assert "bad.ttl:2:19: LOAD-SYNTAX" in result.output
    assert "Nothing was published" in result.output
    assert SnapshotStore(tmp_path / "store").current() is None


def test_a_dry_run_and_json_say_the_same_and_publish_nothing(tmp_path: Path) -> None:
    result = load(tmp_path, DATA / "iati-2.03.xml", "--dry-run", "--no-check", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["snapshot"] is None
    (dataset,) = said["datasets"]
    assert dataset["things"]["https://w3id.org/rbm/ns#Indicator"] == 2
    assert len(dataset["files"][0]["sha256"]) == 64
    assert {"rule": "LOAD-VALUE", "level": "info", "count": 1} in said["counts"]
    assert SnapshotStore(tmp_path / "store").current() is None


def test_ctrl_c_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.ttl").write_text(GOOD, "utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(TurtleLoader, "read", stop)
    result = load(tmp_path, tmp_path / "plan.ttl", "--format", "turtle")
    assert result.exit_code == 130
    assert "as it was" in result.output
    assert SnapshotStore(tmp_path / "store").current() is None


@pytest.mark.parametrize(
    "arguments", [[], ["--endpoint", "http://127.0.0.1:1/"], ["x.ttl", "--endpoint", "http://x/"]]
)
def test_what_to_load_must_be_said(arguments: list[str], tmp_path: Path) -> None:
    assert load(tmp_path, *arguments).exit_code == 2


def test_names_with_brackets_are_shown_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "plan [red].ttl"
    path.write_text("oops", "utf-8")
    assert "plan [red].ttl" in load(tmp_path, path, "--format", "turtle").output


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Answers every query with two triples, or with what the test sets."""

    answer = GOOD.encode() + b"<urn:x:2> <urn:p> <urn:x:1> .\n"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle")
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def test_an_endpoint_is_a_source(tmp_path: Path, endpoint: str) -> None:
    query = tmp_path / "all.rq"
    query.write_text("CONSTRUCT WHERE { ?s ?p ?o }", "utf-8")
    result = load(tmp_path, "--endpoint", endpoint, "--query", query, "--graph", "remote")
    assert result.exit_code == 0, result.output
    reader = SnapshotStore(tmp_path / "store").reader()
    assert reader.ask("ASK { GRAPH <https://w3id.org/rbm/graph/remote> { <urn:x:2> ?p ?o } }")
    assert reader.ask(f"ASK {{ ?d <http://purl.org/dc/terms/source> <{endpoint}> }}")


def test_an_endpoint_that_is_not_there_is_told(tmp_path: Path) -> None:
    query = tmp_path / "all.rq"
    query.write_text("CONSTRUCT WHERE { ?s ?p ?o }", "utf-8")
    result = load(tmp_path, "--endpoint", "http://127.0.0.1:1/", "--query", query, "--graph", "r")
    assert result.exit_code == 2
    assert "LOAD-ENDPOINT" in result.output


def test_the_first_import_brings_the_ontology_and_code_lists_along(tmp_path: Path) -> None:
    file = tmp_path / "plan.ttl"
    file.write_text(
        "@prefix rbm: <https://w3id.org/rbm/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://example.org/p> a rbm:Programme ; rdfs:label "p"@en .\n'
    )
    data = tmp_path / "data"
    done = CliRunner().invoke(rbm, ["--data", str(data), "load", str(file)])
    assert done.exit_code == 0, done.output
    reader = SnapshotStore(data).reader()
    assert reader.ask("ASK { <https://example.org/p> a <https://w3id.org/rbm/ns#Plan> }")
    assert reader.ask("ASK { GRAPH <https://w3id.org/rbm/graph/codes> { ?s ?p ?o } }")

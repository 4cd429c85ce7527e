"""The W3C tests of the SPARQL 1.1 HTTP protocols, run against a service (rdf-tests manifests)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")
STATUS = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404, "BadRequest": 400}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SD_TERMS = [
    *("Service", "Dataset", "Graph", "NamedGraph", "endpoint", "supportedLanguage"),
    *("resultFormat", "defaultDataset", "defaultGraph", "namedGraph", "name", "graph"),
    *("SPARQL11Query", "SPARQL11Update"),
]
TABULAR = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")
TRIPLES = ("text/turtle", "application/rdf+xml", "application/n-triples")


@dataclass(frozen=True)
class Outcome:
    """What became of one test."""

    suite: str
    name: str
    iri: str
    fault: str | None


def manifest_tests(path: Path) -> Iterator[tuple[Graph, URIRef]]:
    """Return the tests of a manifest in its order."""
    graph = Graph().parse(path)
    for manifest in graph.subjects(RDF.type, MF.Manifest):
        for entries in graph.objects(manifest, MF.entries):
            for test in Collection(graph, entries):
                yield graph, URIRef(str(test))


class Runner:
    """Runs the requests of a test against the address of a service."""

    def __init__(self, base: str, token: str):
        self.base = base
        self._client = httpx.Client(
            base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def run(self, suite: str, graph: Graph, test: URIRef) -> Outcome:
        """Return the outcome of a test; the first fault ends it."""
        name = str(graph.value(test, MF.name) or test)
        location = ""
        try:
            connection = graph.value(test, MF.action)
            requests = graph.value(connection, HT.requests)
            assert requests is not None, "the test holds no request"
            for request in Collection(graph, requests):
                location = self._one(graph, request, location)
        except AssertionError as error:
            return Outcome(suite, name, str(test), str(error))
        return Outcome(suite, name, str(test), None)

    def _one(self, graph: Graph, request: object, location: str) -> str:
        def value(subject: object, predicate: URIRef) -> str | None:
            found = graph.value(subject, predicate)  # type: ignore[arg-type]
            return None if found is None else str(found)

        def headers(subject: object) -> dict[str, str]:
            listed = graph.value(subject, HT.headers)  # type: ignore[arg-type]
            if listed is None:
                return {}
            return {
                str(graph.value(h, HT.fieldName)): str(graph.value(h, HT.fieldValue))  # type: ignore[arg-type]
                for h in Collection(graph, listed)
            }

        path = (value(request, HT.absolutePath) or "").replace("$LOCATION$", quote(location, ""))
        path = re.sub(r"^/gsp", "/graphs", path)
        body_node = graph.value(request, HT.body)  # type: ignore[arg-type]
        encoding = value(body_node, CNT.characterEncoding) or "utf-8"
        body = value(body_node, CNT.chars)
        sent = headers(request)
        if body is not None:
            body = body.replace("$LOCATION$", location)
        if "multipart" in sent.get("content-type", ""):
            body = re.sub(r"\r?\n", "\r\n", re.sub(r"(?m)^ +", "", body or "").strip())
        answer = self._client.request(
            value(request, HT.methodName) or "GET",
            path,
            content=None if body is None else body.encode(encoding),
            headers={"content-type": "", **sent} if body is not None else sent,
        )
        expected = graph.value(request, HT.resp)  # type: ignore[arg-type]
        wanted = list(graph.objects(expected, MF.expectedStatus))
        assert any(_fits(answer.status_code, str(s)) for s in wanted), (
            f"{path}: status {answer.status_code}, wanted {wanted}: {answer.text[:200]}"
        )
        media = answer.headers.get("content-type", "").split(";")[0]
        form = value(expected, MF.expectedFormat)
        if form in ("boolean", "tabular"):
            assert media in TABULAR, f"media type {media}"
        if form == "RDF":
            assert media in TRIPLES, f"media type {media}"
        boolean = value(expected, MF.expectedBoolean)
        if boolean is not None:
            assert str(answer.json()["boolean"]).lower() == boolean, f"answered {answer.text}"
        reply = graph.value(expected, HT.body)
        if reply is not None:
            held = Graph().parse(data=answer.content, format="turtle", publicID=self.base)
            ideal = Graph().parse(
                data=(value(reply, CNT.chars) or "").replace("$LOCATION$", location),
                format="turtle",
                publicID=self.base,
            )
            assert isomorphic(held, ideal), f"the graph differs: {answer.text[:300]}"
        if value(expected, MF.expectedLocation):
            location = answer.headers.get("location", "")
            assert location, "no Location header"
        return location


def _fits(status: int, wanted: str) -> bool:
    name = wanted.rpartition("#")[2]
    if match := re.fullmatch(r"StatusCode(\d)xx", name):
        return status // 100 == int(match[1])
    return status == STATUS.get(name)


class Markdown:
    """The deprecated tests of http-rdf-update, whose requests stand in comments, in sequence."""

    def __init__(self, base: str, token: str):
        self._host = base.removeprefix("http://")
        self._client = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60)
        self._made = ""

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def run(self, suite: str, graph: Graph, test: URIRef) -> Outcome:
        """Return the outcome of a test; those before it have run."""
        text = next(str(c) for c in graph.objects(test, RDFS.comment) if "#### Request" in str(c))
        request, response = text.split("#### Response")
        lines = self._fill(request.split("#### Request")[1]).strip("\n").splitlines()
        method, address, _ = lines[0].split(" ")
        head, _, body = "\n".join(lines[1:]).partition("\n\n")
        sent = dict(line.split(": ", 1) for line in head.splitlines() if line)
        sent.pop("Host", None)
        if "multipart" in sent.get("Content-Type", ""):
            body = body.replace("\n", "\r\n")
        answer = self._client.request(
            method, self._address(address), content=body.encode() or None, headers=sent
        )
        self._made = answer.headers.get("location", self._made)
        status, _, ideal = self._fill(response).strip("\n").partition("\n")
        fault = None
        if str(answer.status_code) not in status:
            fault = f"status {answer.status_code}, wanted {status}: {answer.text[:120]}"
        elif "@prefix" in ideal and not isomorphic(
            Graph().parse(data=answer.content, format="turtle"),
            Graph().parse(data=ideal[ideal.index("@prefix") :], format="turtle"),
        ):
            fault = "the graph differs"
        return Outcome(suite, str(graph.value(test, MF.name)), str(test), fault)

    def _fill(self, text: str) -> str:
        text = re.sub(r"(?m)^ {4}", "", text).replace("$NEWPATH$", self._made)
        text = text.replace("http://$HOST$/$GRAPHSTORE$", f"http://{self._host}/graphs")
        return text.replace("$GRAPHSTORE$", "/graphs").replace("$HOST$", self._host)

    def _address(self, address: str) -> str:
        return address if address.startswith("http") else f"http://{self._host}{address}"


def service_description(base: str, test: URIRef) -> Outcome:
    """Return the outcome of one of the three tests of the service description."""
    name = str(test).rpartition("#")[2]
    answer = httpx.get(f"{base}/sparql", headers={"Accept": "text/turtle"})
    try:
        held = Graph().parse(data=answer.content, format="turtle")
        here = URIRef(f"{base}/sparql")
        if name == "has-endpoint-triple":
            assert (None, SD.endpoint, here) in held, "no matching sd:endpoint"
        if name == "conforms-to-schema":
            (described,) = held.subjects(RDF.type, SD.Service)
            assert (described, SD.supportedLanguage, None) in held, "no language"
            assert (described, SD.defaultDataset, None) in held, "no dataset"
            terms = {t for s in held for t in s[1:] if str(t).startswith(str(SD))}
            assert {str(t) for t in terms} <= {str(SD) + t for t in SD_TERMS}, f"unknown {terms}"
    except (AssertionError, ValueError) as error:
        return Outcome("service-description", name, str(test), str(error) or "fault")
    return Outcome("service-description", name, str(test), None)

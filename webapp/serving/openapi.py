"""The description of the service as OpenAPI 3.1, made from the catalogue of questions."""

from importlib.metadata import version

from flask import Blueprint

from sparql.catalogue import Parameter, Question, names, question
from sparql.quads import RDF_FORMATS
from sparql.results import FORMATS

blueprint = Blueprint("openapi", __name__)
Json = dict[str, object]
TABLES: Json = {
    "text/html": {},
    "text/csv": {},
    "application/json": {},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
}
PROBLEM: Json = {
    "description": "What is wrong and what to do (RFC 9457).",
    "content": {"application/problem+json": {}, "text/html": {}},
}
TYPES: dict[str, Json] = {
    "iri": {"type": "string", "format": "iri", "maxLength": 2000},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "string": {"type": "string", "maxLength": 2000},
    "language": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
}
FORM: Json = {
    "name": "format",
    "in": "query",
    "description": "The format, where the Accept header does not say it.",
    "schema": {"type": "string", "enum": ["html", "csv", "json", "xlsx"]},
}
AS_OF: Json = {
    "name": "asOf",
    "in": "query",
    "description": "A snapshot's id, or a date: the snapshot that was current then answers.",
    "schema": {"type": "string", "maxLength": 40},
}

PAGES: list[Json] = [
    {
        "name": "page-size",
        "in": "query",
        "description": "Rows of one page of a SELECT query; Link names the next one.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000},
    },
    {
        "name": "after",
        "in": "query",
        "description": "Where the page begins, as the Link of the page before says.",
        "schema": {"type": "string"},
    },
    {
        "name": "before",
        "in": "query",
        "description": "Where the page ends, as the Link of the page behind says.",
        "schema": {"type": "string"},
    },
]
PARTS: list[Json] = [
    {
        "name": "page-size",
        "in": "query",
        "description": "Rows of one page of CSV, JSON or XLSX; Link names the pages around it.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000},
    },
    {
        "name": "after",
        "in": "query",
        "description": "How many rows stand before the page, with page-size.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    },
]


@blueprint.get("/openapi.json")
def document() -> Json:
    """Return the description."""
    return description()


def description() -> Json:
    """Return every question, the SPARQL endpoint and the graph store as OpenAPI operations."""
    paths: Json = {f"/questions/{name}": {"get": operation(question(name))} for name in names()}
    paths["/sparql"] = {"get": _query(), "post": _query_by_form()}
    paths["/graphs"] = {"get": _graph()}
    paths["/search"] = {"get": _search()}
    for path, says in (("/health", "Whether the process lives."), ("/ready", "Whether it answers")):
        paths[path] = {
            "get": {
                "summary": says,
                "responses": {
                    "200": {"description": "Yes.", "content": {"application/json": {}}},
                    "503": {"description": "No.", "content": {"application/json": {}}},
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "RBM Graph",
            "version": version("rbm-graph"),
            "description": "Questions about results, strategies and how they are linked.",
            "license": {"name": "Apache-2.0"},
        },
        "paths": paths,
    }


def operation(asked: Question) -> Json:
    """Return a question as one GET operation."""
    return {
        "operationId": asked.name,
        "summary": asked.title(),
        "tags": list(asked.tags),
        "parameters": [*(_parameter(each) for each in asked.parameters), FORM, AS_OF, *PARTS],
        "responses": {
            "200": {"description": "The answer, with its evidence.", "content": TABLES},
            **_errors("400", "404", "503", "504"),
        },
    }


def _errors(*codes: str) -> Json:
    return dict.fromkeys(codes, PROBLEM)


def _parameter(parameter: Parameter) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.summary,
        "schema": TYPES[parameter.kind],
    }


def _dataset() -> list[Json]:
    listed: Json = {"type": "array", "items": {"type": "string", "format": "iri"}}
    return [
        {"name": name, "in": "query", "schema": listed, "explode": True}
        for name in ("default-graph-uri", "named-graph-uri")
    ]


def _answers() -> Json:
    media_types: Json = {name: {} for name in (*FORMATS, *RDF_FORMATS)}
    return {
        "200": {
            "description": "The answer; X-Snapshot names the snapshot it came from.",
            "content": media_types,
        },
        **_errors("400", "403", "406", "413", "415", "429", "503", "504"),
    }


def _query() -> Json:
    text: Json = {"name": "query", "in": "query", "schema": {"type": "string"}}
    return {
        "operationId": "query",
        "summary": "Answer a SPARQL 1.1 query; without one, describe the service.",
        "parameters": [text, *_dataset(), AS_OF, *PAGES],
        "responses": _answers(),
    }


def _query_by_form() -> Json:
    form: Json = {
        "type": "object",
        "properties": {"query": {"type": "string"}},
        "required": ["query"],
    }
    return {
        "operationId": "query-by-post",
        "summary": "Answer a SPARQL 1.1 query sent as a form or as it is.",
        "parameters": [*_dataset(), AS_OF],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/sparql-query": {"schema": {"type": "string"}},
            },
        },
        "responses": _answers(),
    }


def _search() -> Json:
    texts = {"q": "The words.", "kind": "The class of the things.", "graph": "The data set."}
    return {
        "operationId": "search",
        "summary": "Return the things whose names or descriptions hold every word, best first.",
        "parameters": [
            *(
                {"name": name, "in": "query", "description": says, "schema": TYPES["string"]}
                for name, says in texts.items()
            ),
            *(FORM, AS_OF, *PARTS),
        ],
        "responses": {
            "200": {"description": "What was found.", "content": TABLES},
            **_errors("400", "404", "503"),
        },
    }


def _graph() -> Json:
    media_types: Json = {name: {} for name in RDF_FORMATS}
    return {
        "operationId": "graph",
        "summary": "Return the triples of a named graph.",
        "parameters": [
            {"name": "graph", "in": "query", "required": True, "schema": TYPES["iri"]},
            AS_OF,
        ],
        "responses": {
            "200": {"description": "The triples.", "content": media_types},
            **_errors("400", "404", "406", "503", "504"),
        },
    }

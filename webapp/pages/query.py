"""The query page: a query in the address, its answer below as table, chart or matrix."""

import secrets
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any

from flask import Blueprint, Response, abort, make_response, request
from flask_babel import gettext as _
from rdflib import Graph

from sparql.answers import Table
from sparql.catalogue import names, question
from sparql.endpoint import QueryError
from sparql.guard import MAX_BYTES, guard_query
from sparql.pool import LimitPassed
from webapp import charting, completion, pictures
from webapp.answers import answers
from webapp.catalogue import themes
from webapp.columns import heading
from webapp.faults import Fault, fault, stopped
from webapp.negotiation import HTML, RDF, Format, wanted
from webapp.pivot import pivot
from webapp.security import POLICY
from webapp.serving.service import asker, service
from webapp.tables import Sheet, respond

pages = Blueprint("query", __name__)
VIEWS = ("table", "chart", "matrix")
PICTURES = ("svg", "png")
SHOWN = 500
"""Triples of a graph that the page writes out; the downloads hold all."""
EXAMPLE = """PREFIX rbm: <https://w3id.org/rbm/ns#>

SELECT ?strategy ?result WHERE {
  ?strategy rbm:seeks ?result .
}
ORDER BY ?strategy ?result
LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave and how long that took: rows, yes or no, or triples."""

    form: str
    seconds: float
    table: Table | None = None
    verdict: bool | None = None
    graph: Graph | None = None


@pages.route("/query", methods=["GET", "POST"])
def show() -> Response:
    """Return the query page with the answer of the query in its address, if there is one."""
    request.max_content_length = request.max_form_memory_size = 4 * MAX_BYTES
    query = asked_query()
    if not query:
        return page(query=EXAMPLE)
    if closed() and not catalogued(query):
        abort(403, _("Only the questions of the catalogue run here; see the page of questions."))
    try:
        answer = run(query)
    except LimitPassed as error:
        response = page(query=query, fault=Fault(stopped(error)))
        response.status_code = 504
        return response
    except QueryError as error:
        response = page(query=query, fault=fault(str(error), query))
        response.status_code = 400
        return response
    if answer.table is not None:
        return tabular(query, answer, answer.table)
    if answer.graph is None:
        return page(query=query, answer=answer)
    format_ = wanted(RDF)
    if format_ is not HTML:
        return file(answer.graph, format_)
    return page(query=query, answer=answer, most=SHOWN, turtle=written(answer.graph, SHOWN))


@pages.get("/query/words")
def words() -> Response:
    """Return the classes and properties of the snapshot for the editor to complete."""
    response = Response(completion.as_json(), content_type="application/json; charset=utf-8")
    # The address names the snapshot and the language, so what it gives never changes.
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def asked_query() -> str:
    """Return the query in the address or the form, or that of the question it names."""
    name = request.values.get("question", "")
    if name and "query" not in request.values:
        if name not in names():
            abort(404, _("There is no question “%(name)s”.", name=name))
        return question(name).text
    return request.values.get("query", "").replace("\r\n", "\n")


def closed() -> bool:
    """Return whether only the catalogued questions run for this reader."""
    return service().options.catalogue_only and asker().role == "anonymous"


def catalogued(query: str) -> str:
    """Return the name of the question whose text a query is, if that needs no parameter."""
    for name in names():
        asked = question(name)
        if asked.text == query and not any(each.required for each in asked.parameters):
            return name
    return ""


def run(query: str) -> Answer:
    """Return the answer of a query within the reader's limits."""
    form = guard_query(query).form
    began = perf_counter()
    if form == "SELECT":
        name = catalogued(query)
        table = answers().question(name, {}) if name else answers().own(query)
        return Answer(form, perf_counter() - began, table=table)
    if form == "ASK":
        verdict = answers().free.ask(query)
        return Answer(form, perf_counter() - began, verdict=verdict)
    graph = answers().free.construct(query)
    return Answer(form, perf_counter() - began, graph=graph)


def tabular(query: str, answer: Answer, table: Table) -> Response:
    """Return the rows of an answer in the view or the format that the reader asks for."""
    view = request.values.get("view", "table")
    view = view if view in VIEWS and table.rows else "table"
    sheet = Sheet("answer", _("Answer"), table)
    context: dict[str, Any] = {"query": query, "answer": answer, "view": view}
    context["numbers"] = charting.numeric(table)
    format_ = request.values.get("format")
    if format_ is None and view == "matrix":
        found = pivot(table, request.values)
        return page(sheet, pivot=found, **context)
    if view != "chart" and format_ not in PICTURES:
        return page(sheet, **context)
    plot = charting.plot(table, request.values)
    title = title_of(plot.choice)
    if format_ in PICTURES and plot.chart:
        return pictures.file("drawings/chart.svg", "chart", picture=plot.chart, title=title)
    return page(sheet, plot=plot, title=title, **context)


def page(*sheets: Sheet, **context: Any) -> Response:
    """Return the page with a policy that lets the editor alone bring styles of its own."""
    nonce = secrets.token_urlsafe(16)
    response = make_response(
        respond(
            "query/query.html",
            *sheets,
            themes=themes(),
            closed=closed(),
            limits=service().limits(asker().role),
            nonce=nonce,
            **{"view": "table", **context},
        )
    )
    response.headers["Content-Security-Policy"] = f"{POLICY}; style-src 'self' 'nonce-{nonce}'"
    return response


def title_of(choice: charting.Choice) -> str:
    """Return what a chart shows, in words."""
    given = {
        "what": _("Rows") if choice.value == charting.ROWS else heading(choice.value),
        "category": heading(choice.category),
    }
    if choice.series:
        return str(
            _("%(what)s by %(category)s and %(series)s", series=heading(choice.series), **given)
        )
    return str(_("%(what)s by %(category)s", **given))


def written(graph: Graph, most: int | None = None) -> str:
    """Return triples as Turtle, the first ones only where there are more than a page can show."""
    if most is not None and len(graph) > most:
        part = Graph(namespace_manager=graph.namespace_manager)
        for triple in islice(graph, most):
            part.add(triple)
        graph = part
    for prefix, namespace in completion.prefixes().items():
        graph.bind(prefix, namespace)
    return graph.serialize(format="turtle")


def file(graph: Graph, format_: Format) -> Response:
    """Return triples as a file."""
    body = graph.serialize(format=format_.rdflib, encoding="utf-8")
    response = Response(body, content_type=f"{format_.media}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="answer.{format_.name}"'
    return response

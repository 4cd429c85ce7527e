"""The questions of the catalogue as forms, each with an address that can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, render_template, request

from sparql.answers import Table
from sparql.catalogue import Parameter, QuestionError, names, question, render
from sparql.kept import MOST
from webapp import catalogue, paging
from webapp.answers import answers
from webapp.choices import Choice, members
from webapp.installation import settings
from webapp.languages import interface
from webapp.negotiation import HTML, RDF, TABLES, Format, wanted
from webapp.tables import Sheet, respond

pages = Blueprint("questions", __name__)
OWN = frozenset({"format", "table", "ui", "content", "asOf", "page-size", "after"})
"""Arguments of the page itself; the rest are parameters of the question."""


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter as a form field: its value, and what can be chosen where that is a list."""

    parameter: Parameter
    value: str
    choices: tuple[Choice, ...]


@pages.get("/questions")
def index() -> str:
    """Return the list of questions."""
    return render_template("questions/index.html", themes=catalogue.themes())


@pages.get("/questions/<name>")
def show(name: str) -> Response | str | tuple[str, int]:
    """Return one question as a form, with its answer once it has all it needs."""
    if name not in names():
        abort(404, str(QuestionError(f"There is no question “{name}”.")))
    asked = question(name)
    given = {key: value for key, value in request.args.items() if key not in OWN and value}
    inputs = [
        Input(parameter, given.get(parameter.name, ""), members(parameter.target))
        for parameter in asked.parameters
    ]
    ready = all(parameter.name in given for parameter in asked.parameters if parameter.required)
    if not ready and not given and "format" not in request.args:
        return render_template("questions/question.html", asked=asked, inputs=inputs)
    try:
        query = render(asked, given)
        format_ = wanted((*TABLES, *RDF))
        table, every = rows(name, given, format_)
        sheet = Sheet("answer", asked.title(interface().tag), table, query, all=every)
    except QuestionError as error:
        page = render_template(
            "questions/question.html", asked=asked, inputs=inputs, fault=str(error)
        )
        return page, 400
    return respond("questions/question.html", sheet, format_=format_, asked=asked, inputs=inputs)


def rows(name: str, given: Mapping[str, str], format_: Format) -> tuple[Table, int | None]:
    """Return the rows of an answer that are sent, and how many there are where that is not all."""
    page = paging.asked() if format_ in TABLES else None
    if page is not None:
        return answers().rows(name, given, page.begin, page.size)
    if format_ is not HTML:
        return answers().question(name, given), None
    table, every = answers().rows(name, given, 0, settings().rows)
    return replace(table, truncated=table.truncated or every > MOST), every

"""The query page: a query in the address, its answer below."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from sparql.catalogue import names, question
from sparql.endpoint import QueryError
from sparql.guard import guard_query
from webapp.answers import answers
from webapp.tables import Sheet, respond

pages = Blueprint("query", __name__)

EXAMPLE = """PREFIX rbm: <https://w3id.org/rbm/ns#>

SELECT ?strategy ?result WHERE {
  ?strategy rbm:seeks ?result .
}
ORDER BY ?strategy ?result
LIMIT 100
"""


@pages.get("/query")
def show() -> Response | str | tuple[str, int]:
    """Return the query page with the answer of the query in its address, if there is one."""
    query = request.args.get("query", "")
    examples = [question(name) for name in names()]
    if not query:
        return render_template("query/query.html", query=EXAMPLE, examples=examples)
    try:
        form = guard_query(query).form
        if form == "SELECT":
            sheet = Sheet("answer", _("Answer"), answers().free.select(query))
            return respond("query/query.html", sheet, query=query, examples=examples)
        if form == "ASK":
            told = _("yes") if answers().free.ask(query) else _("no")
        else:
            told = answers().free.construct(query).serialize(format="turtle")
    except QueryError as error:
        return (
            render_template("query/query.html", query=query, examples=examples, fault=str(error)),
            400,
        )
    return render_template("query/query.html", query=query, examples=examples, told=told)

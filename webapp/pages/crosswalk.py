"""What others call our terms, and which words must not be taken for the same."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib import URIRef

from sparql.catalogue import question, render
from webapp import naming
from webapp.answers import answers
from webapp.choices import Choice
from webapp.tables import Sheet, respond

pages = Blueprint("crosswalk", __name__)


@pages.get("/crosswalk")
def index() -> Response | str:
    """Return the mappings of all terms, or of one."""
    asked = question("crosswalk")
    term = request.args.get("term", "")
    given = {"term": term} if term else {}
    sheet = Sheet(
        "crosswalk",
        _("Our terms and those of others"),
        answers().question(asked.name, given),
        render(asked, given),
    )
    everything = answers().question(asked.name, {})
    at = everything.variables.index("subject")
    subjects = {row[at] for row in everything.rows if isinstance(row[at], URIRef)}
    naming.learn(subjects)
    choices = [Choice(str(each), naming.name(each).text) for each in subjects if each]
    return respond(
        "crosswalk/index.html", sheet, terms=sorted(choices, key=lambda choice: choice.text)
    )

"""The source documents that the data rests on."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from webapp.answers import answers
from webapp.tables import Sheet, respond

pages = Blueprint("documents", __name__)


@pages.get("/documents")
def index() -> Response | str:
    """Return the list of source documents."""
    sheet = Sheet(
        "documents",
        _("Source documents, the most cited first"),
        answers().page("documents"),
        answers().text("documents"),
    )
    return respond("documents/index.html", sheet)

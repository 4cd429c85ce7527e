"""The whole ontology at one address, in the form a program asks for, and its JSON-LD context."""

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from ontology.exports import written
from webapp.negotiation import HTML, RDF, Format, wanted

pages = Blueprint("vocabulary", __name__)

FORMS = {
    **dict(zip(RDF, ("turtle", "jsonld", "ntriples", "rdfxml"), strict=True)),
    Format("owx", "application/owl+xml"): "owlxml",
}
"""How the ontology is written in each format that the address offers."""


@pages.get("/ontology")
def whole() -> Response | Redirect:
    """Return the ontology with its code lists, or send a reader on to the terms."""
    format_ = wanted(tuple(FORMS))
    if format_ is HTML:
        return redirect(url_for("terms.index"), code=303)
    form = FORMS[format_]
    response = sent(written(form, with_codes=form != "owlxml"), format_)
    response.headers["Content-Disposition"] = f"inline; filename=rbm.{format_.name}"
    return response


@pages.get("/context.jsonld")
def context() -> Response:
    """Return the JSON-LD context of the terms."""
    return sent(written("context"), Format("jsonld", "application/ld+json"))


def sent(content: bytes, format_: Format) -> Response:
    """Return text in a format, one of several at its address."""
    response = Response(content, content_type=f"{format_.media}; charset=utf-8")
    response.vary.add("Accept")
    return response

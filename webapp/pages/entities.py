"""One page for every IRI, and the same address as RDF to programs that ask for it."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from ontology.vocabulary import RBM
from webapp import addresses, findings, pictures, profiles, sections
from webapp.answers import answers
from webapp.installation import settings
from webapp.negotiation import RDF, TABLES, wanted
from webapp.tables import respond

pages = Blueprint("entities", __name__)


@pages.get("/id/<path:rest>")
def thing(rest: str) -> Response | str:
    """Return the page of a thing of the data."""
    return show(settings().base + rest)


@pages.get("/ns/<name>")
def term(name: str) -> Response | str:
    """Return the page of a term of the ontology."""
    return show(addresses.TERMS + name)


@pages.get("/entity")
def any_iri() -> Response | str:
    """Return the page of any IRI."""
    iri = request.args.get("iri", "")
    if not addresses.is_linkable(iri):
        abort(400, _("Give an absolute IRI, for example %(example)s.", example=RBM.Outcome))
    return show(iri)


def show(iri: str) -> Response | str:
    """Return a thing as a page, as RDF or as its picture; status 404 where there is none."""
    profile = profiles.read(iri)
    if profile is None:
        abort(404, _("Nothing is known of %(iri)s. Search for it by name.", iri=iri))
    if request.args.get("format") in pictures.TYPES:
        make = sections.shape(profile).picture
        return make() if make else abort(404, _("There is no picture on this page."))
    format_ = wanted((*RDF, *TABLES))
    if format_ in RDF and "table" not in request.args:
        graph = answers().construct(answers().text("described", thing=iri))
        graph.bind("rbm", addresses.TERMS)
        body = graph.serialize(format=format_.rdflib, encoding="utf-8")
        return Response(body, content_type=f"{format_.media}; charset=utf-8")
    section = sections.shape(profile)
    return respond(
        section.template,
        *section.sheets,
        format_=format_,
        profile=profile,
        findings=findings.of_thing(iri),
        **section.context,
    )


@pages.after_request
def vary(response: Response) -> Response:
    """Tell caches that one address has several formats."""
    response.vary.add("Accept")
    return response

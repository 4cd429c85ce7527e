"""The ontology at its address: the whole as a file, a page for each module, the context."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as Redirect

from ontology.exports import written
from ontology.header import header
from ontology.modules import parsed, turtle
from ontology.terms import Module, sections
from webapp import modulepage, naming, pictures
from webapp.negotiation import HTML, RDF, TABLES, Format, wanted
from webapp.tables import respond
from webapp.termpage import read

pages = Blueprint("vocabulary", __name__)


class Version(BaseConverter):
    """A number of a version, such as 0.1.0, in an address."""

    regex = r"\d+\.\d+\.\d+"


@pages.record_once
def teach(state: BlueprintSetupState) -> None:
    """Teach the application what a version looks like, before the addresses that name one."""
    state.app.url_map.converters["version"] = Version


FORMS = {
    **dict(zip(RDF, ("turtle", "jsonld", "ntriples", "rdfxml"), strict=True)),
    Format("owx", "application/owl+xml"): "owlxml",
}
"""How the ontology is written in each format that the address offers."""


@pages.get("/ontology")
@pages.get("/ontology/<version:number>")
@pages.get("/ns")
def whole(number: str | None = None) -> Response | Redirect:
    """Return the ontology with its code lists, or send a reader on to the terms."""
    held(number)
    format_ = wanted(tuple(FORMS))
    if format_ is HTML:
        return redirect(url_for("terms.index"), code=303)
    form = FORMS[format_]
    response = sent(written(form, with_codes=form != "owlxml"), format_)
    response.headers["Content-Disposition"] = f"inline; filename=rbm.{format_.name}"
    return response


@pages.get("/ontology/<name>")
@pages.get("/ontology/<version:number>/<name>")
def module(name: str, number: str | None = None) -> Response | Redirect | str:
    """Return one module: its terms and a picture of them, or its statements as RDF."""
    held(number)
    file = next((file for file in turtle() if file.name == f"{name}.ttl"), None)
    if file is None:
        abort(404, _("There is no module “%(name)s”. The list of terms names all.", name=name))
    if request.args.get("format") in pictures.TYPES:
        return drawn(name)
    format_ = wanted((*RDF, *TABLES))
    if format_ in RDF:
        return sent(parsed((file,)).serialize(format=format_.rdflib, encoding="utf-8"), format_)
    chosen = section(name)
    if chosen is None:  # it holds no term of ours
        return redirect(url_for("terms.index"), code=303)
    naming.learn(one for term in chosen.terms for one in (*term.subjects, *term.values))
    return respond(
        "terms/module.html",
        modulepage.table(chosen),
        format_=format_,
        module=chosen,
        modules=sections(),
        meant=read(chosen.descriptions),
        picture=modulepage.kinds(chosen),
    )


def section(name: str) -> Module | None:
    """Return a module of terms by its name; None where it holds no term of ours."""
    return next((one for one in sections() if one.name == name), None)


def drawn(name: str) -> Response:
    """Return the picture of a module's kinds of things as a file; status 404 where it has none."""
    chosen = section(name)
    picture = chosen and modulepage.kinds(chosen)
    if not chosen or not picture:
        abort(404, _("There is no picture on this page."))
    title = read(chosen.titles)[0]
    return pictures.file("drawings/chain.svg", name, picture=picture, title=title)


def held(number: str | None) -> None:
    """Answer 404 where another version is asked for than the one that is here."""
    if number not in (None, header().version):
        abort(
            404,
            _(
                "Version %(asked)s is not here; this is version %(held)s.",
                asked=number,
                held=header().version,
            ),
        )


@pages.get("/context.jsonld")
def context() -> Response:
    """Return the JSON-LD context of the terms."""
    return sent(written("context"), Format("jsonld", "application/ld+json"))


def sent(content: bytes, format_: Format) -> Response:
    """Return text in a format, one of several at its address."""
    response = Response(content, content_type=f"{format_.media}; charset=utf-8")
    response.vary.add("Accept")
    return response

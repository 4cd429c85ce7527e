"""The terms of the ontology and the concepts of its code lists."""

from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext as _
from rdflib import Literal
from rdflib.term import Identifier

from ontology.header import header
from ontology.terms import sections
from sparql.answers import Table
from webapp import addresses, naming
from webapp.answers import answers
from webapp.tables import Sheet, respond
from webapp.termpage import read

pages = Blueprint("terms", __name__)


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its definition in the reader's language."""

    iri: Identifier
    definition: Literal | None


@pages.get("/terms")
def index() -> Response | str:
    """Return all terms with their definitions."""
    captions = {
        "classes": _("Kinds of things"),
        "properties": _("What can be said of them"),
        "codes": _("Code lists"),
    }
    sheets = [
        Sheet(name, caption, answers().page(name), answers().text(name))
        for name, caption in captions.items()
    ]
    terms = {sheet.name: defined(sheet.table) for sheet in sheets}
    return respond(
        "terms/index.html",
        *sheets,
        terms=terms,
        modules=sections(),
        header=header(),
        read=read,
        anchor=anchor,
    )


def anchor(term: Identifier) -> str:
    """Return what a browser looks for on this page when it follows the IRI of a term here."""
    return str(term).removeprefix(addresses.TERMS) if str(term).startswith(addresses.TERMS) else ""


def defined(table: Table) -> dict[Identifier | None, list[Term]]:
    """Return the terms of a table by scheme, each once, in the order of their names."""
    naming.learn(term for row in table.rows for term in row)
    definitions: dict[tuple[Identifier | None, Identifier], list[Identifier]] = {}
    for row in table:
        known = definitions.setdefault((row.get("scheme"), row["term"]), [])
        if "definition" in row:
            known.append(row["definition"])
    groups: dict[Identifier | None, list[Term]] = {}
    for (scheme, term), texts in definitions.items():
        groups.setdefault(scheme, []).append(Term(term, naming.best(texts)))
    for group in groups.values():
        group.sort(key=lambda term: naming.name(term.iri).text.casefold())
    return groups

"""The tables of a page: on screen, as a download, and with the query they come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from flask import Flask, Response, abort, render_template, request
from flask_babel import format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming, paging
from webapp.answers import answers
from webapp.columns import heading
from webapp.downloads import described, download
from webapp.installation import settings
from webapp.negotiation import HTML, RDF, TABLES, Format, wanted
from webapp.wording import parameter, word

PLACES = frozenset({"evidence"})
"""Columns that hold several IRIs in one cell, separated by spaces."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on a page: its short name in the address, its caption, rows and query.

    Where `all` says how many rows there are, the table holds those alone that are asked for.
    """

    name: str
    caption: str
    table: Table
    query: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    all: int | None = None

    def __len__(self) -> int:
        """Return the number of rows, those that the table does not hold counted too."""
        return len(self.table) if self.all is None else self.all

    def heading(self, variable: str) -> str:
        """Return what stands over a column."""
        return self.headings.get(variable) or heading(variable)

    def things(self, most: int) -> list[Identifier | None]:
        """Return the IRIs of the first rows, those inside cells of places too."""
        found: list[Identifier | None] = []
        for row in self.table.rows[:most]:
            for variable, term in zip(self.table.variables, row, strict=True):
                if variable in PLACES and term is not None:
                    found.extend(URIRef(place) for place in str(term).split())
                else:
                    found.append(term)
        return found


def respond(
    template: str, *sheets: Sheet, format_: Format | None = None, **context: object
) -> Response | str:
    """Return the page, or the one of its tables that the address asks for as a file."""
    if format_ is None:
        format_ = wanted((*TABLES, *RDF)) if sheets else HTML
    if format_ is not HTML:
        asked = request.values.get("table", sheets[0].name if sheets else "")
        for sheet in sheets:
            if sheet.name == asked:
                if format_ in RDF:
                    return described(sheet.table, format_)
                return sent(sheet, format_)
        abort(404, _("This page has no table “%(name)s”.", name=asked))
    for sheet in sheets:
        naming.learn(sheet.things(settings().rows))
    return render_template(template, sheets={sheet.name: sheet for sheet in sheets}, **context)


def sent(sheet: Sheet, format_: Format) -> Response:
    """Return a table as a file, or the page of it that the address asks for."""
    page = paging.asked()
    if page is None:
        return download(sheet.table, sheet.name, format_)
    rows = sheet.table if sheet.all is not None else page.of(sheet.table)
    return page.link(download(rows, sheet.name, format_), len(sheet), answers().snapshot.id)


def shown(term: Identifier) -> str:
    """Return a literal as the reader's locale writes it."""
    text = str(term)
    if not isinstance(term, Literal):
        return text
    if term.datatype is None:
        return word(text)
    if term.datatype in (XSD.integer, XSD.decimal, XSD.double, XSD.int, XSD.long):
        value = term.toPython()
        return str(format_decimal(value)) if isinstance(value, int | Decimal | float) else text
    if term.datatype == XSD.boolean:
        return str(_("yes") if term.toPython() else _("no"))
    if term.datatype in (XSD.date, XSD.gYearMonth):
        return day(text)
    return text


def day(text: str) -> str:
    """Return a date or a month as the reader's locale writes it; other text stays as it is."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return str(format_date(date.fromisoformat(text), "long", locale=get_locale()))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            month = date.fromisoformat(f"{text}-01")
            return str(format_skeleton("yMMMM", month, locale=get_locale()))
    except ValueError:
        return text
    return text


def left_to_right(text: str) -> Markup:
    """Return an identifier that stays as it is within a text that runs from right to left."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def is_number(term: Identifier | None) -> bool:
    """Return whether a term is a number, which stands at the end of its cell."""
    return isinstance(term, Literal) and term.datatype in (XSD.integer, XSD.decimal, XSD.double)


def install(app: Flask) -> None:
    """Give the templates the cells."""
    app.jinja_env.globals.update(
        word=word,
        wording=parameter,
        shown=shown,
        is_number=is_number,
        heading=heading,
        PLACES=PLACES,
    )
    app.jinja_env.filters.update(
        day=day, number=format_decimal, percent=format_percent, plain=str, ltr=left_to_right
    )
    app.jinja_env.tests["iri"] = lambda term: isinstance(term, URIRef)

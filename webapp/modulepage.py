"""What a module's page shows: a picture of its kinds of things, and its terms as a table."""

from flask_babel import gettext as _
from rdflib import Literal, URIRef

from ontology.terms import Module, Term, terms
from sparql.answers import Table
from webapp import addresses, naming
from webapp.drawings import chain
from webapp.installation import settings
from webapp.tables import Sheet
from webapp.termpage import DATATYPES, PLAIN, read


def kinds(module: Module) -> chain.Chain | None:
    """Return a picture of a module's classes below those they are kinds of, None without any."""
    own = [term for term in module.terms if term.kind == "class"]
    if not own:
        return None
    shown = {iri for term in own for iri in (term.iri, *term.parents)}
    naming.learn(shown)
    lanes = (_("Kinds of things"), _("Narrower kinds"), _("Narrower still"), _("Narrowest"))
    elements = []
    for iri in sorted(shown):
        called = naming.name(iri)
        above = tuple(str(one) for one in _parents(iri) if one in shown)
        elements.append(
            chain.Element(
                str(iri),
                called.text,
                called.language,
                addresses.page(str(iri), settings().base),
                lanes[min(_depth(iri, shown), len(lanes) - 1)],
                above,
            )
        )
    return chain.draw(elements, lanes)


def table(module: Module) -> Sheet:
    """Return the terms of a module with what they mean and where they are used."""
    headings = {
        "term": _("Term"),
        "kind": _("Kind of term"),
        "definition": _("Definition"),
        "subjects": _("Said of"),
        "values": _("Leads to"),
    }
    rows = tuple(_row(term) for term in module.terms)
    return Sheet("terms", _("Terms of this module"), Table(tuple(headings), rows), "", headings)


def _row(term: Term) -> tuple[URIRef | Literal | None, ...]:
    text, language = read(term.definitions)
    return (
        term.iri,
        Literal(str(PLAIN[term.kind])),
        Literal(text, lang=language),
        _named(term.subjects),
        _named(term.values),
    )


def _named(classes: tuple[URIRef, ...]) -> Literal | None:
    """Return the names of classes in one cell."""
    if not classes:
        return None
    return Literal(", ".join(str(DATATYPES.get(one) or naming.name(one).text) for one in classes))


def _parents(iri: URIRef) -> tuple[URIRef, ...]:
    term = terms().get(iri)
    return term.parents if term else ()


def _depth(iri: URIRef, shown: set[URIRef]) -> int:
    above = [one for one in _parents(iri) if one in shown]
    return 1 + max(_depth(one, shown) for one in above) if above else 0

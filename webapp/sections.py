"""The parts that a page has because of what its thing is: a plan, a document, a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from rdflib import URIRef

from ontology.terms import terms
from ontology.vocabulary import RBM
from sparql.catalogue import question, render
from webapp.answers import answers
from webapp.measures import measures
from webapp.pages.indicators import values
from webapp.profiles import Profile
from webapp.tables import Sheet
from webapp.termpage import context as term_context


@dataclass(frozen=True, slots=True)
class Section:
    """The template for a kind of thing, the tables it needs and what else it shows."""

    template: str
    sheets: tuple[Sheet, ...] = ()
    context: Mapping[str, object] = field(default_factory=dict)


def shape(profile: Profile) -> Section:
    """Return what suits a thing's class."""
    iri = profile.iri
    if profile.is_a(RBM.Plan):
        return Section("strategies/strategy.html", plan(iri))
    if profile.is_a(RBM.SourceDocument):
        return Section("documents/document.html", (paragraphs(iri),))
    if profile.is_a(RBM.SourceLocation):
        return Section("documents/place.html", (resting(iri),))
    if profile.is_a(RBM.ResultsFramework):
        return Section("frameworks/framework.html")
    if profile.is_a(RBM.ChainElement):
        return Section("results/element.html")
    if profile.is_a(RBM.Indicator):
        observed = values([iri])
        row = {"indicator": URIRef(iri)}
        measure = measures([row], observed.table)[0]
        return Section("indicators/indicator.html", (observed,), {"measure": measure})
    if URIRef(iri) in terms():
        return Section("terms/term.html", context=term_context(URIRef(iri)))
    return Section("entities/thing.html")


def plan(iri: str) -> tuple[Sheet, ...]:
    """Return what there is to say of a plan: results, links, milestones, money."""
    own = {
        "results": ("plan-results", _("Results sought")),
        "milestones": ("plan-milestones", _("Milestones that concern it")),
        "money": ("plan-money", _("Money")),
    }
    links = question("linked-strategies")
    return (
        Sheet(
            "links",
            _("Links to other strategies"),
            answers().question(links.name, {"strategy": iri}),
            render(links, {"strategy": iri}),
        ),
        *(
            Sheet(name, caption, answers().page(query, plan=iri), answers().text(query, plan=iri))
            for name, (query, caption) in own.items()
        ),
    )


def paragraphs(iri: str) -> Sheet:
    """Return the places of a document that the data cites."""
    query = answers().text("paragraphs", document=iri)
    return Sheet("paragraphs", _("Paragraph by paragraph"), answers().select(query), query)


def resting(iri: str) -> Sheet:
    """Return all that rests on a place of a document."""
    asked = question("said-in")
    given = {"location": iri}
    table = answers().question(asked.name, given)
    return Sheet("things", _("What rests on it"), table, render(asked, given))

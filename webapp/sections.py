"""The parts that a page has because of what its thing is: a plan, a document, a place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from flask import Response, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from ontology.terms import terms
from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import links, naming
from webapp.answers import answers
from webapp.drawings.progress import figure
from webapp.links import Linked
from webapp.measures import measures, parted
from webapp.pages.indicators import values
from webapp.pictures import file
from webapp.profiles import Profile
from webapp.seeking import sought
from webapp.tables import Sheet
from webapp.termpage import context as term_context
from webapp.wording import word

CHARTS = 6
"""Indicators whose charts stand on the page of a plan; a page of their own shows all."""
LINKED = 12
"""Things at the other end of a link that are told in full; the table has all."""
PLACES = 100
"""Places of a document on one page."""
SHARED = 6
"""Shared things that are named for each rule."""


@dataclass(frozen=True, slots=True)
class Section:
    """The template for a kind of thing, the tables it needs and what else it shows."""

    template: str
    sheets: tuple[Sheet, ...] = ()
    context: Mapping[str, object] = field(default_factory=dict)
    picture: Callable[[], Response] | None = None
    """Makes a file of the picture on the page."""


def shape(profile: Profile) -> Section:
    """Return what suits a thing's class."""
    iri = profile.iri
    if profile.is_a(RBM.Plan):
        return plan(iri)
    if profile.is_a(RBM.SourceDocument):
        return document(iri)
    if profile.is_a(RBM.SourceLocation):
        return Section("documents/place.html", (resting(iri),))
    if profile.is_a(RBM.ResultsFramework):
        return Section("frameworks/framework.html")
    if profile.is_a(RBM.ChainElement):
        return Section("results/element.html", context={"wholes": profile.values(RBM.inFramework)})
    if profile.is_a(RBM.Indicator):
        return indicator(profile)
    if URIRef(iri) in terms():
        return Section("terms/term.html", context=term_context(URIRef(iri)))
    return Section("entities/thing.html")


def indicator(profile: Profile) -> Section:
    """Return the values of an indicator, as a chart, also as a file, and in parts."""
    observed = values([profile.iri])
    said = {
        "result": RBM.measures,
        "unit": RBM.hasUnit,
        "direction": RBM.hasDirection,
        "aggregation": RBM.hasTimeAggregation,
    }
    row: dict[str, Identifier] = {"indicator": URIRef(profile.iri)}
    row.update(
        {name: profile.values(term)[0] for name, term in said.items() if profile.values(term)}
    )
    measure, title = measures([row], observed.table)[0], naming.name(profile.iri).text
    drawn = figure(measure.values, title)
    kinds = {kind: word(kind) for kind in ("baseline", "actual", "target")}
    draw = partial(
        file, "drawings/figure.svg", "indicator", picture=drawn, title=title, words=kinds
    )
    return Section(
        "indicators/indicator.html",
        (observed,),
        {"measure": measure, "parted": parted(observed.table)},
        draw if drawn else None,
    )


def plan(iri: str) -> Section:
    """Return what there is to say of a plan: results, indicators, people, links, money."""
    own = {
        "results": ("plan-results", _("Results sought")),
        "indicators": ("plan-indicators", _("Indicators of its results")),
        "risks": ("plan-risks", _("Assumptions and risks")),
        "milestones": ("plan-milestones", _("Milestones that concern it")),
        "people": ("plan-people", _("People and partners")),
        "money": ("plan-money", _("Money")),
    }
    linked = links.of_plan(iri)
    sheets = [
        Sheet(name, caption, answers().page(query, plan=iri), answers().text(query, plan=iri))
        for name, (query, caption) in own.items()
    ]
    first = list({row["indicator"]: row for row in sheets[1].table}.values())[:CHARTS]
    observed = values(str(row["indicator"]) for row in first)
    naming.learn(term for row in (*first, *observed.table) for term in row.values())
    learn(linked)
    seeking = sought(sheets[0].table, sheets[1].table)
    links_ = Sheet(
        "links",
        _("Links to other strategies"),
        links.table(linked, answers().snapshot.id),
        render(question("linked-strategies"), {"strategy": iri}),
    )
    return Section(
        "strategies/strategy.html",
        (links_, *sheets),
        {
            "linked": linked,
            "measures": measures(first, observed.table),
            "frameworks": held(iri),
            "sought": seeking,
            "several": len({each.framework for each in seeking}) > 1,
        },
    )


def held(iri: str) -> list[Identifier]:
    """Return the frameworks that a plan holds."""
    said = answers().page("statements", thing=iri)
    return [row["value"] for row in said if row["property"] == RBM.holdsFramework]


def learn(linked: Sequence[Linked]) -> None:
    """Fetch the names of the links that a page shows in full."""
    shown = linked[:LINKED]
    naming.learn(URIRef(each.other) for each in shown)
    naming.learn(
        URIRef(thing)
        for each in shown
        for rule, things in each.shared.items()
        for thing in (rule, *things[:SHARED])
    )


def document(iri: str) -> Section:
    """Return the places of a document that the data cites, page by page, with what rests on each.

    A workbook has twenty thousand of them, a cell each.
    """
    query = answers().text("paragraphs", document=iri)
    sheet = Sheet("paragraphs", _("Paragraph by paragraph"), answers().select(query), query)
    start = max(0, request.args.get("start", 0, type=int))
    shown = list(Table(sheet.table.variables, sheet.table.rows[start : start + PLACES]))
    naming.learn(row["location"] for row in shown)
    counted = answers().page("weights", location=[str(row["location"]) for row in shown])
    weights = {row["location"]: int(str(row["statements"])) for row in counted}
    context = {"told": shown, "weights": weights, "start": start, "page": PLACES}
    return Section("documents/document.html", (sheet,), context)


def resting(iri: str) -> Sheet:
    """Return all that rests on a place of a document."""
    asked = question("said-in")
    given = {"location": iri}
    table = answers().question(asked.name, given)
    return Sheet("things", _("What rests on it"), table, render(asked, given))

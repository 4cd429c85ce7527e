"""How strategies are linked: the matrix, and why two of them are linked."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.catalogue import question, render
from sparql.chains import table as joined
from sparql.matrix import Touches, touches
from sparql.terms import iri
from webapp import matrices, naming, pictures
from webapp.answers import answers
from webapp.chains import chains
from webapp.choices import Choice, members
from webapp.drawings import paths
from webapp.tables import Sheet, respond

pages = Blueprint("linkage", __name__)
DRAWN = 7
"""Chains that a picture shows; the sentences tell them all."""


def label(thing: str) -> str:
    """Return the name of a thing."""
    return naming.name(thing).text


@pages.get("/linkage")
def matrix() -> Response | str:
    """Return the matrix of strategies by strategies, or by a kind of thing they share."""
    touched = answers().keep("touches", lambda: touches(answers().endpoint))
    rules = list(touched.things)
    naming.learn(URIRef(kind) for kind in (*touched.links, *rules))
    by, order = request.args.get("by", ""), request.args.get("order", "linked")
    if by and by not in rules:
        abort(404, _("There is no rule %(iri)s by which links are derived here.", iri=by))
    basis, kind = request.args.get("basis", ""), request.args.get("kind", "")
    learn(touched, by)
    if by:
        drawn = matrices.of_things(touched, by, order, label)
        query = answers().text("touched", rule=by)
        sheet = Sheet("matrix", _("Plans and what they share"), answers().select(query), query)
    else:
        drawn = matrices.of_plans(touched, order, label, basis, kind)
        table = matrices.pairs(drawn, touched.snapshot)
        sheet = Sheet(
            "matrix", _("Links of every pair"), table, render(question("linkage-matrix"), {})
        )
    return respond(
        "linkage/matrix.html",
        sheet,
        matrix=drawn,
        by=by,
        by_rules=[Choice(rule, label(rule)) for rule in rules],
        kinds=[Choice(each, label(each)) for each in (*touched.links, *rules)],
        bases=[Choice("stated", _("stated only")), Choice("derived", _("derived only"))],
        orders=[
            Choice("linked", _("most linked first")),
            Choice("cluster", _("linked ones side by side")),
            Choice("name", _("by name")),
        ],
    )


def learn(touched: Touches, by: str) -> None:
    """Fetch the names of all that a matrix may show."""
    shown = list(touched.most_linked(matrices.MOST))
    if by:
        part = touched.by_thing(by)
        shown += [*part.rows, *part.columns]
    naming.learn(URIRef(each) for each in shown)


@pages.get("/linkage/why")
def why() -> Response | str:
    """Return why two strategies are linked: directly, and through others."""
    first, second = request.args.get("first", ""), request.args.get("second", "")
    plans = members(RBM.Plan)
    if not first or not second:
        return respond("linkage/choose.html", plans=plans, first=first, second=second)
    links, through = question("linked-strategies"), question("why-linked")
    pair = {"strategy": first, "other": second}
    ends = {"first": first, "second": second}
    direct = Sheet(
        "direct", _("Direct links"), answers().question(links.name, pair), render(links, pair)
    )
    iri(first), iri(second)
    table = answers().keep(
        ("chains", first, second), lambda: joined(answers().endpoint, first, second)
    )
    naming.learn(term for row in table.rows for term in row)
    found = chains(table)
    far = [chain for chain in found if len(chain) > 1]
    picture = paths.draw([[step.hop for step in chain] for chain in far[:DRAWN]])
    title = _("Chains from %(first)s to %(second)s", first=label(first), second=label(second))
    if request.args.get("format") == "svg":
        return pictures.file("drawings/paths.svg", "why-linked", picture=picture, title=title)
    return respond(
        "linkage/why.html",
        direct,
        Sheet("chains", _("Chains between the two"), table, render(through, ends)),
        first=first,
        second=second,
        plans=plans,
        chains=far,
        picture=picture,
        drawn=DRAWN,
        title=title,
    )

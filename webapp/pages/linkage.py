"""How strategies are linked: the matrix, and why two of them are linked."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from rdflib import URIRef

from sparql.catalogue import question, render
from sparql.chains import table as joined
from sparql.terms import iri
from webapp import ends, grids, links, matrices, naming, pictures
from webapp.answers import answers
from webapp.chains import chains, patterns
from webapp.choices import Choice
from webapp.drawings import paths
from webapp.installation import settings
from webapp.matrices import Matrix
from webapp.pages import strategies
from webapp.tables import Sheet, respond

if TYPE_CHECKING:
    from sparql.matrix import Touches

pages = Blueprint("linkage", __name__)
DRAWN = 7
"""Chains that a picture shows."""
TOLD = 6
"""Shared things that are told of each kind; a page of their own tells all."""


def label(thing: str) -> str:
    """Return the name of a thing."""
    return naming.name(thing).text


@pages.get("/linkage")
def matrix() -> Response | str:
    """Return the matrix of strategies by strategies, or by a kind of thing they share."""
    touched = links.touched()
    rules = list(touched.things)
    naming.learn(URIRef(kind) for kind in (*touched.links, *rules))
    by, order = request.args.get("by", ""), request.args.get("order", "linked")
    if by and by not in rules:
        abort(404, _("There is no rule %(iri)s by which links are derived here.", iri=by))
    basis, kind = request.args.get("basis", ""), request.args.get("kind", "")
    size = request.args.get("size", matrices.SIZES[0], type=int)
    if size not in matrices.SIZES:
        abort(400, _("Choose one of these sizes: %(sizes)s.", sizes=str(matrices.SIZES)))
    among = narrowed(touched)
    if by:
        drawn = dressed(matrices.of_things(touched, by, size, among), order)
        query = answers().text("touched", rule=by)
        sheet = Sheet("matrix", _("Plans and what they share"), answers().select(query), query)
    else:
        kept = touched.narrowed(basis, kind)
        drawn = dressed(matrices.of_plans(kept, order == "cluster", size, among), order)
        shown = settings().rows if "format" not in request.args else None
        sheet = Sheet(
            "matrix",
            _("Links of every pair"),
            matrices.pairs(drawn, touched.snapshot, shown),
            render(question("linkage-matrix"), {}),
            all=matrices.size(drawn),
        )
    return respond(
        "linkage/matrix.html",
        sheet,
        matrix=drawn,
        body=grids.body(drawn, by),
        by=by,
        among=among,
        owners=strategies.owners(),
        sizes=[Choice(str(each), str(each)) for each in matrices.SIZES],
        size=size,
        by_rules=[Choice(rule, label(rule)) for rule in rules],
        kinds=[Choice(each, label(each)) for each in (*touched.links, *rules)],
        bases=[Choice("stated", _("stated only")), Choice("derived", _("derived only"))],
        orders=[
            Choice("linked", _("most linked first")),
            Choice("cluster", _("linked ones side by side")),
            Choice("name", _("by name")),
        ],
    )


def narrowed(touched: "Touches") -> frozenset[str] | None:
    """Return the plans that fit the owner and the words of the name; None where none is asked."""
    owner = request.args.get("owner", "")
    words = request.args.get("name", "").casefold().split()
    plans = list(touched.plans)
    if owner:
        whose = answers().page("strategies")
        owned = {str(row["strategy"]) for row in whose if str(row.get("owner")) == owner}
        plans = [plan for plan in plans if plan in owned]
    if words:
        naming.learn(map(URIRef, plans))
        plans = [plan for plan in plans if all(word in label(plan).casefold() for word in words)]
    return frozenset(plans) if owner or words else None


def dressed(matrix: Matrix, order: str) -> Matrix:
    """Return a matrix whose names are fetched, by name where that is the order."""
    naming.learn(URIRef(each) for each in (*matrix.rows, *matrix.columns))
    return matrix.by_name(label) if order == "name" else matrix


@pages.get("/linkage/why")
def why() -> Response | str:
    """Return why two strategies are linked: directly, and through others."""
    typed = {end: request.args.get(end, "").strip() for end in ("first", "second")}
    found = {end: ends.meant(text) if text else () for end, text in typed.items()}
    if any(len(plans) != 1 for plans in found.values()):
        fitting = {end: ends.choices(plans) for end, plans in found.items()}
        page = render_template("linkage/choose.html", typed=typed, fitting=fitting)
        unknown = any(text and not found[end] for end, text in typed.items())
        return make_response(page, 404 if unknown else 200)
    first, second = found["first"][0], found["second"][0]
    linked, through = question("linked-strategies"), question("why-linked")
    pair = {"strategy": first, "other": second}
    direct = Sheet(
        "direct", _("Direct links"), answers().question(linked.name, pair), render(linked, pair)
    )
    iri(first), iri(second)
    table = answers().keep(
        ("chains", first, second), lambda: joined(answers().endpoint, first, second)
    )
    naming.learn(term for row in table.rows for term in row)
    far = [chain for chain in chains(table) if len(chain) > 1]
    stated, shared = links.apart(direct.table)
    picture = paths.draw([[step.hop for step in chain] for chain in far[:DRAWN]])
    title = _("Chains from %(first)s to %(second)s", first=label(first), second=label(second))
    if request.args.get("format") in pictures.TYPES:
        return pictures.file("drawings/paths.svg", "why-linked", picture=picture, title=title)
    return respond(
        "linkage/why.html",
        direct,
        Sheet(
            "chains",
            _("Chains between the two"),
            table,
            render(through, {"first": first, "second": second}),
        ),
        stated=stated,
        shared=shared,
        told_of_each=TOLD,
        first=first,
        second=second,
        typed={"first": label(first), "second": label(second)},
        fitting={},
        chains=far,
        patterns=patterns(far),
        picture=picture,
        drawn=DRAWN,
        title=title,
    )

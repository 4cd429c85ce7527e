"""How strategies are linked: the matrix, and why two of them are linked."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import matrices, naming, pictures
from webapp.answers import answers
from webapp.chains import chains
from webapp.choices import Choice, members
from webapp.drawings import paths
from webapp.tables import Sheet, respond

pages = Blueprint("linkage", __name__)
DRAWN = 7
"""Chains that a picture shows; the sentences tell them all."""


def label(iri: str) -> str:
    """Return the name of a thing."""
    return naming.name(iri).text


@pages.get("/linkage")
def matrix() -> Response | str:
    """Return the matrix of strategies by strategies, or by a kind of thing they share."""
    order = request.args.get("order", "linked")
    rules = [str(row["rule"]) for row in answers().page("derivations")]
    naming.learn(row["rule"] for row in answers().page("derivations"))
    by = request.args.get("by", "")
    if by and by not in rules:
        abort(404, _("There is no rule %(iri)s by which links are derived here.", iri=by))
    by_rules = [Choice(rule, label(rule)) for rule in rules]
    if by:
        query = answers().text("touched", rule=by)
        table = answers().select(query)
        naming.learn(term for row in table.rows for term in row)
        sheet = Sheet("matrix", _("Plans and what they share"), table, query)
        drawn = matrices.crossed(list(table), order, label)
        return respond(
            "linkage/matrix.html", sheet, matrix=drawn, by=by, by_rules=by_rules, orders=orders()
        )
    table = answers().question("linkage-matrix", {})
    naming.learn(term for row in table.rows for term in row[:4])
    basis, kind = request.args.get("basis", ""), request.args.get("kind", "")
    at = {name: table.variables.index(name) for name in ("basis", "kind")}
    rows = tuple(
        row
        for row in table.rows
        if basis in ("", str(row[at["basis"]])) and kind in ("", str(row[at["kind"]]))
    )
    kept = Table(table.variables, rows, table.snapshot, table.truncated)
    sheet = Sheet("matrix", _("Links of every pair"), kept, render(question("linkage-matrix"), {}))
    kinds = {(str(row[at["basis"]]), str(row[at["kind"]])) for row in table.rows}
    return respond(
        "linkage/matrix.html",
        sheet,
        matrix=matrices.arranged(matrices.of_pairs(kept), order, label),
        by="",
        kinds=[Choice(iri, label(iri)) for _basis, iri in sorted(kinds, reverse=True)],
        bases=[Choice("stated", _("stated only")), Choice("derived", _("derived only"))],
        by_rules=by_rules,
        orders=orders(),
    )


def orders() -> list[Choice]:
    """Return the orders that rows and columns can stand in."""
    return [Choice("linked", _("most linked first")), Choice("name", _("by name"))]


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
    table = answers().question(through.name, ends)
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

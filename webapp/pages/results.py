"""The results chain: what contributes to what, level by level."""

from dataclasses import replace

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.answers import Table
from webapp import naming, pictures
from webapp.answers import answers
from webapp.choices import members
from webapp.drawings import chain as drawing
from webapp.levels import LEVELS, level
from webapp.tables import Sheet, respond

pages = Blueprint("results", __name__)
MOST = 150
"""Elements that a picture shows, those of the highest levels where there are more."""


def chosen_whole() -> str:
    """Return the plan or framework in the address, else the fullest framework."""
    plan = request.args.get("plan")
    if plan:
        if not answers().page("plan-results", plan=plan).rows:
            abort(404, _("No results are recorded for %(iri)s.", iri=plan))
        return plan
    known = [str(row["framework"]) for row in answers().page("frameworks")]
    if not known:
        abort(404, _("This snapshot holds no results framework."))
    asked = request.args.get("framework", known[0])
    if asked not in known:
        abort(404, _("There is no results framework %(iri)s here.", iri=asked))
    return asked


@pages.get("/results")
def chain() -> Response | str:
    """Return the results chain of a framework or a plan."""
    whole = chosen_whole()
    query = answers().text("chain", whole=whole)
    table = answers().select(query)
    naming.learn(term for row in table.rows for term in row)
    elements, standing = merged(arranged(table))
    near = request.args.get("near", "")
    if near:
        elements = neighbours(elements, standing.get(near, near))
    names = [naming.name(each).text for each in LEVELS]
    highest = sorted(elements.values(), key=lambda element: names.index(element.level))
    picture = drawing.draw(highest[:MOST], names)
    if request.args.get("format") in pictures.TYPES:
        title = naming.name(whole).text
        return pictures.file("drawings/chain.svg", "results-chain", picture=picture, title=title)
    sheet = Sheet("chain", _("What contributes to what"), table, query)
    return respond(
        "results/chain.html",
        sheet,
        whole=URIRef(whole),
        plan=request.args.get("plan"),
        frameworks=members(RBM.ResultsFramework),
        picture=picture,
        left_out=len(elements) - len(picture.boxes),
        near=near,
    )


def arranged(table: Table) -> dict[str, drawing.Element]:
    """Return the elements of a chain by IRI."""
    kinds: dict[str, list[str]] = {}
    parents: dict[str, list[str]] = {}
    for row in table:
        key = str(row["element"])
        kinds.setdefault(key, []).append(str(row["kind"]))
        if "parent" in row:
            parents.setdefault(key, []).append(str(row["parent"]))
    elements = {}
    for key, found in kinds.items():
        called = naming.name(key)
        elements[key] = drawing.Element(
            key,
            called.text,
            called.language,
            called.address,
            naming.name(level(found)).text,
            tuple(dict.fromkeys(parents.get(key, ()))),
        )
    return elements


def merged(
    elements: dict[str, drawing.Element],
) -> tuple[dict[str, drawing.Element], dict[str, str]]:
    """Return elements of one name, level and contribution as one, and for which it stands.

    A source may repeat a result for each group of people that it is sought for.
    """
    standing: dict[str, str] = {}
    groups: dict[tuple[str, str, frozenset[str]], str] = {}
    members: dict[str, list[str]] = {}

    def stand(key: str, on_the_way: frozenset[str] = frozenset()) -> str:
        if key not in standing and key in elements and key not in on_the_way:
            each, way = elements[key], on_the_way | {key}
            above = frozenset(stand(parent, way) for parent in each.parents)
            standing[key] = groups.setdefault((each.level, each.label, above), key)
            members.setdefault(standing[key], []).append(key)
        return standing.get(key, key)

    for key in elements:
        stand(key)
    found = {}
    for key, same in members.items():
        each = elements[key]
        label = each.label if len(same) == 1 else f"{each.label} × {len(same)}"
        parents = tuple(dict.fromkeys(stand(parent) for parent in each.parents))
        found[key] = replace(each, label=label, parents=parents)
    return found, standing


def neighbours(elements: dict[str, drawing.Element], key: str) -> dict[str, drawing.Element]:
    """Return an element with all it contributes to and all that contributes to it."""
    above = {each.key: list(each.parents) for each in elements.values()}
    below: dict[str, list[str]] = {}
    for each in elements.values():
        for parent in each.parents:
            below.setdefault(parent, []).append(each.key)
    kept = reached(above, key) | reached(below, key)
    return {each: element for each, element in elements.items() if each in kept}


def reached(edges: dict[str, list[str]], start: str) -> set[str]:
    """Return all that can be reached from a start."""
    found, waiting = {start}, [start]
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found

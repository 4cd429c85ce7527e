"""IATI 2.03: every plan that has what the standard requires, as an activity with its results.

Nothing is invented: a plan, result or value without a required part is left out. A comment names
each plan left out and what it lacks; every statement not said is counted as a loss.
"""

from typing import BinaryIO
from xml.etree.ElementTree import Comment, Element, ElementTree, indent

from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from loaders.exports.iati_about import (
    budgets,
    documents,
    organisation,
    places,
    related,
    subjects,
)
from loaders.exports.iati_draft import Draft, Triple, coded, complete, counted, day, groups
from loaders.exports.iati_results import results
from loaders.exports.selection import ExportError, Loss, losses
from loaders.iati.loader import JUDGED
from loaders.iati.plan import STATUS
from ontology.vocabulary import RBM

PLANS = (RBM.Programme, RBM.Project, RBM.Strategy, RBM.WorkPlan, RBM.RoadMap, RBM.Plan)
ROLES = (
    (RBM.hasFunder, "1"),
    (RBM.hasParticipant, "2"),
    (RBM.hasPartner, "3"),
    (RBM.hasImplementer, "4"),
)
_STATES = {
    URIRef(f"https://w3id.org/rbm/code/plan-status/{name}"): code for code, name in STATUS.items()
}
_OVER = frozenset({"3", "4", "5", "6"})
"""States of an activity whose end, where only one is stated, has come."""
_PIPELINE = "1"


def activities(graph: Graph) -> tuple[Element, set[Triple], dict[str, list[str]]]:
    """Return the document, the statements it says, and what each plan left out lacks."""
    root = Element("iati-activities", {"version": JUDGED})
    said: set[Triple] = set()
    left: dict[str, list[str]] = {}
    plans = {plan for kind in PLANS for plan in graph.subjects(RDF.type, kind)}
    for plan in sorted(plans, key=counted):
        draft = Draft(graph)
        element = _activity(draft, plan)
        if lacking := complete(element, "iati-activity"):
            left[str(plan)] = lacking
            told = f" Left out for want of {', '.join(lacking)}: {plan} "
            root.append(Comment(told.replace("--", "%2D%2D")))
        else:
            root.append(element)
            said |= draft.said(element)
    return root, said, left


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write the activities; a graph of which none can be written is refused with the reasons."""
    root, said, left = activities(graph)
    if root.find("iati-activity") is None:
        if not left:
            raise ExportError("There is no plan here, and IATI has activities only.")
        plan, lacking = next(iter(left.items()))
        more = f" So it is with {len(left) - 1} others." if len(left) > 1 else ""
        raise ExportError(
            f"IATI requires what no plan here has. <{plan}> lacks {', '.join(lacking)}.{more}"
        )
    indent(root)
    ElementTree(root).write(output, encoding="utf-8", xml_declaration=True)
    return losses(graph, said)


def _activity(draft: Draft, plan: Node) -> Element:
    element = Element("iati-activity")
    _record(draft, element, plan)
    draft.texts(element, "title", plan, RDFS.label)
    for group in groups(draft.values(plan, DCTERMS.description)):
        description = draft.put(element, "description")
        for text in group:
            draft.narrative(description, plan, DCTERMS.description, text)
    _people(draft, element, plan)
    state = next((s for s in _STATES if (plan, RBM.hasPlanStatus, s) in draft.graph), None)
    status = _STATES[state] if state is not None else None
    if state is not None:
        draft.put(element, "activity-status", (plan, RBM.hasPlanStatus, state), code=status)
    _dates(draft, element, plan, status)
    called = places(draft, element, plan)
    subjects(draft, element, plan)
    budgets(draft, element, plan)
    documents(draft, element, plan)
    related(draft, element, plan)
    results(draft, element, plan, called)
    parent = element.find("related-activity[@type='2']") is not None
    draft.say(element, (plan, RDF.type, RBM.Programme if parent else RBM.Project))
    return element


def _record(draft: Draft, element: Element, plan: Node) -> None:
    """Say the identifier of an activity and what the standard says of the record itself."""
    if (identifier := draft.first(plan, DCTERMS.identifier)) is not None:
        said = (plan, DCTERMS.identifier, identifier)
        draft.put(element, "iati-identifier", said, text=str(identifier))
    for same in draft.values(plan, RDFS.seeAlso)[:1]:
        element.set("linked-data-uri", str(same))
        draft.say(element, (plan, RDFS.seeAlso, same))
    for moment in draft.values(plan, DCTERMS.modified)[:1]:
        if isinstance(moment, Literal) and moment.datatype == XSD.dateTime and moment.value:
            element.set("last-updated-datetime", str(moment))
            draft.say(element, (plan, DCTERMS.modified, moment))


def _people(draft: Draft, element: Element, plan: Node) -> None:
    """Put the one organization that reports, best known first, and all that take part."""
    owners = sorted(
        draft.graph.objects(plan, RBM.ownedBy), key=lambda each: (not _known(draft, each), each)
    )
    for owner in owners[:1]:
        told = draft.put(element, "reporting-org", (plan, RBM.ownedBy, owner))
        organisation(draft, told, owner)
    for property_, role, member in _participants(draft, plan):
        told = draft.put(element, "participating-org", (plan, property_, member), role=role)
        organisation(draft, told, member)


def _participants(draft: Draft, plan: Node) -> list[tuple[URIRef, str, Node]]:
    """Return who takes part: those without a reference at the position that names them."""
    waiting: list[tuple[URIRef, str, Node]] = []
    numbered: dict[int, tuple[URIRef, str, Node]] = {}
    for property_, role in ROLES:
        for member in draft.values(plan, property_):
            position = coded(member, "participant", 2)
            if position and position[1].isdigit():
                numbered[int(position[1])] = (property_, role, member)
            else:
                waiting.append((property_, role, member))
    found: list[tuple[URIRef, str, Node]] = []
    for number in sorted(numbered):
        free = number - 1 - len(found)
        found += [*waiting[:free], numbered[number]]
        del waiting[:free]
    return found + waiting


def _known(draft: Draft, owner: Node) -> bool:
    return (owner, DCTERMS.identifier, None) in draft.graph and any(
        coded(kind, "organisation-type")
        for kind in draft.graph.objects(owner, URIRef("http://www.w3.org/ns/org#classification"))
    )


def _dates(draft: Draft, element: Element, plan: Node, status: str | None) -> None:
    """Put the planned dates, which stand in a period, and the others.

    Where the data does not tell planned from actual, the status does: what has not begun has a
    planned start, and what is not over has a planned end.
    """
    begun, over = status != _PIPELINE, status in _OVER
    period = next((each for each in draft.values(plan, RBM.inPeriod) if _dated(draft, each)), None)
    if period is not None:
        draft.say(
            element,
            (plan, RBM.inPeriod, period),
            (period, RDF.type, RBM.PlanningPeriod),
            (period, RDFS.label, Literal("Planned dates", lang="en")),
        )
    for property_, planned, actual, passed in (
        (RBM.startDate, "1", "2", begun),
        (RBM.endDate, "3", "4", over),
    ):
        foreseen = draft.first(period, property_) if period is not None else None
        stated = draft.first(plan, property_)
        if period is not None:
            draft.day(element, "activity-date", period, property_, type=planned)
        if stated is not None and stated == foreseen:
            draft.say(element, (plan, property_, stated))
        elif foreseen is not None or passed:
            draft.day(element, "activity-date", plan, property_, type=actual)
        else:
            draft.day(element, "activity-date", plan, property_, type=planned)


def _dated(draft: Draft, period: Node) -> bool:
    return any(day(draft.first(period, each)) for each in (RBM.startDate, RBM.endDate))

"""StratML Part 2: one plan with its goals and objectives, whole by the standard's structure.

A document holds one plan. A form that the data cannot fill stays empty where the standard has it,
as is the practice; what has no place in it is counted as a loss.
"""

import re
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, ElementTree, indent
from zipfile import ZIP_DEFLATED, ZipFile

from rdflib import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS, Graph, Literal
from rdflib.term import Node

from loaders.exports.iati_draft import Draft, Triple, counted, day
from loaders.exports.selection import ExportError, Loss, about, losses
from loaders.exports.stratml_forms import complete, describe, listed, put_text, tail
from loaders.exports.stratml_measures import indicators
from loaders.stratml.plan import STAKEHOLDERS
from ontology.vocabulary import RBM

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
PLANS = (RBM.Strategy, RBM.WorkPlan, RBM.Programme, RBM.Project, RBM.RoadMap, RBM.Plan)
GOALS = (RBM.StrategicObjective, RBM.Impact)
OBJECTIVES = (RBM.Outcome, RBM.IntermediateOutcome, RBM.ImmediateOutcome, RBM.Output, RBM.Result)


def holding(graph: Graph) -> list[Node]:
    """Return the plans of a graph that hold a framework, each once, in order."""
    plans = {plan for kind in PLANS for plan in graph.subjects(RDF.type, kind)}
    return sorted((plan for plan in plans if (plan, RBM.holdsFramework, None) in graph), key=str)


def document(graph: Graph, plan: Node) -> tuple[Element, set[Triple]]:
    """Return the document of a plan that holds a framework, and what it says."""
    draft = Draft(graph)
    root = Element("PerformancePlanOrReport")
    describe(draft, root, plan)
    _type(draft, root, plan)
    core = draft.put(root, "StrategicPlanCore")
    frameworks = draft.values(plan, RBM.holdsFramework)
    _organizations(draft, core, plan, frameworks)
    _principles(draft, core, plan, frameworks)
    _goals(draft, core, plan, frameworks)
    if core.find("Goal") is None:
        raise ExportError(f"StratML requires a goal, and the framework of <{plan}> has none.")
    _framework(draft, core, plan, frameworks)
    _administration(draft, root, plan)
    complete(root)
    return root, draft.said(root)


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write the document of a plan; data of none or of several is refused."""
    plans = holding(graph)
    if len(plans) != 1:
        raise ExportError(
            f"A StratML document holds one plan with its framework, and there are {len(plans)}"
            " here. Name the one that you want (`--about IRI`, `?about=IRI`), or take the form"
            " `stratml-all`."
        )
    root, said = document(graph, plans[0])
    _print(root, output)
    return losses(graph, said)


def write_all(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write a document for each plan that holds a framework, all in one zip file.

    A plan that StratML cannot hold, for want of a goal, is named in `left-out.txt`.
    """
    said: set[Triple] = set()
    refused: list[str] = []
    written = 0
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for number, plan in enumerate(holding(graph), 1):
            try:
                root, told = document(about(graph, str(plan)), plan)
            except ExportError as error:
                refused.append(str(error))
                continue
            text = BytesIO()
            _print(root, text)
            name = re.sub(r"[^A-Za-z0-9-]+", "-", "-".join(re.split("[/#]+", str(plan))[-2:]))
            archive.writestr(f"{number:04}-{name}.xml", text.getvalue())
            said |= told & set(graph)
            written += 1
        if refused:
            archive.writestr("left-out.txt", "\n".join([*refused, ""]))
    if not written:
        raise ExportError("No plan here holds a framework with a goal, which StratML requires.")
    return losses(graph, said)


def _print(root: Element, output: BinaryIO) -> None:
    root.set("xmlns", NAMESPACE)
    indent(root)
    ElementTree(root).write(output, encoding="utf-8", xml_declaration=True)


def _type(draft: Draft, root: Element, plan: Node) -> None:
    """Say whether the document is a plan or a report; a report covers the plan."""
    work = (plan, RDF.type, RBM.WorkPlan) in draft.graph
    root.set("Type", "Performance_Plan" if work else "Strategic_Plan")
    draft.say(root, (plan, RDF.type, RBM.WorkPlan if work else RBM.Strategy))
    for report in draft.subjects(RBM.covers, plan)[:1]:
        if work or (report, RDF.type, RBM.ImplementationReport) not in draft.graph:
            continue
        root.set("Type", "Performance_Report")
        draft.say(root, (report, RDF.type, RBM.ImplementationReport), (report, RBM.covers, plan))
        for property_ in (RDFS.label, DCTERMS.description, RDFS.comment):
            for text in draft.values(plan, property_):
                draft.say(root, (report, property_, text))
        for period in draft.values(report, RBM.coversPeriod):
            dates = [(each, draft.first(plan, each)) for each in (RBM.startDate, RBM.endDate)]
            told = [(period, name, value) for name, value in dates if value is not None]
            if len(told) == 2 and all(triple in draft.graph for triple in told):
                label = Literal("Period of the report", lang="en")
                draft.say(
                    root,
                    *told,
                    (report, RBM.coversPeriod, period),
                    (period, RDF.type, RBM.PlanningPeriod),
                    (period, RDFS.label, label),
                )


def _framework(draft: Draft, core: Element, plan: Node, frameworks: list[Node]) -> None:
    if len(frameworks) != 1:
        return
    framework = frameworks[0]
    draft.say(
        core, (plan, RBM.holdsFramework, framework), (framework, RDF.type, RBM.ResultsFramework)
    )
    for label in draft.values(framework, RDFS.label):
        if tail(framework, "framework") and str(label).startswith("Results framework of "):
            draft.say(core, (framework, RDFS.label, label))


def _organizations(draft: Draft, core: Element, plan: Node, frameworks: list[Node]) -> None:
    for owner in draft.values(plan, RBM.ownedBy):
        element = draft.put(core, "Organization", (plan, RBM.ownedBy, owner))
        draft.say(element, (owner, RDF.type, ORG.Organization))
        draft.say(element, *((each, RBM.ownedBy, owner) for each in frameworks))
        describe(draft, element, owner)
        put_text(draft, element, "Acronym", owner, SKOS.altLabel)
    holder = core.find("Organization")
    if holder is not None:
        _stakeholders(draft, holder, plan, RBM.hasParticipant)


def _stakeholders(draft: Draft, parent: Element, subject: Node, property_: Node) -> None:
    for party in draft.values(subject, property_):
        element = draft.put(parent, "Stakeholder", (subject, property_, party))
        for name, kind in STAKEHOLDERS.items():
            if (party, RDF.type, kind) in draft.graph:
                element.set("StakeholderTypeType", name)
                draft.say(element, (party, RDF.type, kind))
                break
        draft.say(element, (party, RDF.type, FOAF.Agent))
        describe(draft, element, party)
        for member in draft.values(party, ORG.hasMembership):
            role = draft.put(element, "Role", (party, ORG.hasMembership, member))
            draft.say(role, (member, RDF.type, ORG.Membership))
            describe(draft, role, member)
            for type_ in draft.values(member, ORG.role)[:2]:
                if text := tail(type_, "role-type"):
                    said = (member, ORG.role, type_)
                    draft.put(role, "RoleType", said, text=text[-1].capitalize())


def _principles(draft: Draft, core: Element, plan: Node, frameworks: list[Node]) -> None:
    """Put the mission, the vision and the values; the first two stand once."""
    mandates = [
        mandate
        for framework in frameworks
        for mandate in draft.subjects(RBM.inFramework, framework)
        if (mandate, RDF.type, RBM.Mandate) in draft.graph
    ]
    for mandate in mandates[:1]:
        element = draft.put(core, "Mission", (mandate, RDF.type, RBM.Mandate))
        draft.say(element, *((mandate, RBM.inFramework, each) for each in frameworks))
        _unnamed(draft, element, mandate)
    for concept in draft.values(plan, DCTERMS.subject):
        for kind in draft.values(concept, DCTERMS.type):
            name = "".join(tail(kind, "kind")[-1:]).capitalize()
            if name == "Value" or (name == "Vision" and core.find("Vision") is None):
                element = draft.put(core, name, (plan, DCTERMS.subject, concept))
                draft.say(element, (concept, DCTERMS.type, kind))
                draft.say(element, (concept, RDF.type, SKOS.Concept))
                _unnamed(draft, element, concept)


def _unnamed(draft: Draft, element: Element, subject: Node) -> None:
    """Describe a thing whose description is its name too, since a file gave it no other."""
    describe(draft, element, subject)
    label, name = draft.first(subject, RDFS.label), element.find("Name")
    told = element.find("Description")
    if label is None or (name is not None and (told is None or told.text != name.text)):
        return
    if name is not None:
        element.remove(name)
    if told is None:
        told = draft.put(element, "Description", text=str(label))
    if told.text == str(label):
        draft.say(told, (subject, RDFS.label, label))


def _goals(draft: Draft, core: Element, plan: Node, frameworks: list[Node]) -> None:
    """Put each goal with the results that contribute to it, directly or through others."""
    inside = {each for frame in frameworks for each in draft.graph.subjects(RBM.inFramework, frame)}
    goals = {each for each in inside for kind in GOALS if (each, RDF.type, kind) in draft.graph}
    for number, goal in enumerate(listed(draft, goals), start=1):
        element = draft.put(core, "Goal", (goal, RDF.type, RBM.StrategicObjective))
        _place(draft, element, goal, number, frameworks)
        found = listed(draft, _contributing(draft, goal))
        for position, objective in enumerate(found, start=1):
            told = draft.put(element, "Objective", (objective, RDF.type, RBM.Outcome))
            draft.say(told, (objective, RBM.contributesTo, goal), (plan, RBM.seeks, objective))
            _place(draft, told, objective, position, frameworks)
            indicators(draft, told, plan, objective, (str(number), str(position)))


def _contributing(draft: Draft, goal: Node) -> set[Node]:
    found: set[Node] = set()
    waiting = [goal]
    while waiting:
        for each in draft.graph.subjects(RBM.contributesTo, waiting.pop()):
            known = any((each, RDF.type, kind) in draft.graph for kind in OBJECTIVES)
            if known and each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _place(
    draft: Draft, element: Element, subject: Node, number: int, frameworks: list[Node]
) -> None:
    """Say what goals and objectives share: position, framework, texts, who contributes."""
    draft.say(element, (subject, RBM.order, Literal(number)))
    draft.say(element, *((subject, RBM.inFramework, each) for each in frameworks))
    describe(draft, element, subject)
    _stakeholders(draft, element, subject, RBM.hasContributor)


def _administration(draft: Draft, root: Element, plan: Node) -> None:
    element = draft.put(root, "AdministrativeInformation")
    put_text(draft, element, "Identifier", plan, DCTERMS.identifier)
    for name, property_ in (
        ("StartDate", RBM.startDate),
        ("EndDate", RBM.endDate),
        ("PublicationDate", DCTERMS.issued),
    ):
        for value in sorted(draft.graph.objects(plan, property_), key=counted)[:1]:
            if text := day(value):
                draft.put(element, name, (plan, property_, value), text=text)
    for source in draft.values(plan, DCTERMS.source)[:1]:
        draft.put(element, "Source", (plan, DCTERMS.source, source), text=str(source))

"""A StratML document as a plan: its owner, its framework, goals, objectives and stakeholders."""

from rdflib import DCTERMS, FOAF, SKOS, Namespace

from loaders import tokens
from loaders.stratml.context import (
    ALT_LABEL,
    KIND,
    LABEL,
    Context,
    filled,
    term,
)
from loaders.stratml.measures import read_indicator, read_relationship
from loaders.xml import Element, elements, local, text_of
from ontology.vocabulary import RBM

ORG = Namespace("http://www.w3.org/ns/org#")
STAKEHOLDERS = {
    "Person": FOAF.Person,
    "Organization": ORG.Organization,
    "Generic_Group": RBM.ConstituentGroup,
}


def read_plan(document: Context, root: Element) -> None:
    """State all that a document says."""
    type_ = root.get("Type") or ""
    kind = RBM.WorkPlan if type_ == "Performance_Plan" else RBM.Strategy
    plan = document.name("plan")
    document.sink.thing(plan, kind, document.place(root))
    document.say_texts(plan, root)
    if type_ == "Performance_Report":
        report = document.name("report")
        document.sink.thing(report, RBM.ImplementationReport, document.place(root))
        document.say_texts(report, root)
        document.say(report, term("covers"), plan, root)
        _period(document, report, root)
    for child in elements(root):
        if local(child) == "StrategicPlanCore":
            _core(document, plan, child)
        elif local(child) == "AdministrativeInformation":
            _administration(document, plan, child)


def _period(document: Context, report: str, root: Element) -> None:
    """State the period that a report covers, where the document has its dates."""
    for child in elements(root):
        if local(child) != "AdministrativeInformation":
            continue
        dates = {local(date): date for date in elements(child) if text_of(date).strip()}
        if "StartDate" not in dates or "EndDate" not in dates:
            continue
        period = document.name("period")
        document.sink.thing(period, RBM.PlanningPeriod, document.place(child))
        document.say(period, LABEL, tokens.text("Period of the report", "en"), child)
        document.say(report, term("coversPeriod"), period, child)
        document.say_date(period, term("startDate"), dates["StartDate"])
        document.say_date(period, term("endDate"), dates["EndDate"])


def _administration(document: Context, plan: str, element: Element) -> None:
    for child in elements(element):
        name, text = local(child), text_of(child).strip()
        if name == "StartDate":
            document.say_date(plan, term("startDate"), child)
        elif name == "EndDate":
            document.say_date(plan, term("endDate"), child)
        elif name == "PublicationDate":
            document.say_date(plan, tokens.iri(str(DCTERMS.issued)), child)
        elif name == "Source" and text:
            value = tokens.iri(text) if tokens.is_iri(text) else tokens.quoted(text)
            document.say(plan, tokens.iri(str(DCTERMS.source)), value, child)
        elif name == "Identifier" and text:
            document.say(plan, tokens.iri(str(DCTERMS.identifier)), tokens.quoted(text), child)


def _core(document: Context, plan: str, core: Element) -> None:
    framework = document.name("framework")
    document.sink.thing(framework, RBM.ResultsFramework, document.place(core))
    document.say(plan, term("holdsFramework"), framework, core)
    label = f"Results framework of {document.key}"
    document.say(framework, LABEL, tokens.text(label, "en"), core)
    counts: dict[str, int] = {}
    for child in elements(core):
        name = local(child)
        counts[name] = counts.get(name, 0) + 1
        position = str(counts[name])
        if name == "Organization":
            _organization(document, plan, framework, child, position)
        elif name == "Goal":
            _goal(document, plan, framework, child, position)
        elif not filled(child):
            continue
        elif name == "Mission":
            mandate = document.thing(child, RBM.Mandate, position)
            document.say(mandate, term("inFramework"), framework, child)
            _name_by_description(document, mandate, child)
        elif name in ("Vision", "Value"):
            _principle(document, plan, child, position)


def _principle(document: Context, plan: str, element: Element, position: str) -> None:
    """State a vision or a value, which the model has no class for, as a text of its kind."""
    subject = document.thing(element, SKOS.Concept, position)
    kind = tokens.name(document.base, "kind", local(element).lower())
    document.say(subject, KIND, kind, element)
    document.say(plan, tokens.iri(str(DCTERMS.subject)), subject, element)
    _name_by_description(document, subject, element)


def _name_by_description(document: Context, subject: str, element: Element) -> None:
    """Use the description as the label of a thing to which the standard gives no name."""
    if not document.child_text(element, "Name"):
        for child in elements(element):
            if local(child) == "Description" and (text := text_of(child).strip()):
                document.say(subject, LABEL, tokens.quoted(text), child)


def _organization(
    document: Context, plan: str, framework: str, element: Element, position: str
) -> None:
    owner = document.thing(element, ORG.Organization, position)
    document.say(plan, term("ownedBy"), owner, element)
    document.say(framework, term("ownedBy"), owner, element)
    number = 0
    for child in elements(element):
        if local(child) == "Acronym" and (text := text_of(child).strip()):
            document.say(owner, ALT_LABEL, tokens.quoted(text), child)
        elif local(child) == "Stakeholder":
            number += 1
            where = ("organization", position, str(number))
            if party := _stakeholder(document, child, where):
                document.say(plan, term("hasParticipant"), party, child)


def _goal(document: Context, plan: str, framework: str, element: Element, position: str) -> None:
    goal = document.thing(element, RBM.StrategicObjective, position)
    document.say(goal, term("inFramework"), framework, element)
    document.say(goal, term("order"), tokens.integer(int(position)), element)
    counts: dict[str, int] = {}
    for child in elements(element):
        name = local(child)
        counts[name] = counts.get(name, 0) + 1
        where = (position, str(counts[name]))
        if name == "Objective":
            _objective(document, plan, framework, goal, child, where)
        elif name == "Stakeholder":
            _contributor(document, goal, child, ("goal", *where))


def _objective(
    document: Context,
    plan: str,
    framework: str,
    goal: str,
    element: Element,
    position: tuple[str, ...],
) -> None:
    objective = document.thing(element, RBM.Outcome, *position)
    document.say(objective, term("inFramework"), framework, element)
    document.say(objective, term("contributesTo"), goal, element)
    document.say(plan, term("seeks"), objective, element)
    document.say(objective, term("order"), tokens.integer(int(position[-1])), element)
    counts: dict[str, int] = {}
    for child in elements(element):
        name = local(child)
        counts[name] = counts.get(name, 0) + 1
        where = (*position, str(counts[name]))
        if name == "PerformanceIndicator":
            read_indicator(document, plan, objective, child, where)
        elif name == "Stakeholder":
            _contributor(document, objective, child, ("objective", *where))
        elif name == "Relationship":
            read_relationship(document, plan, child, ("objective", *where))


def _contributor(
    document: Context, subject: str, element: Element, position: tuple[str, ...]
) -> None:
    if party := _stakeholder(document, element, position):
        document.say(subject, term("hasContributor"), party, element)


def _stakeholder(document: Context, element: Element, position: tuple[str, ...]) -> str | None:
    """Return a stakeholder with its roles stated, None where the form was left empty.

    The standard gives stakeholders no identifier, so each is named by its position.
    """
    if not filled(element):
        return None
    kind = STAKEHOLDERS.get(element.get("StakeholderTypeType") or "", FOAF.Agent)
    party = document.thing(element, kind, *position)
    number = 0
    for child in elements(element):
        if local(child) != "Role":
            continue
        number += 1
        if not filled(child):
            continue
        member = document.name("role", *position, str(number))
        document.sink.thing(member, ORG.Membership, document.place(child))
        document.say(party, tokens.iri(str(ORG.hasMembership)), member, child)
        document.say_texts(member, child)
        for type_ in elements(child):
            text = text_of(type_).strip()
            if local(type_) == "RoleType" and text:
                role = tokens.name(document.base, "role-type", text.lower())
                document.say(member, tokens.iri(str(ORG.role)), role, type_)
    return party

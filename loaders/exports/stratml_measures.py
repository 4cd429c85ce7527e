"""Indicators of a StratML document with their targets, actuals and relationships."""

import re
from collections import defaultdict
from decimal import Decimal
from xml.etree.ElementTree import Element

from rdflib import DCTERMS, RDF, SKOS, Literal, URIRef
from rdflib.term import Node

from loaders.exports.iati_draft import Draft, counted, day
from loaders.exports.stratml_forms import describe, listed, put_text, tail
from loaders.stratml.measures import RELATIONS
from ontology.vocabulary import RBM

_CODE = "https://w3id.org/rbm/code/"
_QUALITATIVE = URIRef(f"{_CODE}measure-types/qualitative")
_PERCENTAGE = URIRef(f"{_CODE}measure-types/percentage")
_UNIT = URIRef(f"{_CODE}measure-types/unit")
_KINDS = {URIRef(f"{_CODE}link-kinds/{name}"): type_ for type_, name in RELATIONS.items()}
_VALUES = (("TargetResult", RBM.Target), ("ActualResult", RBM.Actual))
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")


def indicators(
    draft: Draft, parent: Element, plan: Node, result: Node, position: tuple[str, ...]
) -> None:
    """Put the indicators of an objective."""
    found = listed(draft, draft.graph.subjects(RBM.measures, result))
    for number, subject in enumerate(found, start=1):
        element = draft.put(parent, "PerformanceIndicator", (subject, RBM.measures, result))
        draft.say(element, (subject, RDF.type, RBM.Indicator))
        draft.say(element, (subject, RBM.order, Literal(number)))
        for framework in draft.values(subject, RBM.inFramework):
            if (result, RBM.inFramework, framework) in draft.graph:
                draft.say(element, (subject, RBM.inFramework, framework))
        describe(draft, element, subject)
        put_text(draft, element, "UnitOfMeasurement", subject, RBM.unitText)
        _measure(draft, element, subject)
        for stage in draft.values(subject, DCTERMS.type):
            if parts := tail(stage, "value-chain-stage"):
                element.set("ValueChainStage", parts[-1])
                draft.say(element, (subject, DCTERMS.type, stage))
        _relationships(draft, element, plan, (*position, str(number)))
        _instances(draft, element, subject)


def _measure(draft: Draft, element: Element, subject: Node) -> None:
    """Say whether an indicator is counted; a percentage is one whose unit says so."""
    unit = (element.findtext("UnitOfMeasurement") or "").lower()
    counted_as = _PERCENTAGE if "%" in unit or "percent" in unit else _UNIT
    for measure in draft.values(subject, RBM.hasMeasureType):
        if measure == _QUALITATIVE:
            element.set("PerformanceIndicatorType", "Qualitative")
        elif measure in (_UNIT, _PERCENTAGE):
            element.set("PerformanceIndicatorType", "Quantitative")
        if measure in (_QUALITATIVE, counted_as):
            draft.say(element, (subject, RBM.hasMeasureType, measure))


def _relationships(draft: Draft, element: Element, plan: Node, position: tuple[str, ...]) -> None:
    """Put the linkages that a StratML file stated at this indicator, by their position."""
    found: defaultdict[str, list[Node]] = defaultdict(list)
    for link in draft.subjects(RBM.linksFrom, plan):
        parts = tail(link, "relationship")[-6:]
        if len(parts) == 6 and parts[0] == "indicator" and parts[1:4] == position:
            found[parts[4]].append(link)
    for links in found.values():
        told = draft.put(element, "Relationship")
        kind = next((k for k in _KINDS if (links[0], RBM.hasLinkKind, k) in draft.graph), None)
        if kind is not None:
            told.set("RelationshipType", _KINDS[kind])
        describe(draft, told, links[0])
        for link in links:
            _referent(draft, told, plan, link, kind)


def _referent(draft: Draft, element: Element, plan: Node, link: Node, kind: URIRef | None) -> None:
    for other in draft.values(link, RBM.linksTo)[:1]:
        text = "".join(tail(other, "thing")[-1:]) or str(other)
        given = f' RelationshipType="{_KINDS[kind]}"' if kind is not None else ""
        quoted = f"<Relationship{given}><ReferentIdentifier>{text}"
        told = draft.put(element, "ReferentIdentifier", (link, RBM.linksTo, other), text=text)
        draft.say(
            told,
            (link, RDF.type, RBM.Linkage),
            (link, RBM.linksFrom, plan),
            (link, RBM.statedInPlan, plan),
            (link, RBM.quotation, Literal(quoted)),
        )
        if kind is not None:
            draft.say(told, (link, RBM.hasLinkKind, kind))


def _instances(draft: Draft, element: Element, indicator: Node) -> None:
    """Put targets and actuals in the instances of a file, else by place and period."""
    found: defaultdict[tuple[object, ...], list[tuple[str, Node]]] = defaultdict(list)
    for tag, kind in _VALUES:
        for subject in draft.subjects(RBM.ofIndicator, indicator):
            if (subject, RDF.type, kind) in draft.graph:
                parts = tail(subject, tag.lower())
                number = int(parts[-2]) if len(parts) > 5 and parts[-2].isdigit() else 0
                key = (*_dates(draft, subject), str(draft.first(subject, RBM.atPlace) or ""))
                found[(number, *key) if not number else (number,)].append((tag, subject))
    for _, members in sorted(found.items(), key=lambda each: each[0]):
        instance = draft.put(element, "MeasurementInstance")
        for place in draft.values(members[0][1], RBM.atPlace)[:1]:
            told = draft.put(instance, "Place")
            draft.say(told, (place, RDF.type, DCTERMS.Location))
            draft.say(told, *((subject, RBM.atPlace, place) for _, subject in members))
            describe(draft, told, place)
            put_text(draft, told, "PlaceIdentifier", place, SKOS.notation)
        for tag, subject in members:
            _value(draft, draft.put(instance, tag), subject, indicator)


def _dates(draft: Draft, subject: Node) -> tuple[str, str]:
    period = draft.first(subject, RBM.inPeriod)
    found = [
        draft.first(subject, each) or (period and draft.first(period, each))
        for each in (RBM.startDate, RBM.endDate)
    ]
    return str(found[0] or ""), str(found[1] or "")


def _value(draft: Draft, element: Element, subject: Node, indicator: Node) -> None:
    kind = dict(_VALUES)[element.tag]
    draft.say(element, (subject, RDF.type, kind), (subject, RBM.ofIndicator, indicator))
    period = draft.first(subject, RBM.inPeriod)
    for tag, property_ in (("StartDate", RBM.startDate), ("EndDate", RBM.endDate)):
        own = (subject, property_, None) in draft.graph or period is None
        holder = subject if own or period is None else period
        if text := day(value := draft.first(holder, property_)):
            told = draft.put(element, tag, text=text)
            draft.say(told, (holder, property_, value or Literal("")))
            if holder is not subject:
                draft.say(told, (subject, RBM.inPeriod, holder))
    _number(draft, element, subject)
    for part in sorted(draft.graph.objects(subject, RBM.hasDimension), key=counted)[:1]:
        told = draft.put(element, "Descriptor", (subject, RBM.hasDimension, part))
        draft.say(told, (part, RDF.type, RBM.DimensionValue))
        put_text(draft, told, "DescriptorName", part, RBM.dimensionName)
        put_text(draft, told, "DescriptorValue", part, RBM.dimensionValue)
    describe(draft, element, subject)


def _number(draft: Draft, element: Element, subject: Node) -> None:
    """Put a value as found where it is the number stated, else the number."""
    text, number = draft.first(subject, RBM.valueText), draft.first(subject, RBM.value)
    plain = str(text) if text is not None and _DECIMAL.match(str(text)) else None
    stated = number.toPython() if isinstance(number, Literal) else None
    if text is not None and plain and (number is None or Decimal(plain) == stated):
        told = draft.put(element, "NumberOfUnits", (subject, RBM.valueText, text), text=plain)
    elif number is not None:
        told = draft.put(element, "NumberOfUnits", text=str(number))
    else:
        return
    if number is not None:
        draft.say(told, (subject, RBM.value, number))

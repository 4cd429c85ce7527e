"""Indicators of StratML with their targets and actuals, and the relationships they hold."""

from rdflib import DCTERMS

from loaders import tokens
from loaders.stratml.context import CODE, DESCRIPTION, KIND, LABEL, NOTATION, Context, filled, term
from loaders.values import read_number
from loaders.xml import Element, elements, local, spelled, text_of
from ontology.vocabulary import RBM

RELATIONS = {"Broader_Than": "contains", "Peer_To": "peer-of", "Narrower_Than": "part-of"}
_RESULTS = {"TargetResult": RBM.Target, "ActualResult": RBM.Actual}


def read_indicator(
    document: Context, plan: str, result: str, element: Element, position: tuple[str, ...]
) -> None:
    """State an indicator with its values and relationships."""
    indicator = document.thing(element, RBM.Indicator, *position)
    document.say(indicator, term("measures"), result, element)
    document.say(indicator, term("order"), tokens.integer(int(position[-1])), element)
    unit = document.child_text(element, "UnitOfMeasurement")
    _measure(document, indicator, unit, element)
    if stage := (element.get("ValueChainStage") or "").strip():
        value = tokens.name(document.base, "value-chain-stage", stage)
        document.say(indicator, KIND, value, element)
    counts: dict[str, int] = {}
    for child in elements(element):
        name, text = local(child), text_of(child).strip()
        counts[name] = counts.get(name, 0) + 1
        where = (*position, str(counts[name]))
        if name == "MeasurementDimension" and text:
            document.say(indicator, LABEL, tokens.quoted(text), child)
        elif name == "UnitOfMeasurement" and text:
            document.say(indicator, term("unitText"), tokens.quoted(text), child)
        elif name == "MeasurementInstance":
            _instance(document, indicator, child, where)
        elif name == "Relationship":
            read_relationship(document, plan, child, ("indicator", *where))


def _measure(document: Context, indicator: str, unit: str, element: Element) -> None:
    # An older edition calls the attribute IndicatorType.
    given = element.get("PerformanceIndicatorType") or element.get("IndicatorType")
    if given == "Qualitative":
        measure = "qualitative"
    elif given == "Quantitative":
        measure = "percentage" if "%" in unit or "percent" in unit.lower() else "unit"
    else:
        return
    value = tokens.iri(f"{CODE}measure-types/{measure}")
    document.say(indicator, term("hasMeasureType"), value, element)


def _instance(
    document: Context, indicator: str, element: Element, position: tuple[str, ...]
) -> None:
    counts: dict[str, int] = {}
    place: str | None = None
    for child in elements(element):
        name = local(child)
        counts[name] = counts.get(name, 0) + 1
        where = (*position, str(counts[name]))
        if name == "Place" and filled(child):
            place = document.thing(child, DCTERMS.Location, *where)
            if given := document.child_text(child, "PlaceIdentifier"):
                document.say(place, NOTATION, tokens.quoted(given), child)
        elif name in _RESULTS:
            subject = _value(document, indicator, child, where)
            if place:
                document.say(subject, term("atPlace"), place, child)


def _value(document: Context, indicator: str, element: Element, position: tuple[str, ...]) -> str:
    subject = document.name(local(element).lower(), *position)
    document.sink.thing(subject, _RESULTS[local(element)], document.place(element))
    document.say(subject, term("ofIndicator"), indicator, element)
    dimensions = 0
    for child in elements(element):
        name, text = local(child), text_of(child).strip()
        if name in ("StartDate", "EndDate"):
            property_ = "startDate" if name == "StartDate" else "endDate"
            document.say_date(subject, term(property_), child)
        elif name == "NumberOfUnits" and text:
            _number(document, subject, text, child)
        elif name == "Descriptor" and filled(child):
            dimensions += 1
            part = document.name("dimension", local(element).lower(), *position, str(dimensions))
            _dimension(document, subject, part, child)
        elif name == "Description" and text:
            document.say(subject, DESCRIPTION, tokens.quoted(text), child)
    return subject


def _number(document: Context, subject: str, text: str, element: Element) -> None:
    document.say(subject, term("valueText"), tokens.quoted(text), element)
    # NumberOfUnits is a decimal of XML Schema, whose mark is the dot; another text is told where
    # the structure is judged.
    reading = read_number(text, ".")
    if reading.value is not None:
        document.say(subject, term("value"), tokens.decimal(reading.value), element)


def _dimension(document: Context, subject: str, part: str, element: Element) -> None:
    document.sink.add(part, tokens.TYPE, tokens.iri(RBM.DimensionValue), document.place(element))
    document.say(subject, term("hasDimension"), part, element)
    for child in elements(element):
        text = text_of(child).strip()
        if text and local(child) == "DescriptorName":
            document.say(part, term("dimensionName"), tokens.quoted(text), child)
        elif text and local(child) == "DescriptorValue":
            document.say(part, term("dimensionValue"), tokens.quoted(text), child)


def read_relationship(
    document: Context, plan: str, element: Element, position: tuple[str, ...]
) -> None:
    """State a linkage for each thing that a relationship refers to, with its evidence."""
    number = 0
    for child in elements(element):
        text = text_of(child).strip()
        if local(child) != "ReferentIdentifier" or not text:
            continue
        number += 1
        link = document.name("relationship", *position, str(number))
        document.sink.thing(link, RBM.Linkage, document.place(element))
        if number == 1:
            document.say_texts(link, element)
        document.say(link, term("linksFrom"), plan, element)
        document.say(link, term("statedInPlan"), plan, element)
        document.say(link, term("linksTo"), document.identified(text), child)
        quotation = f"{spelled(element)}{spelled(child)}{text}"
        document.say(link, term("quotation"), tokens.quoted(quotation), child)
        kind = RELATIONS.get(element.get("RelationshipType") or "")
        if kind:
            value = tokens.iri(f"{CODE}link-kinds/{kind}")
            document.say(link, term("hasLinkKind"), value, element)

"""Results of an IATI activity: their indicators, baselines, periods, targets and actuals."""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from loaders.exports.iati_about import OWN_VOCABULARY, documents, period, sdg_code
from loaders.exports.iati_draft import Draft, coded, counted, day
from loaders.iati.results import SDG_INDICATORS
from loaders.values import read_number
from ontology.vocabulary import RBM

TYPES = {
    RBM.Output: "1",
    RBM.Outcome: "2",
    RBM.IntermediateOutcome: "2",
    RBM.ImmediateOutcome: "2",
    RBM.Impact: "3",
    RBM.Result: "9",
}
"""Result types; the two finer outcomes come back as outcomes, so their class is not said."""
EXACT = frozenset({RBM.Output, RBM.Outcome, RBM.Impact, RBM.Result})
_CODE = "https://w3id.org/rbm/code/"
_MEASURES = {
    "unit": "1",
    "percentage": "2",
    "nominal": "3",
    "ordinal": "4",
    "qualitative": "5",
}
_DIRECTIONS = {"increase": "1", "decrease": "0"}


def results(draft: Draft, root: Element, plan: Node, places: dict[Node, str]) -> None:
    """Put the results that a plan seeks and those of the frameworks that it holds."""
    frameworks = draft.values(plan, RBM.holdsFramework)
    found = dict.fromkeys(draft.graph.objects(plan, RBM.seeks))
    for framework in frameworks:
        found |= dict.fromkeys(draft.graph.subjects(RBM.inFramework, framework))
    number = 0
    for subject in sorted(found, key=lambda each: _listed(draft, each)):
        kinds = [kind for kind in TYPES if (subject, RDF.type, kind) in draft.graph]
        if not kinds:
            continue
        number += 1
        kind = kinds[0]
        element = draft.put(root, "result", (plan, RBM.seeks, subject), type=TYPES[kind])
        if kind in EXACT:
            draft.say(element, (subject, RDF.type, kind))
        if len(frameworks) == 1:
            _framework(draft, element, plan, subject, frameworks[0])
        _described(draft, element, subject, number)
        for reference in draft.values(subject, RBM.hasReference):
            _reference(draft, element, subject, reference, "result")
        measuring = sorted(
            draft.graph.subjects(RBM.measures, subject), key=lambda each: _listed(draft, each)
        )
        for order, indicator in enumerate(measuring, start=1):
            _indicator(draft, element, indicator, subject, order, places)


def _listed(draft: Draft, thing: Node) -> tuple[float, object]:
    order = draft.graph.value(thing, RBM.order)
    number = order.toPython() if isinstance(order, Literal) else None
    return (number if isinstance(number, int) else float("inf"), counted(thing))


def _framework(draft: Draft, element: Element, plan: Node, subject: Node, framework: Node) -> None:
    """Say the framework of an activity that has one only: it is the activity's results."""
    identifier = draft.first(plan, DCTERMS.identifier)
    draft.say(
        element,
        (plan, RBM.holdsFramework, framework),
        (subject, RBM.inFramework, framework),
        (framework, RDF.type, RBM.ResultsFramework),
        (framework, RDFS.label, Literal(f"Results framework of {identifier}", lang="en")),
    )


def _described(draft: Draft, element: Element, subject: Node, number: int) -> None:
    """Say what results and indicators share: position, names, documents, aggregation."""
    draft.say(element, (subject, RBM.order, Literal(number)))
    draft.texts(element, "title", subject, RDFS.label)
    draft.texts(element, "description", subject, DCTERMS.description)
    documents(draft, element, subject)
    adds = draft.first(subject, RBM.isAggregatable)
    if isinstance(adds, Literal) and isinstance(adds.value, bool):
        element.set("aggregation-status", str(int(adds.value)))
        draft.say(element, (subject, RBM.isAggregatable, adds))


def _reference(draft: Draft, element: Element, subject: Node, reference: Node, kind: str) -> None:
    notation = draft.first(reference, SKOS.notation)
    schemes = draft.values(reference, SKOS.inScheme)
    own = {code[0]: s for s in schemes if (code := coded(s, f"{kind}-vocabulary"))}
    others = [s for s in schemes if isinstance(s, URIRef) and s not in own.values()]
    if notation is None or not schemes:
        return
    vocabulary = next(iter(own), OWN_VOCABULARY)
    told = draft.put(
        element,
        "reference",
        (subject, RBM.hasReference, reference),
        (reference, SKOS.notation, notation),
        vocabulary=vocabulary,
        code=str(notation),
    )
    if vocabulary in own:
        draft.say(told, (reference, SKOS.inScheme, own[vocabulary]))
    if kind == "result" and others:
        told.set("vocabulary-uri", str(others[0]))
        draft.say(told, (reference, SKOS.inScheme, others[0]))
    more = draft.first(reference, RDFS.seeAlso)
    if kind == "indicator" and isinstance(more, URIRef):
        told.set("indicator-uri", str(more))
        draft.say(told, (reference, RDFS.seeAlso, more))


def _indicator(
    draft: Draft,
    parent: Element,
    subject: Node,
    result: Node,
    number: int,
    places: dict[Node, str],
) -> None:
    element = draft.put(parent, "indicator", (subject, RBM.measures, result))
    draft.say(element, (subject, RDF.type, RBM.Indicator))
    for framework in draft.values(subject, RBM.inFramework):
        if (result, RBM.inFramework, framework) in draft.graph:
            draft.say(element, (subject, RBM.inFramework, framework))
    _described(draft, element, subject, number)
    measure = _code(draft, element, subject, RBM.hasMeasureType, "measure", _MEASURES)
    if measure == _MEASURES["percentage"]:
        draft.say(element, (subject, RBM.unitText, Literal("%")))
    _code(draft, element, subject, RBM.hasDirection, "ascending", _DIRECTIONS)
    for reference in draft.values(subject, RBM.hasReference):
        _reference(draft, element, subject, reference, "indicator")
    _sdg(draft, element, subject)
    observations = draft.subjects(RBM.ofIndicator, subject)
    for baseline in observations:
        if (baseline, RDF.type, RBM.Baseline) in draft.graph:
            told = _observation(draft, element, "baseline", baseline, subject, places)
            _observed(draft, told, baseline)
    for members in _periods(draft, observations):
        stretch = draft.put(element, "period")
        for tag, observation in members:
            if not len(stretch):
                period(draft, stretch, observation)
            told = _observation(draft, stretch, tag, observation, subject, places)
            _dated(draft, told, observation)


def _code(
    draft: Draft,
    element: Element,
    subject: Node,
    property_: URIRef,
    name: str,
    codes: dict[str, str],
) -> str | None:
    for value in draft.values(subject, property_):
        concept = str(value).rpartition("/")[2]
        if str(value).startswith(_CODE) and concept in codes:
            element.set(name, codes[concept])
            draft.say(element, (subject, property_, value))
            return codes[concept]
    return None


def _sdg(draft: Draft, element: Element, subject: Node) -> None:
    """Say which SDG indicator an indicator serves, by its reference or by one of its own."""
    for goal in draft.values(subject, RBM.servesSdg):
        found = sdg_code(goal)
        if not found or found[0] != "indicator":
            continue
        said = (subject, RBM.servesSdg, goal)
        for reference in element.iterfind("reference"):
            if (reference.get("vocabulary"), reference.get("code")) == (SDG_INDICATORS, found[1]):
                draft.say(reference, said)
                break
        else:
            draft.put(element, "reference", said, vocabulary=SDG_INDICATORS, code=found[1])


def _periods(draft: Draft, observations: list[Node]) -> Iterator[list[tuple[str, Node]]]:
    """Return targets and actuals by their dates and, where an IATI file numbered it, the period."""
    found: defaultdict[tuple[int, str, str], list[tuple[str, Node]]] = defaultdict(list)
    for tag, kind in (("target", RBM.Target), ("actual", RBM.Actual)):
        for observation in observations:
            if (observation, RDF.type, kind) not in draft.graph:
                continue
            holder = draft.first(observation, RBM.inPeriod)
            dates = [
                str(draft.first(observation, each) or (holder and draft.first(holder, each)) or "")
                for each in (RBM.startDate, RBM.endDate)
            ]
            numbered = coded(observation, tag, 5)
            number = int(numbered[3]) if numbered and numbered[3].isdigit() else 0
            found[number, dates[0], dates[1]].append((tag, observation))
    for _, members in sorted(found.items(), key=lambda each: each[0]):
        yield members


def _observation(
    draft: Draft,
    parent: Element,
    tag: str,
    subject: Node,
    indicator: Node,
    places: dict[Node, str],
) -> Element:
    kind = {"baseline": RBM.Baseline, "target": RBM.Target, "actual": RBM.Actual}[tag]
    element = draft.put(parent, tag, (subject, RBM.ofIndicator, indicator))
    draft.say(element, (subject, RDF.type, kind))
    _value(draft, element, subject)
    for place in draft.values(subject, RBM.atPlace):
        if place in places:
            draft.put(element, "location", (subject, RBM.atPlace, place), ref=places[place])
    for part in draft.values(subject, RBM.hasDimension):
        told = draft.put(element, "dimension", (subject, RBM.hasDimension, part))
        draft.say(told, (part, RDF.type, RBM.DimensionValue))
        for name, property_ in (("name", RBM.dimensionName), ("value", RBM.dimensionValue)):
            if (text := draft.first(part, property_)) is not None:
                told.set(name, str(text))
                draft.say(told, (part, property_, text))
    draft.texts(element, "comment", subject, RDFS.comment)
    documents(draft, element, subject)
    return element


def _value(draft: Draft, element: Element, subject: Node) -> None:
    """Say a value as found where it reads as the number stated, else the number."""
    text = draft.first(subject, RBM.valueText)
    number = draft.first(subject, RBM.value)
    read = read_number(str(text), ".") if text is not None else None
    stated = number.toPython() if isinstance(number, Literal) else None
    if text is not None and read is not None and (number is None or read.value == stated):
        element.set("value", str(text))
        draft.say(element, (subject, RBM.valueText, text))
        for name in ("value", "numerator", "denominator"):
            for value in draft.values(subject, RBM[name]):
                if isinstance(value, Literal) and value.toPython() == getattr(read, name):
                    draft.say(element, (subject, RBM[name], value))
    elif number is not None:
        element.set("value", str(number))
        draft.say(element, (subject, RBM.value, number))


def _observed(draft: Draft, element: Element, subject: Node) -> None:
    """Say the year of a baseline, and its day where it has one."""
    for value in draft.values(subject, RBM.observedOn):
        if on := day(value):
            element.set("iso-date", on)
        kind = value.datatype if isinstance(value, Literal) else None
        if kind in (XSD.date, XSD.gYear, XSD.gYearMonth) and str(value)[:4].isdigit():
            element.set("year", str(int(str(value)[:4])))
            if on or kind == XSD.gYear:
                draft.say(element, (subject, RBM.observedOn, value))
            return


def _dated(draft: Draft, element: Element, subject: Node) -> None:
    """Say the dates that the period around a target or an actual gives."""
    for property_ in (RBM.startDate, RBM.endDate):
        for value in draft.values(subject, property_)[:1]:
            if day(value):
                draft.say(element, (subject, property_, value))

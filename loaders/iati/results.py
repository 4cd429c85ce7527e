"""Results, indicators and their values: the part of the standard that the model is about."""

from dataclasses import dataclass

from rdflib import RDFS

from loaders import tokens
from loaders.dates import read_date
from loaders.iati.context import (
    DESCRIPTION,
    IN_SCHEME,
    LABEL,
    NOTATION,
    SEE_ALSO,
    Context,
    code,
    term,
    unknown,
)
from loaders.iati.documents import say_document
from loaders.iati.links import Named
from loaders.iati.plan import say_date
from loaders.iati.subjects import sdg
from loaders.values import finding, read_number
from loaders.xml import Element, elements, local
from ontology.vocabulary import RBM

TYPES = {
    "1": RBM.Output,
    "2": RBM.Outcome,
    "3": RBM.Impact,
    "9": RBM.Result,
    "output": RBM.Output,
    "outcome": RBM.Outcome,
    "impact": RBM.Impact,
    "other": RBM.Result,
}
MEASURES = {
    "1": "unit",
    "2": "percentage",
    "3": "nominal",
    "4": "ordinal",
    "5": "qualitative",
    "unit": "unit",
    "percentage": "percentage",
}
TRUE, FALSE = {"1", "true"}, {"0", "false"}
SDG_INDICATORS = "9"
_KINDS = {"baseline": RBM.Baseline, "target": RBM.Target, "actual": RBM.Actual}


@dataclass(frozen=True, slots=True)
class _Indicator:
    """An indicator while its values are read."""

    key: tuple[str, ...]
    subject: str
    measure: str | None


def read_results(activity: Context) -> list[Named]:
    """State the results of an activity; return what they and their indicators call themselves."""
    results = [child for child in elements(activity.activity) if local(child) == "result"]
    if not results:
        return []
    framework = activity.name("framework", activity.key)
    activity.sink.thing(framework, RBM.ResultsFramework, activity.place(results[0]))
    activity.say(activity.subject, term("holdsFramework"), framework, results[0])
    label = f"Results framework of {activity.key}"
    activity.say(framework, LABEL, tokens.text(label, "en"), results[0])
    named: list[Named] = []
    for number, element in enumerate(results, start=1):
        named += _result(activity, element, number, framework)
    return named


def _result(activity: Context, element: Element, number: int, framework: str) -> list[Named]:
    key = (activity.key, str(number))
    subject = activity.name("result", *key)
    given = (element.get("type") or "").strip()
    if given.lower() not in TYPES:
        unknown(activity, element, "type of result", given)
    kind = TYPES.get(given.lower(), RBM.Result)
    activity.sink.thing(subject, kind, activity.place(element))
    activity.say(activity.subject, term("seeks"), subject, element)
    activity.say(subject, term("inFramework"), framework, element)
    activity.say(subject, term("order"), tokens.integer(number), element)
    _flag(activity, subject, "isAggregatable", element, "aggregation-status")
    own = Named(subject, kind, subject, element)
    inner: list[Named] = []
    references = indicators = 0
    for child in elements(element):
        tag = local(child)
        if tag == "title":
            activity.say_texts(subject, LABEL, child)
            own.texts += [text for text, _, _ in activity.texts(child)]
        elif tag == "description":
            activity.say_texts(subject, DESCRIPTION, child)
            own.notes += [text for text, _, _ in activity.texts(child)]
        elif tag == "document-link":
            say_document(activity, subject, child)
        elif tag == "reference":
            references += 1
            _reference(activity, subject, child, ("result", *key, str(references)))
            own.texts.append((child.get("code") or "").strip())
        elif tag == "indicator":
            indicators += 1
            inner.append(_indicator(activity, child, (*key, str(indicators)), subject))
    return [own, *inner]


def _indicator(activity: Context, element: Element, key: tuple[str, ...], result: str) -> Named:
    subject = activity.name("indicator", *key)
    activity.sink.thing(subject, RBM.Indicator, activity.place(element))
    activity.say(subject, term("measures"), result, element)
    activity.say(subject, term("order"), tokens.integer(int(key[-1])), element)
    given = (element.get("measure") or "").strip()
    measure = MEASURES.get(given.lower())
    if measure:
        activity.say(subject, term("hasMeasureType"), code("measure-types", measure), element)
        if measure == "percentage":
            activity.say(subject, term("unitText"), tokens.quoted("%"), element)
    else:
        unknown(activity, element, "measure", given)
    ascending = (element.get("ascending") or "").strip().lower()
    if ascending in TRUE | FALSE:
        direction = "increase" if ascending in TRUE else "decrease"
        activity.say(subject, term("hasDirection"), code("directions", direction), element)
    _flag(activity, subject, "isAggregatable", element, "aggregation-status")
    indicator = _Indicator(key, subject, measure)
    own = Named(subject, RBM.Indicator, result, element)
    counts: dict[str, int] = {}
    for child in elements(element):
        tag = local(child)
        counts[tag] = counts.get(tag, 0) + 1
        number = counts[tag]
        if tag == "title":
            activity.say_texts(subject, LABEL, child)
            own.texts += [text for text, _, _ in activity.texts(child)]
        elif tag == "description":
            activity.say_texts(subject, DESCRIPTION, child)
            own.notes += [text for text, _, _ in activity.texts(child)]
        elif tag == "document-link":
            say_document(activity, subject, child)
        elif tag == "reference":
            _reference(activity, subject, child, ("indicator", *key, str(number)))
            _sdg_indicator(activity, subject, child)
            own.texts.append((child.get("code") or "").strip())
        elif tag == "baseline":
            baseline = _observation(activity, child, indicator, (str(number),))
            _observed(activity, baseline, child)
        elif tag == "period":
            _period(activity, child, indicator, str(number))
    return own


def _period(activity: Context, element: Element, indicator: _Indicator, number: str) -> None:
    """State the targets and actuals of a period, each with the period's dates."""
    edges = {
        local(child): child
        for child in elements(element)
        if local(child) in ("period-start", "period-end")
    }
    counts: dict[str, int] = {}
    for child in elements(element):
        tag = local(child)
        if tag not in _KINDS:
            continue
        counts[tag] = counts.get(tag, 0) + 1
        subject = _observation(activity, child, indicator, (number, str(counts[tag])))
        for edge, property_ in (("period-start", "startDate"), ("period-end", "endDate")):
            if edge in edges:
                say_date(activity, subject, property_, edges[edge])


def _observation(
    activity: Context, element: Element, indicator: _Indicator, number: tuple[str, ...]
) -> str:
    tag = local(element)
    subject = activity.name(tag, *indicator.key, *number)
    activity.sink.thing(subject, _KINDS[tag], activity.place(element))
    activity.say(subject, term("ofIndicator"), indicator.subject, element)
    raw = element.get("value")
    if raw is not None:
        _value(activity, subject, raw, element, indicator)
    dimensions = 0
    for child in elements(element):
        kind = local(child)
        if kind == "comment":
            activity.say_texts(subject, tokens.iri(str(RDFS.comment)), child)
        elif kind == "location":
            _place(activity, subject, child)
        elif kind == "dimension":
            dimensions += 1
            part = activity.name("dimension", tag, *indicator.key, *number, str(dimensions))
            _dimension(activity, subject, child, part)
        elif kind == "document-link":
            say_document(activity, subject, child)
    return subject


def _value(
    activity: Context, subject: str, raw: str, element: Element, indicator: _Indicator
) -> None:
    """State a value as found, and as numbers where it can be read without guessing."""
    activity.say(subject, term("valueText"), tokens.quoted(raw), element)
    # The standard's values are numbers of XML Schema, whose decimal mark is the dot.
    reading = read_number(raw, ".")
    for property_ in ("value", "numerator", "denominator"):
        number = getattr(reading, property_)
        if number is not None:
            activity.say(subject, term(property_), tokens.decimal(number), element)
    told = finding(reading, activity.place(element), subject.strip("<>"))
    if told is not None and indicator.measure != "qualitative":
        activity.sink.report(told)


def _observed(activity: Context, subject: str, element: Element) -> None:
    """State when a baseline was taken: its day, else its year."""
    for attribute in ("iso-date", "year"):
        text = (element.get(attribute) or "").strip()
        if not text:
            continue
        reading = read_date(text)
        if value := reading.token():
            activity.say(subject, term("observedOn"), value, element)
            return
        unknown(activity, element, "date", text)


def _place(activity: Context, subject: str, element: Element) -> None:
    ref = (element.get("ref") or "").strip()
    if ref in activity.locations:
        activity.say(subject, term("atPlace"), activity.locations[ref], element)
    elif ref:
        unknown(activity, element, "location of this activity", ref)


def _dimension(activity: Context, subject: str, element: Element, part: str) -> None:
    activity.sink.add(part, tokens.TYPE, tokens.iri(RBM.DimensionValue), activity.place(element))
    activity.say(subject, term("hasDimension"), part, element)
    for attribute, property_ in (("name", "dimensionName"), ("value", "dimensionValue")):
        text = element.get(attribute)
        if text is not None:
            activity.say(part, term(property_), tokens.quoted(text), element)


def _reference(activity: Context, subject: str, element: Element, key: tuple[str, ...]) -> None:
    given = (element.get("code") or "").strip()
    if not given:
        return
    node = activity.name("reference", *key)
    activity.say(subject, term("hasReference"), node, element)
    activity.say(node, NOTATION, tokens.quoted(given), element)
    uri = (element.get("vocabulary-uri") or "").strip()
    vocabulary = (element.get("vocabulary") or "").strip()
    if tokens.is_iri(uri):
        activity.say(node, IN_SCHEME, tokens.iri(uri), element)
    if vocabulary:
        scheme = activity.name(f"{key[0]}-vocabulary", vocabulary)
        activity.say(node, IN_SCHEME, scheme, element)
    more = (element.get("indicator-uri") or "").strip()
    if tokens.is_iri(more):
        activity.say(node, SEE_ALSO, tokens.iri(more), element)


def _sdg_indicator(activity: Context, subject: str, element: Element) -> None:
    if (element.get("vocabulary") or "").strip() == SDG_INDICATORS:
        given = (element.get("code") or "").strip()
        if found := sdg(given, "indicator"):
            activity.say(subject, term("servesSdg"), found, element)
        else:
            unknown(activity, element, "SDG indicator", given)


def _flag(
    activity: Context, subject: str, property_: str, element: Element, attribute: str
) -> None:
    text = (element.get(attribute) or "").strip().lower()
    if text in TRUE | FALSE:
        activity.say(subject, term(property_), tokens.boolean(text in TRUE), element)

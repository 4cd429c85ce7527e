"""An activity as a plan: who, when, with which money, related to what."""

from rdflib import DCTERMS, XSD, Namespace

from loaders import tokens
from loaders.dates import Precision, read_date
from loaders.iati import subjects
from loaders.iati.context import (
    DESCRIPTION,
    LABEL,
    NOTATION,
    SEE_ALSO,
    Context,
    code,
    term,
    unknown,
)
from loaders.iati.documents import say_document
from loaders.values import Kind, read_number
from loaders.xml import Element, elements, local, spelled, text_of
from ontology.vocabulary import RBM

ORG = Namespace("http://www.w3.org/ns/org#")
IDENTIFIER = tokens.iri(str(DCTERMS.identifier))

STATUS = {
    "1": "pipeline",
    "2": "implementation",
    "3": "finalization",
    "4": "closed",
    "5": "cancelled",
    "6": "suspended",
}
ROLES = {
    "1": "hasFunder",
    "2": "hasParticipant",
    "3": "hasPartner",
    "4": "hasImplementer",
    "funding": "hasFunder",
    "accountable": "hasParticipant",
    "extending": "hasPartner",
    "implementing": "hasImplementer",
}
DATES = {
    "1": "planned start",
    "2": "actual start",
    "3": "planned end",
    "4": "actual end",
    "start-planned": "planned start",
    "start-actual": "actual start",
    "end-planned": "planned end",
    "end-actual": "actual end",
}
RELATED = {"1": "part-of", "2": "contains", "3": "peer-of", "4": "complements", "5": "informs"}


def read_activity(activity: Context) -> None:
    """State all that an activity says of itself; its results are another module's."""
    children = list(elements(activity.activity))
    parent = any(
        local(child) == "related-activity" and (child.get("type") or "").strip() == "2"
        for child in children
    )
    activity.sink.thing(
        activity.subject,
        RBM.Programme if parent else RBM.Project,
        activity.place(activity.activity),
    )
    _about_the_record(activity)
    dates: dict[str, Element] = {}
    counts: dict[str, int] = {}
    for child in children:
        tag = local(child)
        counts[tag] = counts.get(tag, 0) + 1
        if tag == "activity-date":
            kind = DATES.get((child.get("type") or "").strip().lower())
            if kind:
                dates.setdefault(kind, child)
        elif tag in _READERS:
            _READERS[tag](activity, child, counts[tag])
    _dates(activity, dates)


def _about_the_record(activity: Context) -> None:
    element = activity.activity
    if updated := element.get("last-updated-datetime"):
        value = tokens.typed(updated.strip(), str(XSD.dateTime))
        activity.say(activity.subject, tokens.iri(str(DCTERMS.modified)), value, element)
    if (same := (element.get("linked-data-uri") or "").strip()) and tokens.is_iri(same):
        activity.say(activity.subject, SEE_ALSO, tokens.iri(same), element)


def _identifier(activity: Context, element: Element, _: int) -> None:
    if text := text_of(element).strip():
        activity.say(activity.subject, IDENTIFIER, tokens.quoted(text), element)


def _other_identifier(activity: Context, element: Element, _: int) -> None:
    if text := (element.get("ref") or text_of(element)).strip():
        activity.say(activity.subject, NOTATION, tokens.quoted(text), element)


def _title(activity: Context, element: Element, _: int) -> None:
    activity.say_texts(activity.subject, LABEL, element)


def _description(activity: Context, element: Element, _: int) -> None:
    activity.say_texts(activity.subject, DESCRIPTION, element)


def _status(activity: Context, element: Element, _: int) -> None:
    given = (element.get("code") or "").strip()
    if given in STATUS:
        activity.say(
            activity.subject, term("hasPlanStatus"), code("plan-status", STATUS[given]), element
        )
    else:
        unknown(activity, element, "activity status", given)


def organisation(activity: Context, element: Element, kind: str, number: int) -> str:
    """Return the organization that an element names, stated with its names and its type.

    Without a reference it is one of this activity alone: names are no identifiers.
    """
    ref = (element.get("ref") or "").strip()
    subject = (
        activity.name("organisation", ref)
        if ref
        else activity.name(kind, activity.key, str(number))
    )
    activity.sink.thing(subject, ORG.Organization, activity.place(element))
    if ref:
        activity.say(subject, IDENTIFIER, tokens.quoted(ref), element)
    activity.say_names(subject, element)
    if type_ := (element.get("type") or "").strip():
        value = activity.name("organisation-type", type_)
        activity.say(subject, tokens.iri(str(ORG.classification)), value, element)
    return subject


def _reporting(activity: Context, element: Element, number: int) -> None:
    subject = organisation(activity, element, "reporter", number)
    activity.say(activity.subject, term("ownedBy"), subject, element)


def _participating(activity: Context, element: Element, number: int) -> None:
    subject = organisation(activity, element, "participant", number)
    role = (element.get("role") or "").strip().lower()
    if role and role not in ROLES:
        unknown(activity, element, "organisation role", role)
    activity.say(activity.subject, term(ROLES.get(role, "hasParticipant")), subject, element)


def _budget(activity: Context, element: Element, number: int) -> None:
    subject = activity.name("budget", activity.key, str(number))
    activity.sink.thing(subject, RBM.Allocation, activity.place(element))
    activity.say(subject, term("allocatedTo"), activity.subject, element)
    for child in elements(element):
        tag = local(child)
        if tag == "value":
            _money(activity, subject, child)
        elif tag in ("period-start", "period-end"):
            say_date(activity, subject, "startDate" if tag == "period-start" else "endDate", child)


def _money(activity: Context, subject: str, element: Element) -> None:
    text = text_of(element).strip()
    reading = read_number(text, ".")
    if reading.kind is Kind.NUMBER and reading.value is not None:
        activity.say(subject, term("amount"), tokens.decimal(reading.value), element)
    else:
        activity.say(subject, term("valueText"), tokens.quoted(text), element)
        unknown(activity, element, "amount", text)
    valued = read_date((element.get("value-date") or "").strip())
    if valued.day is not None and valued.precision is Precision.DAY:
        activity.say(subject, tokens.iri(str(DCTERMS.date)), tokens.day(valued.day), element)
    currency = (element.get("currency") or activity.currency or "").strip()
    if currency:
        activity.say(subject, term("currency"), tokens.quoted(currency), element)


def say_date(activity: Context, subject: str, property_: str, element: Element) -> None:
    """State the date of an element, from its attribute or, in old versions, its text."""
    text = (element.get("iso-date") or text_of(element)).strip()
    if not text:
        return
    reading = read_date(text)
    if reading.day is not None and reading.precision is Precision.DAY:
        activity.say(subject, term(property_), tokens.day(reading.day), element)
    else:
        unknown(activity, element, "date", text)


def _dates(activity: Context, dates: dict[str, Element]) -> None:
    """State the actual dates, else the planned ones; planned ones also make a period."""
    for edge, property_ in (("start", "startDate"), ("end", "endDate")):
        element = dates.get(f"actual {edge}", dates.get(f"planned {edge}"))
        if element is not None:
            say_date(activity, activity.subject, property_, element)
    planned = {
        edge: dates[f"planned {edge}"] for edge in ("start", "end") if f"planned {edge}" in dates
    }
    if planned:
        first = next(iter(planned.values()))
        period = activity.name("planned-period", activity.key)
        activity.sink.thing(period, RBM.PlanningPeriod, activity.place(first))
        activity.say(period, LABEL, tokens.text("Planned dates", "en"), first)
        activity.say(activity.subject, term("inPeriod"), period, first)
        for edge, element in planned.items():
            say_date(activity, period, f"{edge}Date", element)


def _document(activity: Context, element: Element, _: int) -> None:
    say_document(activity, activity.subject, element)


def _related(activity: Context, element: Element, number: int) -> None:
    """State a relation to another activity as a linkage with its evidence."""
    ref = (element.get("ref") or "").strip()
    given = (element.get("type") or "").strip()
    subject = activity.name("related", activity.key, str(number))
    activity.sink.thing(subject, RBM.Linkage, activity.place(element))
    activity.say(subject, term("linksFrom"), activity.subject, element)
    activity.say(subject, term("statedInPlan"), activity.subject, element)
    activity.say(subject, term("quotation"), tokens.quoted(spelled(element)), element)
    if given in RELATED:
        activity.say(subject, term("hasLinkKind"), code("link-kinds", RELATED[given]), element)
    else:
        unknown(activity, element, "kind of relation", given)
    if ref:
        activity.say(subject, term("linksTo"), activity.name("activity", ref), element)
    else:
        unknown(activity, element, "related activity", ref)


_READERS = {
    "iati-identifier": _identifier,
    "other-identifier": _other_identifier,
    "reporting-org": _reporting,
    "participating-org": _participating,
    "title": _title,
    "description": _description,
    "activity-status": _status,
    "recipient-country": subjects.say_country,
    "recipient-region": subjects.say_region,
    "location": subjects.say_location,
    "sector": subjects.say_subject,
    "tag": subjects.say_subject,
    "policy-marker": subjects.say_policy_marker,
    "budget": _budget,
    "document-link": _document,
    "related-activity": _related,
}

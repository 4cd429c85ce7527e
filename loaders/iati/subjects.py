"""What an activity is about and where: sectors, tags, markers, countries, regions, places."""

from rdflib import DCTERMS, SKOS

from loaders import tokens
from loaders.iati.context import (
    DESCRIPTION,
    IN_SCHEME,
    LABEL,
    NOTATION,
    SDG,
    SUBJECT,
    Context,
    term,
    unknown,
)
from loaders.places import COUNTRIES, country
from loaders.values import Kind, read_number
from loaders.xml import Element, elements, local, text_of
from ontology.vocabulary import RBM

GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
CONCEPT = tokens.iri(str(SKOS.Concept))
SDG_VOCABULARIES = {
    "tag": {"2": "goal", "3": "target"},
    "sector": {"7": "goal", "8": "target", "9": "indicator"},
}
GENDER_EQUALITY = "1"


def say_country(activity: Context, element: Element, _: int) -> None:
    """State the country of an activity."""
    given = (element.get("code") or "").strip()
    if not given:
        return
    subject, name = country(given)
    activity.say(activity.subject, term("inCountry"), subject, element)
    activity.sink.add(subject, tokens.TYPE, CONCEPT, activity.place(element))
    activity.say(subject, IN_SCHEME, tokens.iri(COUNTRIES), element)
    activity.say(subject, NOTATION, tokens.quoted(given.upper()), element)
    if name is None:
        unknown(activity, element, "country", given)
    else:
        activity.say(subject, LABEL, tokens.text(name, "en"), element)


def say_region(activity: Context, element: Element, _: int) -> None:
    """State the region of an activity."""
    subject = _concept(activity, element, "region")
    if subject:
        activity.sink.add(subject, tokens.TYPE, tokens.iri(RBM.Region), activity.place(element))
        activity.say(activity.subject, term("atPlace"), subject, element)


def _concept(activity: Context, element: Element, kind: str) -> str | None:
    """Return the concept of a vocabulary that an element names, stated with its names."""
    given = (element.get("code") or "").strip()
    if not given:
        return None
    vocabulary = (element.get("vocabulary") or "1").strip()
    subject = activity.name(kind, vocabulary, given)
    activity.sink.thing(subject, SKOS.Concept, activity.place(element))
    activity.say(subject, NOTATION, tokens.quoted(given), element)
    scheme = (element.get("vocabulary-uri") or "").strip()
    if scheme and tokens.is_iri(scheme):
        activity.say(subject, IN_SCHEME, tokens.iri(scheme), element)
    activity.say_names(subject, element)
    return subject


def say_subject(activity: Context, element: Element, _: int) -> None:
    """State a sector or a tag; one of the SDGs is their own concept."""
    kind = local(element)
    vocabulary = (element.get("vocabulary") or "").strip()
    level = SDG_VOCABULARIES[kind].get(vocabulary)
    if level:
        given = (element.get("code") or "").strip()
        if goal := sdg(given, level):
            activity.say(activity.subject, term("servesSdg"), goal, element)
            return
        unknown(activity, element, f"SDG {level}", given)
    if subject := _concept(activity, element, kind):
        activity.say(activity.subject, SUBJECT, subject, element)


def sdg(given: str, level: str) -> str | None:
    """Return the UN's own IRI of an SDG goal or target; indicators have codes of another kind."""
    plain = given.strip().lower()
    parts = plain.split(".")
    if not parts[0].isdigit() or not 1 <= int(parts[0]) <= 17:
        return None
    if level == "goal" and len(parts) == 1:
        return tokens.iri(f"{SDG}{int(parts[0])}")
    if level == "target" and len(parts) == 2 and parts[1].isalnum():
        return tokens.iri(f"{SDG}{int(parts[0])}.{parts[1]}")
    if level == "indicator" and len(parts) == 3 and parts[2].isdigit() and parts[1].isalnum():
        # The UN writes indicator 8.5.1 as C080501 and 8.a.1 as C080a01.
        middle = f"{int(parts[1]):02d}" if parts[1].isdigit() else f"0{parts[1]}"
        return tokens.iri(f"{SDG}C{int(parts[0]):02d}{middle}{int(parts[2]):02d}")
    return None


def say_policy_marker(activity: Context, element: Element, _: int) -> None:
    """State the policy that an activity follows; gender equality also as its gender marker."""
    given = (element.get("code") or "").strip()
    vocabulary = (element.get("vocabulary") or "1").strip()
    weight = (element.get("significance") or "").strip()
    if given == GENDER_EQUALITY and vocabulary in ("1", "DAC") and weight:
        # The OECD marker's steps are not those of the UN gender marker, so they stay their own.
        marker = activity.name("gender-equality", weight)
        place = activity.place(element)
        activity.sink.add(marker, tokens.TYPE, CONCEPT, place)
        activity.say(marker, NOTATION, tokens.quoted(weight), element)
        label = f"OECD gender equality policy marker {weight}"
        activity.say(marker, LABEL, tokens.text(label, "en"), element)
        activity.say(activity.subject, term("genderMarker"), marker, element)
    subject = _concept(activity, element, "policy-marker")
    if subject and weight != "0":
        activity.say(activity.subject, SUBJECT, subject, element)


def say_location(activity: Context, element: Element, number: int) -> None:
    """State a place where an activity is carried out."""
    ref = (element.get("ref") or "").strip()
    # A reference that two locations share names neither; the second keeps its position.
    taken = not ref or ref in activity.locations
    subject = activity.name("location", activity.key, str(number) if taken else ref)
    activity.locations.setdefault(ref, subject)
    activity.sink.thing(subject, DCTERMS.Location, activity.place(element))
    activity.say(activity.subject, term("atPlace"), subject, element)
    for child in elements(element):
        tag = local(child)
        if tag == "name":
            activity.say_texts(subject, LABEL, child)
        elif tag == "description":
            activity.say_texts(subject, DESCRIPTION, child)
        elif tag == "point":
            for position in elements(child):
                _position(activity, subject, position)


def _position(activity: Context, subject: str, element: Element) -> None:
    # Some publishers put a comma between the two: `6.8216, -58.1618`.
    parts = [part.rstrip(",") for part in text_of(element).split()]
    readings = [read_number(part, ".") for part in parts]
    if len(parts) == 2 and all(reading.kind is Kind.NUMBER for reading in readings):
        for name, reading in zip(("lat", "long"), readings, strict=True):
            if reading.value is not None:
                activity.say(subject, f"<{GEO}{name}>", tokens.decimal(reading.value), element)
    else:
        unknown(activity, element, "position", " ".join(parts))

"""What an IATI activity is about, where, with which money and documents."""

import re
from xml.etree.ElementTree import Element

from rdflib import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS, Literal, Namespace, URIRef
from rdflib.term import Node

from loaders.exports.iati_draft import Draft, coded, day
from loaders.iati.plan import RELATED
from loaders.places import COUNTRIES, country
from ontology.vocabulary import RBM

GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"
OWN_VOCABULARY = "99"
"""Vocabulary of codes that the reporting organization takes from elsewhere, told by its URI."""
_SDG = re.compile(r"http://metadata\.un\.org/sdg/(?P<goal>\d{1,2})(?P<target>\.\w{1,2})?\Z")
_SDG_INDICATOR = re.compile(r"http://metadata\.un\.org/sdg/C(\d\d)0?([1-9]\d|\w)(\d\d)\Z")
_CODE = "https://w3id.org/rbm/code/"


def organisation(draft: Draft, element: Element, subject: Node) -> None:
    """Say who an organization is: its reference, its type and its names."""
    draft.say(element, (subject, RDF.type, ORG.Organization))
    if (identifier := draft.first(subject, DCTERMS.identifier)) is not None:
        element.set("ref", str(identifier))
        draft.say(element, (subject, DCTERMS.identifier, identifier))
    for kind in draft.values(subject, ORG.classification):
        if code := coded(kind, "organisation-type"):
            element.set("type", code[0])
            draft.say(element, (subject, ORG.classification, kind))
            break
    draft.narratives(element, subject)


def sdg_code(term: Node) -> tuple[str, str] | None:
    """Return level and code of an SDG goal, target or indicator."""
    if match := _SDG.match(str(term)):
        return ("target" if match["target"] else "goal"), match["goal"] + (match["target"] or "")
    if match := _SDG_INDICATOR.match(str(term)):
        return "indicator", f"{int(match[1])}.{match[2]}.{int(match[3])}"
    return None


def subjects(draft: Draft, root: Element, plan: Node) -> None:
    """Put sectors, tags and policy markers."""
    for goal in draft.values(plan, RBM.servesSdg):
        if found := sdg_code(goal):
            level, code = found
            tag, vocabulary = {
                "goal": ("tag", "2"),
                "target": ("tag", "3"),
                "indicator": ("sector", "9"),
            }[level]
            said = (plan, RBM.servesSdg, goal)
            draft.put(root, tag, said, vocabulary=vocabulary, code=code)
    weights = draft.values(plan, RBM.genderMarker)
    for weight in weights:
        if steps := coded(weight, "gender-equality"):
            element = draft.put(
                root,
                "policy-marker",
                (plan, RBM.genderMarker, weight),
                *draft.graph.triples((weight, None, None)),
                vocabulary="1",
                code="1",
                significance=steps[0],
            )
            for concept in draft.values(plan, DCTERMS.subject):
                if coded(concept, "policy-marker", 2) in (("1", "1"), ("DAC", "1")):
                    _about(draft, element, plan, concept, "1")
    for concept in draft.values(plan, DCTERMS.subject):
        _subject(draft, root, plan, concept)


def _subject(draft: Draft, root: Element, plan: Node, concept: Node) -> None:
    for tag in ("sector", "tag", "policy-marker"):
        if found := coded(concept, tag, 2):
            vocabulary, code = found
            marked = any(
                place.tag == tag and place.get("code") == code == "1" and place.get("significance")
                for place in root
            )
            if tag != "policy-marker" or not marked:
                element = draft.put(root, tag, vocabulary=vocabulary, code=code)
                _about(draft, element, plan, concept, code)
            return
    notation = draft.first(concept, SKOS.notation)
    if notation is not None and _scheme(draft, concept) is not None:
        element = draft.put(root, "sector", vocabulary=OWN_VOCABULARY, code=str(notation))
        _about(draft, element, plan, concept, str(notation))


def _about(draft: Draft, element: Element, plan: Node, concept: Node, code: str) -> None:
    draft.say(element, (plan, DCTERMS.subject, concept))
    _concept(draft, element, concept, code)


def _concept(draft: Draft, element: Element, concept: Node, code: str) -> None:
    """Say the code, scheme and names of a concept that an element names."""
    draft.say(element, (concept, RDF.type, SKOS.Concept), (concept, SKOS.notation, Literal(code)))
    if (scheme := _scheme(draft, concept)) is not None:
        element.set("vocabulary-uri", str(scheme))
        draft.say(element, (concept, SKOS.inScheme, scheme))
    draft.narratives(element, concept)


def _scheme(draft: Draft, concept: Node) -> Node | None:
    return next((s for s in draft.values(concept, SKOS.inScheme) if isinstance(s, URIRef)), None)


def places(draft: Draft, root: Element, plan: Node) -> dict[Node, str]:
    """Put countries, regions and locations; return what the locations are called by."""
    for nation in draft.values(plan, RBM.inCountry):
        code = str(nation).removeprefix(f"{COUNTRIES}/")
        if re.fullmatch("[A-Z]{2}", code):
            name = Literal(country(code)[1] or "", lang="en")
            draft.put(
                root,
                "recipient-country",
                (plan, RBM.inCountry, nation),
                (nation, RDF.type, SKOS.Concept),
                (nation, SKOS.inScheme, URIRef(COUNTRIES)),
                (nation, SKOS.notation, Literal(code)),
                (nation, RDFS.label, name),
                code=code,
            )
    called: dict[Node, str] = {}
    for place in draft.values(plan, RBM.atPlace):
        said = (plan, RBM.atPlace, place)
        if found := coded(place, "region", 2):
            element = draft.put(root, "recipient-region", said, vocabulary=found[0], code=found[1])
            draft.say(element, (place, RDF.type, RBM.Region))
            _concept(draft, element, place, found[1])
        elif (place, RDF.type, DCTERMS.Location) in draft.graph or coded(place, "location", 2):
            own = coded(place, "location", 2)
            ref = own[1] if own else str(place).rstrip("/#").replace("#", "/").rpartition("/")[2]
            if ref in called.values():
                ref = f"{ref}-{len(called) + 1}"
            called[place] = ref
            _location(draft, draft.put(root, "location", said, ref=ref), place)
    return called


def _location(draft: Draft, element: Element, place: Node) -> None:
    draft.say(element, (place, RDF.type, DCTERMS.Location))
    draft.texts(element, "name", place, RDFS.label)
    draft.texts(element, "description", place, DCTERMS.description)
    north, east = draft.first(place, GEO.lat), draft.first(place, GEO.long)
    if north is not None and east is not None:
        point = draft.put(element, "point", srsName=WGS84)
        said = ((place, GEO.lat, north), (place, GEO.long, east))
        draft.put(point, "pos", *said, text=f"{north} {east}")


def documents(draft: Draft, parent: Element, subject: Node) -> None:
    """Put a link to each document that a thing refers to."""
    for page in draft.values(subject, DCTERMS.references):
        if not isinstance(page, URIRef):
            continue
        said = (subject, DCTERMS.references, page)
        link = draft.put(parent, "document-link", said, url=str(page))
        draft.say(link, (page, RDF.type, FOAF.Document))
        if (kind := draft.first(page, DCTERMS["format"])) is not None:
            link.set("format", str(kind))
            draft.say(link, (page, DCTERMS["format"], kind))
        draft.texts(link, "title", page, RDFS.label)
        draft.texts(link, "description", page, DCTERMS.description)
        for category in draft.values(page, DCTERMS.type):
            if code := coded(category, "document-category"):
                draft.put(link, "category", (page, DCTERMS.type, category), code=code[0])
        for language in draft.values(page, DCTERMS.language):
            draft.put(link, "language", (page, DCTERMS.language, language), code=str(language))
        draft.day(link, "document-date", page, DCTERMS.date)


def budgets(draft: Draft, root: Element, plan: Node) -> None:
    """Put the plan's money that has an amount, a period and a date of its value."""
    for money in draft.subjects(RBM.allocatedTo, plan):
        budget = draft.put(root, "budget")
        draft.say(budget, (money, RDF.type, RBM.Allocation), (money, RBM.allocatedTo, plan))
        period(draft, budget, money)
        amount = draft.first(money, RBM.amount)
        if amount is None:
            continue
        value = draft.put(budget, "value", (money, RBM.amount, amount), text=str(amount))
        if (currency := draft.first(money, RBM.currency)) is not None:
            value.set("currency", str(currency))
            draft.say(value, (money, RBM.currency, currency))
        if on := day(valued := draft.first(money, DCTERMS.date)):
            value.set("value-date", on)
            draft.say(value, (money, DCTERMS.date, valued or Literal("")))


def period(draft: Draft, parent: Element, thing: Node) -> None:
    """Put the dates of a thing's period, its own or those of the period that it names."""
    named = draft.first(thing, RBM.inPeriod)
    for tag, property_ in (("period-start", RBM.startDate), ("period-end", RBM.endDate)):
        holder = thing if (thing, property_, None) in draft.graph or named is None else named
        draft.day(parent, tag, holder, property_)
        if holder is named and named is not None:
            draft.say(parent, (thing, RBM.inPeriod, named))


def related(draft: Draft, root: Element, plan: Node) -> None:
    """Put the linkages to other activities whose kind the standard has."""
    codes = {URIRef(f"{_CODE}link-kinds/{name}"): code for code, name in RELATED.items()}
    for link in draft.subjects(RBM.linksFrom, plan):
        kind, other = draft.first(link, RBM.hasLinkKind), draft.first(link, RBM.linksTo)
        if not isinstance(kind, URIRef) or kind not in codes or other is None:
            continue
        ref = coded(other, "activity") or tuple(map(str, draft.values(other, DCTERMS.identifier)))
        if not ref:
            continue
        element = draft.put(root, "related-activity", ref=ref[0], type=codes[kind])
        quoted = f'<related-activity ref="{ref[0]}" type="{codes[kind]}">'
        draft.say(
            element,
            (link, RDF.type, RBM.Linkage),
            (link, RBM.linksFrom, plan),
            (link, RBM.statedInPlan, plan),
            (link, RBM.hasLinkKind, kind),
            (link, RBM.linksTo, other),
            (link, RBM.quotation, Literal(quoted)),
        )

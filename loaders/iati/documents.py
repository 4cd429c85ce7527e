"""Documents that an activity, a result or a value refers to."""

from rdflib import DCTERMS, FOAF

from loaders import tokens
from loaders.dates import read_date
from loaders.iati.context import Context, unknown
from loaders.xml import Element, elements, local


def say_document(activity: Context, subject: str, element: Element) -> None:
    """State a document that a thing refers to; its address is its IRI."""
    url = (element.get("url") or "").strip()
    if not tokens.is_iri(url):
        if url:
            references = tokens.iri(str(DCTERMS.references))
            activity.say(subject, references, tokens.quoted(url), element)
            unknown(activity, element, "address", url)
        return
    page = tokens.iri(url)
    activity.say(subject, tokens.iri(str(DCTERMS.references)), page, element)
    activity.sink.thing(page, FOAF.Document, activity.place(element))
    if kind := (element.get("format") or "").strip():
        activity.say(page, tokens.iri(str(DCTERMS.format)), tokens.quoted(kind), element)
    for child in elements(element):
        tag = local(child)
        given = (child.get("code") or "").strip()
        if tag == "title":
            activity.say_names(page, child)
        elif tag == "description":
            activity.say_texts(page, tokens.iri(str(DCTERMS.description)), child)
        elif tag == "category" and given:
            value = activity.name("document-category", given)
            activity.say(page, tokens.iri(str(DCTERMS.type)), value, child)
        elif tag == "language" and given:
            activity.say(page, tokens.iri(str(DCTERMS.language)), tokens.quoted(given), child)
        elif tag == "document-date":
            _document_date(activity, page, child)


def _document_date(activity: Context, page: str, element: Element) -> None:
    reading = read_date((element.get("iso-date") or "").strip())
    if value := reading.token():
        activity.say(page, tokens.iri(str(DCTERMS.date)), value, element)

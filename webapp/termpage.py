"""What a term's page shows beside what is said of it: who needs it, and what others call it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef

from ontology.correspondences import Correspondence, correspondences
from ontology.terms import Module, Term, sections, terms
from ontology.words import NEUTRAL, FalseFriend, Word, false_friends, speakers, words
from webapp import naming, speaking
from webapp.answers import answers
from webapp.coverage import Uses, uses
from webapp.languages import content

CLOSENESS = {
    SKOS.exactMatch: _("the same"),
    SKOS.closeMatch: _("nearly the same"),
    SKOS.broadMatch: _("narrower than ours"),
    SKOS.narrowMatch: _("wider than ours"),
    SKOS.relatedMatch: _("related"),
}
"""How close a word is to our term, read from the word."""

PLAIN = {
    "class": _("kind of thing"),
    "object property": _("relation between things"),
    "datatype property": _("attribute"),
    "annotation property": _("annotation"),
    "functional": _("one value at most"),
    "irreflexive": _("never to itself"),
    "asymmetric": _("never both ways"),
}
"""What OWL calls a term's kind and character, in plain words."""

DATATYPES = {
    RDF.langString: _("text, with its language"),
    RDFS.Literal: _("any value"),
    XSD.boolean: _("yes or no"),
    XSD.date: _("day"),
    XSD.decimal: _("number"),
    XSD.gYear: _("year"),
    XSD.gYearMonth: _("month"),
    XSD.integer: _("whole number"),
    XSD.string: _("text"),
}
"""The datatypes that values have, in plain words."""

PAPER = re.compile(r"ILO GB\.297/PFA/1/1 \(2006\), §(?P<number>\d+)")
PARAGRAPH = "https://w3id.org/rbm/id/ilo/source/gb297-pfa-1-1/para-"
"""Where the data set of the ILO keeps the paragraphs of the paper that most terms start from."""

OUTWARDS = {
    **CLOSENESS,
    SKOS.broadMatch: CLOSENESS[SKOS.narrowMatch],
    SKOS.narrowMatch: CLOSENESS[SKOS.broadMatch],
}
"""How close an outside term is to ours, read from our term."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word as a page shows it: who says it, the word and its language, how close, what it means.

    `original` is the speaker's own word where `text` is our translation of it, else None.
    `definition` has a language of its own. `seen` is where the word was seen.
    """

    iri: URIRef
    slug: str
    speaker: str
    text: str
    language: str
    original: tuple[str, str] | None
    closeness: str
    definition: tuple[str, str]
    seen: tuple[str, ...]
    note: tuple[str, str] | None
    term: URIRef


@dataclass(frozen=True, slots=True)
class Source:
    """Where the idea of a term comes from, and the page that shows the paragraph, if it is here."""

    text: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Misleading:
    """A pair of false friends in the reader's language, each text with its own language."""

    label: tuple[str, str]
    one: Said
    other: Said
    why: tuple[str, str]
    instead: tuple[str, str]
    sources: tuple[str, ...]


def context(iri: URIRef) -> dict[str, object]:
    """Return what the page of a term shows."""
    term: Term = terms()[iri]
    module: Module = next(one for one in sections() if one.iri == term.module)
    used: Uses = uses()[iri]
    outside: list[Correspondence] = [row for row in correspondences() if row.subject == iri]
    own = {word.iri for word in words() if word.term == iri}
    return {
        "term": term,
        "module": module,
        "uses": used,
        "said": by_speaker(word for word in words() if word.term == iri),
        "outside": outside,
        "outwards": OUTWARDS,
        "plain": PLAIN,
        "datatypes": DATATYPES,
        "example": read(term.examples) if term.examples else None,
        "other_names": [
            Literal(text, lang=language)
            for language, texts in term.other_names.items()
            for text in texts
        ],
        "sources": sources(term),
        "misleading": [
            misleading(pair) for pair in false_friends() if {pair.one, pair.other} & own
        ],
    }


def sources(term: Term) -> list[Source]:
    """Return the sources of a term, a paragraph of the ILO paper with its page where it is held."""
    found = []
    for text in term.sources:
        match = PAPER.fullmatch(text)
        paragraph = f"{PARAGRAPH}{match['number']}" if match else ""
        here = paragraph and answers().names([paragraph])[paragraph]
        found.append(Source(text, naming.name(paragraph).address if here else None))
    return found


def by_speaker(found: Iterable[Word]) -> list[Said]:
    """Return words in the order of their speakers' names, the neutral ones left out."""
    return sorted(
        (said(word) for word in found if word.speaker != NEUTRAL),
        key=lambda one: (one.speaker.casefold(), one.text.casefold()),
    )


def said(word: Word) -> Said:
    """Return a word as a page shows it."""
    tag = content().tag
    names = next(one.names for one in speakers() if one.slug == word.speaker)
    text, language = speaking.said(word, tag)
    return Said(
        word.iri,
        word.speaker,
        read(names)[0],
        text,
        language,
        original(word, language),
        str(CLOSENESS[word.closeness]),
        read(word.definitions),
        word.sources,
        read(word.notes) if word.notes else None,
        word.term,
    )


def original(word: Word, language: str) -> tuple[str, str] | None:
    """Return the speaker's own word with its language, None where the one in `language` is that."""
    if not word.own or language in word.own:
        return None
    tag = "en" if "en" in word.own else word.own[0]
    return word.labels[tag], tag


def misleading(pair: FalseFriend) -> Misleading:
    """Return a pair of false friends as a page shows it."""
    known = {word.iri: word for word in words()}
    return Misleading(
        read(pair.labels),
        said(known[pair.one]),
        said(known[pair.other]),
        read(pair.why),
        read(pair.instead),
        pair.sources,
    )


def read(texts: Mapping[str, str]) -> tuple[str, str]:
    """Return a text in the reader's language, else in English, with the language it is in."""
    tag = content().tag
    language = tag if tag in texts else "en"
    return texts[language], language

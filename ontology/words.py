"""What each agency and standard calls a thing: speakers, their words, and the false friends.

The words are SKOS concepts in `crosswalk/*.ttl`, one scheme per speaker. `graph` joins them with
the correspondences to other vocabularies, and says each mapping once more as SSSOM's RDF form
does, from our term outwards, so that a query can ask for its reason.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DC, DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from ontology.correspondences import correspondences
from ontology.modules import parsed, turtle

CROSSWALK = "https://w3id.org/rbm/crosswalk/"
"""Namespace of the speakers; a word's IRI is this, the speaker, a slash and the word."""

NEUTRAL = "rbm"
"""The speaker that is nobody: the concepts through which all the others meet."""

SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
SSSOM = Namespace("https://w3id.org/sssom/")

CLOSENESS = {
    SKOS.exactMatch: SKOS.exactMatch,
    SKOS.closeMatch: SKOS.closeMatch,
    SKOS.broadMatch: SKOS.narrowMatch,
    SKOS.narrowMatch: SKOS.broadMatch,
    SKOS.relatedMatch: SKOS.relatedMatch,
}
"""Each mapping property of SKOS and the one that says the same from the other end."""

Texts = Mapping[str, str]
"""One text per language tag."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """An agency or standard with words of its own."""

    iri: URIRef
    slug: str
    names: Texts
    definitions: Texts
    sources: tuple[str, ...]
    notes: Texts


@dataclass(frozen=True, slots=True)
class Word:
    """What one speaker calls a thing, and how close that is to one of our terms.

    `labels` are there in every language; in those of `own` the word is the speaker's own, in the
    others it is our translation. `closeness` reads from the word to `term`: a `skos:broadMatch`
    means our term is broader. `known_generally` is true where the word was not seen in a source.
    """

    iri: URIRef
    speaker: str
    labels: Texts
    definitions: Texts
    closeness: URIRef
    term: URIRef
    sources: tuple[str, ...]
    notes: Texts
    own: tuple[str, ...]

    @property
    def known_generally(self) -> bool:
        """Return whether no source was seen."""
        return "the word was not seen" in self.notes.get("en", "")


@dataclass(frozen=True, slots=True)
class FalseFriend:
    """Two words that look alike and mean different things: why, and what to say instead."""

    iri: URIRef
    labels: Texts
    why: Texts
    instead: Texts
    one: URIRef
    other: URIRef
    sources: tuple[str, ...]


def graph() -> Graph:
    """Return words, false friends and correspondences, each correspondence with its reason."""
    merged = parsed(turtle("crosswalk"))
    for word in words():
        if word.speaker != NEUTRAL:
            node = _axiom(merged, word.term, CLOSENESS[word.closeness], word.iri)
            _rest(merged, node, word.sources, word.iri)
    for row in correspondences():
        node = _axiom(merged, row.subject, row.closeness, row.target)
        merged.add((node, SSSOM.confidence, Literal(str(row.confidence), datatype=XSD.decimal)))
        merged.add((node, RDFS.seeAlso, URIRef(row.source)))
        merged.add((row.target, RDFS.label, Literal(row.target_label, lang="en")))
        if row.comment:
            merged.add((node, RDFS.comment, Literal(row.comment, lang="en")))
        if row.negated:
            merged.add((node, SSSOM.predicate_modifier, Literal("Not")))
        else:
            merged.add((row.subject, row.closeness, row.target))
    for pair in false_friends():
        for term, misleading in _misled(pair):
            node = _axiom(merged, term, SKOS.exactMatch, misleading)
            merged.add((node, SSSOM.predicate_modifier, Literal("Not")))
            merged.add((node, RDFS.comment, Literal(pair.why["en"], lang="en")))
            _rest(merged, node, pair.sources, pair.iri)
        merged.add((pair.iri, RDFS.seeAlso, pair.one))
        merged.add((pair.iri, RDFS.seeAlso, pair.other))
    return merged


def _rest(merged: Graph, node: URIRef, sources: tuple[str, ...], thing: URIRef) -> None:
    """Say what a mapping rests on: the addresses of its sources, or else the thing that names them.

    A document without an address is named in a text at the word; evidence is always an IRI.
    """
    addresses = [source for source in sources if source.startswith("http")]
    for address in addresses or [thing]:
        merged.add((node, RDFS.seeAlso, URIRef(address)))


def _misled(pair: FalseFriend) -> Iterator[tuple[URIRef, URIRef]]:
    """Return each of our terms that one word of a pair means, with the other word."""
    meant = {word.iri: word.term for word in words()}
    one, other = meant[pair.one], meant[pair.other]
    if one != other:
        yield one, pair.other
        yield other, pair.one


@cache
def speakers() -> tuple[Speaker, ...]:
    """Return all speakers, in the order of their English names."""
    source = parsed(turtle("crosswalk"))
    found = (
        Speaker(
            scheme,
            str(scheme).removeprefix(CROSSWALK),
            _texts(source, scheme, SKOS.prefLabel),
            _texts(source, scheme, SKOS.definition),
            _sources(source, scheme),
            _texts(source, scheme, SKOS.editorialNote),
        )
        for scheme in source.subjects(RDF.type, SKOS.ConceptScheme)
        if isinstance(scheme, URIRef)
    )
    return tuple(sorted(found, key=lambda speaker: speaker.names["en"].casefold()))


@cache
def words() -> tuple[Word, ...]:
    """Return every word of every speaker, once for each of our terms that it is mapped to."""
    source = parsed(turtle("crosswalk"))
    found = (
        Word(
            concept,
            str(source.value(concept, SKOS.inScheme)).removeprefix(CROSSWALK),
            _texts(source, concept, SKOS.prefLabel),
            _texts(source, concept, SKOS.definition),
            closeness,
            term,
            _sources(source, concept),
            _texts(source, concept, SKOS.editorialNote),
            tuple(sorted(str(tag) for tag in source.objects(concept, DC.language))),
        )
        for closeness in CLOSENESS
        for concept, term in source.subject_objects(closeness)
        if isinstance(concept, URIRef)
        and isinstance(term, URIRef)
        and not str(term).startswith(CROSSWALK)
    )
    return tuple(sorted(found, key=lambda word: (word.iri, word.term)))


def words_for(term: URIRef) -> tuple[Word, ...]:
    """Return what the speakers call one of our terms."""
    return tuple(word for word in words() if word.term == term)


def spoken_by(speaker: str) -> dict[URIRef, Word]:
    """Return the word that a speaker would use for each of our terms, the closest one.

    A term that the speaker has no near word for is left out; `relatedMatch` is not near.
    """
    order = (SKOS.exactMatch, SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch)
    near = [word for word in words() if word.speaker == speaker and word.closeness in order]
    near.sort(key=lambda word: order.index(word.closeness), reverse=True)
    return {word.term: word for word in near}


@cache
def false_friends() -> tuple[FalseFriend, ...]:
    """Return all pairs of words that mislead, in the order of their English labels."""
    source = parsed(turtle("crosswalk"))
    found = (
        FalseFriend(
            pair,
            _texts(source, pair, RDFS.label),
            _texts(source, pair, RDFS.comment),
            _texts(source, pair, SKOS.scopeNote),
            URIRef(str(source.value(pair, OWL.annotatedSource))),
            URIRef(str(source.value(pair, OWL.annotatedTarget))),
            _sources(source, pair),
        )
        for pair in source.subjects(RDF.type, OWL.Axiom)
        if isinstance(pair, URIRef)
    )
    return tuple(sorted(found, key=lambda pair: (pair.labels["en"], pair.iri)))


def _axiom(merged: Graph, subject: URIRef, closeness: URIRef, target: URIRef) -> URIRef:
    """Add a correspondence as a thing of its own, with an IRI that its ends decide."""
    ends = "\n".join((subject, closeness, target)).encode()
    node = URIRef(f"{CROSSWALK}mapping/{hashlib.sha256(ends).hexdigest()[:16]}")
    merged.add((node, RDF.type, OWL.Axiom))
    merged.add((node, OWL.annotatedSource, subject))
    merged.add((node, OWL.annotatedProperty, closeness))
    merged.add((node, OWL.annotatedTarget, target))
    merged.add((node, SSSOM.mapping_justification, SEMAPV.ManualMappingCuration))
    return node


def _texts(source: Graph, thing: URIRef, predicate: URIRef) -> Texts:
    return {
        text.language: str(text)
        for text in source.objects(thing, predicate)
        if isinstance(text, Literal) and text.language
    }


def _sources(source: Graph, thing: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in source.objects(thing, DCTERMS.source)))

"""What is known of one thing, arranged for reading."""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, SKOS
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from webapp import naming
from webapp.answers import Answers, answers

NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
DESCRIPTIONS = (SKOS.definition, DCTERMS.description, RDFS.comment, SKOS.scopeNote)
APART = (RBM.statedAt, RBM.quotation, RBM.incidencePlan, RBM.incidenceThing)
"""Properties that a page shows in a way of their own."""
GENERAL = {str(iri) for iri in (OWL.Thing, OWL.NamedIndividual, RDFS.Resource)}


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with all its values, or with all the things that refer by it."""

    property: str
    values: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A place in a source, and the words there."""

    location: Identifier
    quotations: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A thing: its classes, the rarest first, what it says, what refers to it, what it rests on."""

    iri: str
    kinds: tuple[str, ...]
    names: tuple[Literal, ...]
    descriptions: tuple[Statement, ...]
    statements: tuple[Statement, ...]
    mentions: tuple[Statement, ...]
    proofs: tuple[Proof, ...]
    quotations: tuple[Literal, ...]

    def values(self, property_: URIRef) -> tuple[Identifier, ...]:
        """Return the values of a property."""
        for statement in self.statements:
            if statement.property == str(property_):
                return statement.values
        return ()

    def is_a(self, kind: URIRef) -> bool:
        """Return whether the thing is a member of a class."""
        return str(kind) in self.kinds


def grouped(rows: Iterable[dict[str, Identifier]], column: str) -> tuple[Statement, ...]:
    """Return the rows as statements, one per property."""
    found: dict[str, list[Identifier]] = {}
    for row in rows:
        found.setdefault(str(row["property"]), []).append(row[column])
    return tuple(Statement(property_, tuple(values)) for property_, values in found.items())


def read(iri: str) -> Profile | None:
    """Return the profile of an IRI, None where the snapshot says nothing of it."""
    asked: Answers = answers()
    said = grouped(asked.page("statements", thing=iri), "value")
    mentions = grouped(asked.page("mentions", thing=iri), "subject")
    if not said and not mentions:
        return None
    by_property = {statement.property: statement.values for statement in said}
    members = asked.snapshot.classes
    kinds = {str(kind) for kind in by_property.get(str(RDF.type), ())} - GENERAL
    names = next((by_property[str(label)] for label in NAMES if str(label) in by_property), ())
    described = descriptions(said)
    apart = {str(iri) for iri in (RDF.type, *NAMES, *APART)}
    mentions = tuple(each for each in mentions if each.property not in apart)
    everything = [term for statement in (*said, *mentions) for term in statement.values]
    naming.learn([*everything, *(URIRef(each.property) for each in (*said, *mentions))])
    return Profile(
        iri,
        tuple(sorted(kinds, key=lambda kind: (members.get(kind, 0), kind))),
        literals(names),
        described,
        tuple(each for each in said if each.property not in apart and each not in described),
        mentions,
        proofs(iri),
        literals(by_property.get(str(RBM.quotation), ())),
    )


def descriptions(said: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return what describes a thing; a comment only where nothing else does."""
    found = tuple(each for each in said if each.property in map(str, DESCRIPTIONS))
    told = tuple(each for each in found if each.property != str(RDFS.comment))
    return told or found


def literals(terms: Iterable[Identifier]) -> tuple[Literal, ...]:
    """Return the terms that are text."""
    return tuple(term for term in terms if isinstance(term, Literal))


def proofs(iri: str) -> tuple[Proof, ...]:
    """Return the places that a thing rests on, with the words there."""
    found: dict[Identifier, list[Literal]] = {}
    for row in answers().page("places", thing=iri):
        quotations = found.setdefault(row["location"], [])
        quotation = row.get("quotation")
        if isinstance(quotation, Literal):
            quotations.append(quotation)
    naming.learn(found)
    return tuple(Proof(location, tuple(texts)) for location, texts in found.items())

"""The Turtle is OWL 2 DL, laid out by the formatter, labelled and defined in every language."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection

from ontology import RBM, RBMSH
from ontology.modules import CODES, LANGUAGES, ONTOLOGY, codes, graph, modules

FOLDER = Path(__file__).parent.parent / "ontology"
BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CHARACTERISTICS = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
)
OWL2_DATATYPES = {XSD.integer, XSD.decimal, XSD.string, XSD.boolean, RDF.langString, RDFS.Literal}
SCHEMES = {
    "link-kinds": 11,
    "milestone-states": 4,
    "directions": 3,
    "measure-types": 5,
    "aggregations": 6,
    "funding-sources": 3,
    "plan-status": 6,
    "gender-markers": 4,
    "smart": 5,
    "levels": 12,
}
MERGED = graph()
LISTS = codes()
TERMS = sorted(
    {
        term
        for kind in (OWL.Class, *PROPERTY_KINDS)
        for term in MERGED.subjects(RDF.type, kind)
        if term in RBM
    }
)
CONCEPTS = sorted(
    term for kind in (SKOS.Concept, SKOS.ConceptScheme) for term in LISTS.subjects(RDF.type, kind)
)


def texts(source: Graph, term: URIRef, predicate: URIRef) -> Counter[str | None]:
    """Return how often each language stands behind a predicate of a term."""
    return Counter(
        text.language for text in source.objects(term, predicate) if isinstance(text, Literal)
    )


def short(term: URIRef) -> str:
    return str(term).removeprefix("https://w3id.org/rbm/")


def test_the_modules_are_those_the_root_imports() -> None:
    imported = {str(module) for module in MERGED.objects(URIRef(ONTOLOGY), OWL.imports)}
    assert imported == {f"{ONTOLOGY}/{name}" for name in modules() if name != "rbm"}


def test_every_module_says_its_purpose_version_and_licence() -> None:
    headers = set(MERGED.subjects(RDF.type, OWL.Ontology))
    assert len(headers) == len(modules())
    for header in headers:
        for predicate in (DCTERMS.title, DCTERMS.description):
            assert texts(MERGED, header, predicate) == dict.fromkeys(LANGUAGES, 1)
        for predicate in (DCTERMS.license, OWL.versionIRI, OWL.versionInfo):
            assert MERGED.value(header, predicate) is not None, (header, predicate)


@pytest.mark.parametrize("term", TERMS, ids=short)
def test_every_term_is_labelled_once_in_each_language_and_defined(term: URIRef) -> None:
    assert texts(MERGED, term, RDFS.label) == dict.fromkeys(LANGUAGES, 1)
    assert texts(MERGED, term, SKOS.definition) == dict.fromkeys(LANGUAGES, 1)
    assert MERGED.value(term, DCTERMS.source) is not None
    module = MERGED.value(term, RDFS.isDefinedBy)
    assert str(module) in {f"{ONTOLOGY}/{name}" for name in modules()}


@pytest.mark.parametrize("term", CONCEPTS, ids=short)
def test_every_code_is_labelled_once_in_each_language_and_defined(term: URIRef) -> None:
    assert texts(LISTS, term, SKOS.prefLabel) == dict.fromkeys(LANGUAGES, 1)
    assert texts(LISTS, term, SKOS.definition) == dict.fromkeys(LANGUAGES, 1)
    assert LISTS.value(term, DCTERMS.source) is not None


def test_the_code_lists_hold_the_agreed_codes() -> None:
    counts = {
        str(scheme).removeprefix(CODES): len(set(LISTS.subjects(SKOS.inScheme, scheme)))
        for scheme in LISTS.subjects(RDF.type, SKOS.ConceptScheme)
    }
    assert counts == SCHEMES
    for concept in LISTS.subjects(RDF.type, SKOS.Concept):
        scheme = LISTS.value(concept, SKOS.inScheme)
        assert str(concept).startswith(f"{scheme}/")


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.prefLabel])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terms_of_a_kind_share_a_label(predicate: URIRef, language: str) -> None:
    seen: dict[tuple[str, str], URIRef] = {}
    for source, terms in ((MERGED, TERMS), (LISTS, CONCEPTS)):
        for term in terms:
            scheme = str(source.value(term, SKOS.inScheme) or "")
            is_class = str((term, RDF.type, OWL.Class) in source)
            for text in source.objects(term, predicate):
                if isinstance(text, Literal) and text.language == language:
                    key = (scheme + is_class, str(text))
                    assert key not in seen, f"{term} and {seen[key]} are both called {text}"
                    seen[key] = term


def test_definitions_are_one_full_sentence_that_does_not_repeat_the_term() -> None:
    for source, terms, label in ((MERGED, TERMS, RDFS.label), (LISTS, CONCEPTS, SKOS.prefLabel)):
        for term in terms:
            for text in source.objects(term, SKOS.definition):
                assert isinstance(text, Literal)
                end = "。" if text.language == "zh" else "."
                assert str(text).endswith(end), text
                if text.language == "en":
                    assert text[0].isupper(), text
                    name = next(
                        str(one) for one in source.objects(term, label) if one.language == "en"
                    )
                    circular = re.match(rf"An? {re.escape(name)}\b(?! that)", str(text), re.I)
                    assert not circular, text


def test_every_iri_in_an_axiom_is_declared() -> None:
    kinds = {OWL.Class, *PROPERTY_KINDS, OWL.Ontology}
    declared = {term for kind in kinds for term in MERGED.subjects(RDF.type, kind)}
    for subject, predicate, value in MERGED:
        if not str(predicate).startswith(BUILT_IN):
            assert predicate in declared, predicate
        for term in (subject, value):
            annotation = predicate in (DCTERMS.source, DCTERMS.license, OWL.versionIRI)
            free = annotation or predicate == RDFS.isDefinedBy or str(term).startswith(BUILT_IN)
            if isinstance(term, URIRef) and not free:
                assert term in declared, (subject, predicate, term)


def test_no_name_is_of_two_kinds() -> None:
    kinds = [set(MERGED.subjects(RDF.type, kind)) for kind in (OWL.Class, *PROPERTY_KINDS)]
    for position, kind in enumerate(kinds):
        for other in kinds[position + 1 :]:
            assert named(kind & other) == set()


def named(terms: set[URIRef]) -> set[URIRef]:
    return {term for term in terms if isinstance(term, URIRef)}


def test_only_simple_properties_carry_characteristics() -> None:
    composed = set(MERGED.subjects(RDF.type, OWL.TransitiveProperty))
    composed |= set(MERGED.subjects(OWL.propertyChainAxiom, None))
    above = {
        parent
        for term in composed
        for parent in MERGED.transitive_objects(term, RDFS.subPropertyOf)
    }
    for kind in CHARACTERISTICS:
        assert above & set(MERGED.subjects(RDF.type, kind)) == set()


def test_datatypes_are_those_of_owl_2() -> None:
    ranges = {
        value
        for term in MERGED.subjects(RDF.type, OWL.DatatypeProperty)
        for value in MERGED.objects(term, RDFS.range)
    }
    assert ranges <= OWL2_DATATYPES


def test_every_restriction_says_something() -> None:
    fillers = (OWL.allValuesFrom, OWL.someValuesFrom, OWL.hasValue)
    for restriction in MERGED.subjects(RDF.type, OWL.Restriction):
        assert len(list(MERGED.objects(restriction, OWL.onProperty))) == 1
        assert sum((restriction, filler, None) in MERGED for filler in fillers) == 1


def test_the_levels_of_the_chain_exclude_each_other() -> None:
    levels = {
        RBM.Mandate,
        RBM.StrategicObjective,
        RBM.Impact,
        RBM.Outcome,
        RBM.Output,
        RBM.Activity,
        RBM.Input,
    }
    assert levels in [
        set(Collection(MERGED, members)) for members in MERGED.objects(None, OWL.members)
    ]


def test_every_level_of_the_code_list_stands_for_a_class_in_order() -> None:
    order = {}
    for level in LISTS.subjects(SKOS.inScheme, URIRef(CODES + "levels")):
        target = LISTS.value(level, RBM.levelOf)
        assert (target, RDF.type, OWL.Class) in MERGED
        place = LISTS.value(level, RBM.levelOrder)
        if place is not None:
            order[int(place)] = target
    assert sorted(order) == list(range(1, 10))
    assert [order[place] for place in (1, 4, 6, 9)] == [
        RBM.Mandate,
        RBM.IntermediateOutcome,
        RBM.ImmediateOutcome,
        RBM.Input,
    ]


def test_the_formatter_has_nothing_to_change() -> None:
    turtlefmt = Path(sys.executable).parent / "turtlefmt"
    own = [*FOLDER.glob("*.ttl"), *(FOLDER / "codes").glob("*.ttl"), FOLDER / "wrong"]
    done = subprocess.run([turtlefmt, "--check", *own], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_namespace_of_the_rules_is_not_that_of_the_terms() -> None:
    assert str(RBMSH) == "https://w3id.org/rbm/shapes#"
    assert not any(str(term).startswith(str(RBMSH)) for term in TERMS)

"""Every check answers nothing over the ontology, and something where its pitfall is there."""

import pytest
from rdflib import Graph

from ontology.modules import graph
from ontology.pitfalls import names, pitfall, pitfalls

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .
"""
FAULTS = {
    "class-name-in-camels": "rbm:Results a owl:Class .",
    "class-of-leftovers": "rbm:OtherResult a owl:Class .",
    "class-without-example": "rbm:Vision a owl:Class .",
    "cycle-of-classes": "rbm:One rdfs:subClassOf rbm:Two . rbm:Two rdfs:subClassOf rbm:One .",
    "cycle-of-properties": "rbm:one rdfs:subPropertyOf rbm:one .",
    "definition-is-the-label": """
        rbm:Goal rdfs:label "goal"@en ; skos:definition "A goal is an aim."@en .""",
    "definition-of-several-sentences": 'rbm:Goal skos:definition "An aim. It is high."@en .',
    "deprecated-without-heir": "rbm:Goal owl:deprecated true .",
    "disjoint-from-its-own-kind": """
        rbm:Goal rdfs:subClassOf rbm:Result ; owl:disjointWith rbm:Result .""",
    "domain-or-range-that-constrains": "rbm:aims a owl:ObjectProperty ; rdfs:range rbm:Result .",
    "equivalent-to-the-outside": "rbm:Goal owl:equivalentClass :Goal .",
    "inverse-of-a-property": "rbm:aims owl:inverseOf rbm:isAimOf .",
    "label-in-capitals": 'rbm:Goal rdfs:label "Goal"@en .',
    "levels-that-overlap": """
        rbm:One rdfs:subClassOf rbm:Outcome . rbm:Two rdfs:subClassOf rbm:Outcome .""",
    "module-without-licence": ':module a owl:Ontology ; owl:versionInfo "1" .',
    "note-in-one-language": 'rbm:Goal skos:scopeNote "An aim."@en .',
    "property-name-in-camels": "rbm:Aims a owl:ObjectProperty .",
    "property-that-hangs-nowhere": "rbm:aims a owl:ObjectProperty .",
    "relation-called-is": "rbm:has a owl:ObjectProperty .",
    "restriction-that-says-nothing": """
        rbm:Goal rdfs:subClassOf [ a owl:Restriction ; owl:onProperty rbm:aims ] .""",
    "same-definition": """
        rbm:Goal skos:definition "An aim."@en . rbm:Aim skos:definition "An aim."@en .""",
    "term-in-two-modules": """
        rbm:Goal skos:definition "An aim."@en ; rdfs:isDefinedBy :one , :two .
        :one a owl:Ontology . :two a owl:Ontology .""",
    "term-without-source": "rbm:Goal rdfs:isDefinedBy :module .",
    "text-without-language": 'rbm:Goal rdfs:label "goal" .',
    "two-ranges": "rbm:height a owl:DatatypeProperty ; rdfs:range xsd:integer , xsd:decimal .",
    "two-things-in-one-name": "rbm:OutputAndActivity rdfs:isDefinedBy :module .",
    "undeclared-class": "rbm:Goal rdfs:subClassOf rbm:Missing .",
    "undeclared-property": "rbm:aims rdfs:subPropertyOf rbm:missing .",
    "versions-that-differ": """
        <https://w3id.org/rbm/ontology> owl:versionInfo "1" .
        :module a owl:Ontology ; owl:versionInfo "2" ; owl:versionIRI :2 .""",
}


def test_the_ontology_falls_into_no_pitfall() -> None:
    assert {one.name: one.found for one in pitfalls(graph()) if one.found} == {}


def test_every_check_has_a_fault_that_it_finds() -> None:
    assert tuple(sorted(FAULTS)) == names()


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_its_fault_and_says_a_sentence(name: str) -> None:
    faulty = Graph().parse(data=PREFIXES + FAULTS[name], format="turtle")
    check = pitfall(faulty, name)
    assert check.found
    assert check.sentence[0].isupper()
    assert check.sentence.endswith(".")

"""The OWL API, on which Protégé is built, reads our copies and finds them in OWL 2 DL."""

import pytest
from rdflib import OWL, RDF, Graph

from ontology.exports import merged, written
from ontology.profile import Reading, proof, read
from ontology.vocabulary import RBM


@pytest.fixture(scope="module")
def rdfxml() -> Reading:
    return read(written("rdfxml"))


def test_the_ontology_is_in_the_owl_2_dl_profile(rdfxml: Reading) -> None:
    assert rdfxml.violations == ()
    assert rdfxml.axioms > 2_000


def test_the_owl_xml_copy_says_the_same_as_the_rdf_xml_one(rdfxml: Reading) -> None:
    assert read(written("owlxml")) == rdfxml


def test_a_property_that_is_not_simple_breaks_the_profile() -> None:
    wrong = merged()
    wrong.add((RBM.contributesTo, RDF.type, OWL.TransitiveProperty))
    (first, *_) = read(wrong.serialize(format="xml", encoding="utf-8")).violations
    assert "contributesTo" in first


def test_an_undeclared_class_breaks_the_profile() -> None:
    wrong = Graph()
    wrong.parse(
        data="""@prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://example.org/o> a owl:Ontology .
        <http://example.org/A> a owl:Class ; rdfs:subClassOf <http://example.org/B> .""",
        format="turtle",
    )
    found = proof("small", wrong.serialize(format="xml", encoding="utf-8"))
    assert not found.holds
    assert "http://example.org/B" in found.detail


def test_what_is_no_ontology_is_told() -> None:
    found = proof("text", b"This is no ontology.")
    assert not found.holds
    assert found.detail

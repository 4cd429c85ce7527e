"""The names in Python and the terms in Turtle are the same."""

import pytest
from rdflib import OWL, RDF, URIRef
from rdflib.namespace import NamespaceManager

from ontology import RBM
from ontology.modules import graph

NAMESPACE = "https://w3id.org/rbm/ns#"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def in_python() -> set[str]:
    return {name for name in RBM.__annotations__ if not name.startswith("_")}


def in_turtle() -> set[str]:
    merged = graph()
    terms = {term for kind in KINDS for term in merged.subjects(RDF.type, kind)}
    return {str(term).removeprefix(NAMESPACE) for term in terms if str(term).startswith(NAMESPACE)}


def test_every_name_in_python_is_a_term_in_turtle() -> None:
    assert in_python() - in_turtle() == set()


def test_every_term_in_turtle_is_a_name_in_python() -> None:
    assert in_turtle() - in_python() == set()


def test_a_name_becomes_the_iri_of_its_term() -> None:
    assert URIRef(NAMESPACE + "Outcome") == RBM.Outcome
    assert NamespaceManager(graph()).qname(RBM.Outcome) == "rbm:Outcome"


def test_a_slip_in_a_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Outcom"):
        RBM.Outcom  # noqa: B018

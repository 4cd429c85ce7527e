"""A term's page has all that a reader asks for, taken from the Turtle alone."""

from functools import cache

import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.term import Node

from ontology import RBM
from ontology.datasets import NAMES, dataset
from ontology.modules import codes, graph, modules
from ontology.terms import manchester, sections, term, terms


def test_every_term_has_a_page() -> None:
    names = {name for name in RBM.__annotations__ if not name.startswith("_")}
    assert {one.name for one in terms().values()} == names


def test_the_modules_share_out_the_terms() -> None:
    assert [module.name for module in sections()] == sorted(set(modules()) - {"rbm", "reused"})
    shared = [one.iri for module in sections() for one in module.terms]
    assert sorted(shared) == sorted(terms())
    for module in sections():
        assert module.descriptions["en"].endswith(".")
        assert module.descriptions["zh"].endswith("。")
        assert str(module.version_iri).endswith(f"{module.version}/{module.name}")


def test_a_class_knows_its_family_and_what_it_excludes() -> None:
    outcome = term("Outcome")
    assert outcome.kind == "class"
    assert outcome.parents == (RBM.Result,)
    assert outcome.children == (RBM.ImmediateOutcome, RBM.IntermediateOutcome)
    assert {RBM.Output, RBM.Impact, RBM.Mandate} <= set(outcome.disjoint)
    assert RBM.Outcome not in outcome.disjoint
    assert outcome.label("zh") == "成果"
    assert outcome.label("de") == "outcome"


def test_a_class_bears_the_properties_of_those_above_it() -> None:
    outcome = term("Outcome")
    assert RBM.contributesTo in outcome.bears
    assert RBM.seeks in outcome.receives
    assert RBM.ofIndicator in term("Target").bears
    assert RBM.ofIndicator not in outcome.bears


def test_a_property_knows_where_it_is_used() -> None:
    measures = term("measures")
    assert measures.kind == "object property"
    assert measures.characteristics == ("functional",)
    assert measures.subjects == (RBM.Indicator,)
    assert measures.values == (RBM.ChainElement,)
    assert term("hasFunder").parents == (RBM.hasParticipant,)
    assert term("linksFrom").disjoint == (RBM.linksTo,)


def test_axioms_read_as_english() -> None:
    assert term("Indicator").axioms == ("rbm:measures only not (rbm:Activity or rbm:Input)",)
    assert term("Mandate").axioms == ("rbm:contributesTo only owl:Nothing",)


def test_an_axiom_of_another_kind_is_refused_rather_than_dropped() -> None:
    source = Graph().parse(
        data="""
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rbm: <https://w3id.org/rbm/ns#> .
        [] a owl:Restriction ; owl:onProperty rbm:measures ; owl:cardinality 1 .
        """,
        format="turtle",
    )
    (restriction,) = source.subjects(OWL.onProperty, RBM.measures)
    with pytest.raises(NotImplementedError):
        manchester(source, restriction)


def test_every_axiom_of_the_ontology_can_be_written() -> None:
    restrictions = set(graph().subjects(OWL.onProperty, None))
    assert sum(len(one.axioms) for one in terms().values()) == len(restrictions)


def test_homonyms_carry_a_note_that_keeps_them_apart() -> None:
    for name in ("Milestone", "Target", "Strategy", "Approach", "Activity", "Result", "Outcome"):
        assert set(term(name).scope_notes) == {"en", "zh"}, name
    assert "rbm:Target" in term("Milestone").scope_notes["en"]
    assert "rbm:Approach" in term("Strategy").scope_notes["en"]


def test_no_term_is_deprecated_without_an_heir() -> None:
    for one in terms().values():
        assert one.deprecated == (one.replaced_by is not None)


def test_an_unknown_term_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="Outcom"):
        term("Outcom")


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_data_uses_properties_where_they_say_they_are_used(name: str) -> None:
    data = dataset(name)
    known = data + codes()
    kinds: dict[Node, set[URIRef]] = {}

    def kinds_of(thing: Node) -> set[URIRef]:
        if thing not in kinds:
            own = {kind for kind in known.objects(thing, RDF.type) if isinstance(kind, URIRef)}
            kinds[thing] = {above for kind in own for above in lineage(kind)}
        return kinds[thing]

    astray = set()
    for subject, predicate, value in data:
        if predicate not in RBM:
            continue
        used = terms()[URIRef(predicate)]
        if used.subjects and not set(used.subjects) & kinds_of(subject):
            astray.add((used.name, "subject", str(subject)))
        classes = {one for one in used.values if not one.startswith((str(XSD), str(RDF)))}
        if classes and kinds_of(value) and not classes & kinds_of(value):
            astray.add((used.name, "value", str(value)))
    assert astray == set()


@cache
def lineage(kind: URIRef) -> set[URIRef]:
    """Return a class and all classes above it."""
    above = graph().transitive_objects(kind, RDFS.subClassOf)
    return {one for one in above if isinstance(one, URIRef)}

"""Every term earns its place: a rule, a question or the reading of a source needs it."""

from pathlib import Path

from rdflib import URIRef

from ontology import RBM
from ontology.terms import Term, terms
from ontology.uses import named_in, rule_texts, users
from shapes.rules import rules, shapes

ROOT = Path(__file__).parent.parent
FLOORS = ("shapes", "sparql", "loaders", "webapp")


def asked() -> dict[str, str]:
    """Return the text of every question and of every derivation that questions rest on."""
    folder = ROOT / "sparql"
    return {file.stem: file.read_text(encoding="utf-8") for file in folder.rglob("*.rq")}


def needed() -> set[URIRef]:
    """Return the terms that rules and questions name."""
    return set(users(rule_texts(shapes()))) | set(users(asked()))


def serves(term: Term, named: set[URIRef]) -> bool:
    """Return whether a class is named, is reached by a property named, or is a kind of one."""
    above = {parent for parent in term.parents if parent in RBM and terms()[parent].kind == "class"}
    own = {
        held
        for held in (*term.bears, *term.receives)
        if term.iri in (*terms()[held].subjects, *terms()[held].values)
    }
    return bool({term.iri, *above, *own} & named)


def test_every_class_is_used_by_a_rule_or_a_question() -> None:
    named = needed()
    idle = [
        term.name for term in terms().values() if term.kind == "class" and not serves(term, named)
    ]
    assert idle == []


def test_a_class_that_nothing_needs_would_be_noticed() -> None:
    assert not serves(terms()[RBM.Lesson], {RBM.Outcome})
    assert serves(terms()[RBM.Lesson], {RBM.answersLesson})
    assert serves(terms()[RBM.Project], {RBM.Plan})


def test_every_relation_is_used_by_a_rule_or_a_question() -> None:
    named = needed()
    idle = [
        term.name
        for term in terms().values()
        if term.kind == "object property" and term.iri not in named
    ]
    assert idle == []


def test_every_term_is_used_above_this_floor_or_in_the_data_that_ships() -> None:
    used: set[URIRef] = set()
    for floor in (*FLOORS, "ontology/ilo", "ontology/example", "ontology/codes"):
        for file in (ROOT / floor).rglob("*"):
            if file.suffix in {".py", ".ttl", ".rq", ".html"}:
                used |= named_in(file.read_text(encoding="utf-8"))
    idle = [
        term.name
        for term in terms().values()
        if term.iri not in used and not set(term.children) & used and not term.children
    ]
    assert idle == []


def test_the_text_of_a_rule_holds_what_its_shape_and_query_name() -> None:
    texts = rule_texts(shapes())
    assert {rule.id for rule in rules()} <= set(texts)
    assert RBM.contributesTo in named_in(texts["RC-01"])
    assert RBM.IntermediateOutcome in named_in(texts["RC-01"])


def test_names_are_found_in_turtle_sparql_and_python() -> None:
    assert named_in("?x a rbm:Outcome ; rbm:inFramework ?y .") == {RBM.Outcome, RBM.inFramework}
    assert named_in("<https://w3id.org/rbm/ns#Output>") == {RBM.Output}
    assert named_in("graph.add((x, RBM.value, y))") == {RBM.value}
    assert named_in("rbm:Outcomes, carbm:Outcome") == frozenset()

import random
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from ontology.vocabulary import RBM
from sparql.derivation import SCHEME, derivations
from sparql.graphs import DERIVED, ONTOLOGY
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
DATA = f"{EX}graph/data"
PREFIXES = (
    f"PREFIX : <{EX}> PREFIX rbm: <{RBM}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
PLANS = ":A a rbm:Strategy . :B a rbm:Project . :C a rbm:Strategy . "
SUBCLASSES = "rbm:Strategy rdfs:subClassOf rbm:Plan . rbm:Project rdfs:subClassOf rbm:Plan ."
SHARED = {
    "outcome": ":A rbm:seeks :x . :T rbm:explains :x ; rbm:statedInPlan :B ; rbm:statedAt :p .",
    "indicator": ":A rbm:seeks :r . :i rbm:measures :r ; rbm:usesDefinition :x . "
    ":B rbm:seeks :s . :j rbm:measures :s ; rbm:usesDefinition :x .",
    "sdg": ":A rbm:servesSdg :x . :B rbm:seeks :r . :r rbm:servesSdg :x .",
    "milestone": ":x a rbm:Milestone ; rbm:concerns :A , :B .",
    "area": ":m rbm:concerns :A ; rbm:inArea :x . :n rbm:concerns :B ; rbm:inArea :x .",
    "unit": ":A rbm:seeks :r . :x rbm:isAccountableFor :r ; rbm:isResponsibleFor :m . "
    ":m rbm:concerns :B .",
    "place": ":A rbm:inCountry :x . :B rbm:atPlace :x .",
    "money": ":l rbm:allocatedTo :A ; rbm:allocatedBy :x . :B rbm:hasFunder :x .",
    "capability": ":A rbm:usesCapability :x . :B rbm:usesCapability :x .",
    "lesson": ":A rbm:answersLesson :x . :B rbm:answersLesson :x .",
}
FOUND = """
PREFIX rbm: <https://w3id.org/rbm/ns#>
SELECT ?plan ?thing ?rule WHERE {
  ?incidence a rbm:Incidence ;
    rbm:incidencePlan ?plan ;
    rbm:incidenceThing ?thing ;
    rbm:incidenceRule ?rule .
} ORDER BY ?plan ?thing ?rule"""

DERIVED_TRIPLES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{DERIVED}> {{ ?s ?p ?o }} }}"
EVERYTHING = """
CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER (!CONTAINS(STR(?s), "/publication/")) }"""


def publish(store: SnapshotStore, data: str) -> None:
    with store.candidate("data") as candidate:
        candidate.remove(DATA)
        candidate.add(DATA, Graph().parse(data=PREFIXES + PLANS + data, format="turtle"))
        candidate.remove(ONTOLOGY)
        candidate.add(ONTOLOGY, Graph().parse(data=PREFIXES + SUBCLASSES, format="turtle"))
        candidate.publish()


def found(store: SnapshotStore) -> list[tuple[str, str, str]]:
    return [
        (str(plan).removeprefix(EX), str(thing).removeprefix(EX), str(rule).rpartition("/")[2])
        for plan, thing, rule in store.reader().select(FOUND).rows
    ]


def test_every_rule_has_an_example() -> None:
    assert set(SHARED) == {rule.name for rule in derivations()}


@pytest.mark.parametrize("name", sorted(SHARED))
def test_a_rule_finds_the_thing_that_two_plans_share(tmp_path: Path, name: str) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, SHARED[name])
    assert found(store) == [("A", "x", name), ("B", "x", name)]


def test_a_thing_that_one_plan_touches_is_not_kept(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, ":A rbm:seeks :x . :B rbm:seeks :y .")
    assert found(store) == []


def test_what_was_shared_is_gone_when_the_data_is_replaced(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, ":A rbm:seeks :x . :B rbm:seeks :x . :C rbm:seeks :x .")
    publish(store, ":A rbm:seeks :x . :C rbm:seeks :x .")
    assert found(store) == [("A", "x", "outcome"), ("C", "x", "outcome")]


def test_two_rules_may_meet_in_one_thing(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, ":A rbm:seeks :x . :l rbm:allocatedBy :B ; rbm:allocatedTo :x .")
    assert found(store) == [("A", "x", "outcome"), ("B", "x", "money")]


def test_an_incidence_names_how_and_where_it_is_said(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, SHARED["outcome"])
    (row,) = (
        store.reader()
        .select(
            f"SELECT ?how ?place WHERE {{ GRAPH <{DERIVED}> {{ ?i <{RBM.incidencePlan}> <{EX}B> ; "
            f"<{RBM.incidenceHow}> ?how ; <{RBM.statedAt}> ?place }} }}"
        )
        .rows
    )
    assert row == (RBM.explains, URIRef(f"{EX}p"))


def test_every_rule_explains_itself_in_six_languages() -> None:
    for rule in derivations():
        assert set(rule.label) == set(rule.summary) == {"en", "fr", "es", "zh", "ar", "ru"}
        assert rule.source


def test_a_rule_that_links_is_described_beside_its_links(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(store, SHARED["place"])
    table = store.reader().select(
        f"SELECT ?label WHERE {{ <{SCHEME}/place> <{SKOS.prefLabel}> ?label "
        "FILTER (LANG(?label) = 'zh') }"
    )
    assert table.rows == ((Literal("同一地点", lang="zh"),),)


def test_what_is_shared_is_the_same_whether_it_is_patched_or_made_anew(tmp_path: Path) -> None:
    pick = random.Random(3)
    patched = SnapshotStore(tmp_path / "patched")
    for step in range(3):
        data = " ".join(
            f":{plan} rbm:seeks :r{n} ; rbm:answersLesson :l{pick.randrange(3)} ."
            for plan in "ABC"
            for n in pick.sample(range(40), 30)
        )
        places = " ".join(f":{plan} rbm:statedAt :p{pick.randrange(2)} ." for plan in "ABC")
        publish(patched, data + places)
        anew = SnapshotStore(tmp_path / f"anew{step}")
        publish(anew, data + places)
        assert set(patched.reader().construct(DERIVED_TRIPLES)) == set(
            anew.reader().construct(DERIVED_TRIPLES)
        )
        assert set(patched.reader().construct(EVERYTHING)) == set(
            anew.reader().construct(EVERYTHING)
        )


def test_the_manual_names_every_rule() -> None:
    manual = (Path(__file__).parent.parent / "docs" / "store.md").read_text(encoding="utf-8")
    for rule in derivations():
        assert f"`{rule.name}`" in manual

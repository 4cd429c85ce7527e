import random
from pathlib import Path

import owlrl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from sparql.graphs import INFERRED, ONTOLOGY, inferred_from, is_inferred
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
DATA = f"{EX}graph/data"
AXIOMS = f"""
PREFIX : <{EX}>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
:C1 rdfs:subClassOf :C2 . :C2 rdfs:subClassOf :C3 . :C4 owl:equivalentClass :C3 .
:p1 rdfs:subPropertyOf :p2 . :p2 rdfs:subPropertyOf :p3 . :p3 owl:inverseOf :p4 .
:p5 a owl:SymmetricProperty ; rdfs:subPropertyOf :p6 . :p6 a owl:TransitiveProperty .
:p7 owl:propertyChainAxiom ( :p1 :p6 ) ; rdfs:subPropertyOf :p8 . :p8 owl:equivalentProperty :p9 .
"""
THINGS = [URIRef(f"{EX}x{n}") for n in range(8)]
CLASSES = [URIRef(f"{EX}C{n}") for n in range(1, 5)]
PROPERTIES = [URIRef(f"{EX}p{n}") for n in range(1, 10)]


def chance(seed: int) -> Graph:
    pick = random.Random(seed)
    graph = Graph()
    for _ in range(12):
        graph.add((pick.choice(THINGS), RDF.type, pick.choice(CLASSES)))
        graph.add((pick.choice(THINGS), pick.choice(PROPERTIES), pick.choice(THINGS)))
    return graph


def statements(graph: Graph) -> set[tuple[object, ...]]:
    return {
        triple
        for triple in graph
        if triple[0] in THINGS
        and ((triple[1] == RDF.type and triple[2] in CLASSES) or triple[1] in PROPERTIES)
    }


@pytest.mark.parametrize("seed", range(4))
def test_inference_finds_what_an_owl_2_rl_reasoner_finds(tmp_path: Path, seed: int) -> None:
    ontology, data = Graph().parse(data=AXIOMS, format="turtle"), chance(seed)
    store = SnapshotStore(tmp_path)
    with store.candidate("data, then its ontology") as candidate:
        candidate.add(DATA, data)
        candidate.publish()
    with store.candidate("ontology") as candidate:
        candidate.add(ONTOLOGY, ontology)
        candidate.publish()
    found = store.reader().construct("CONSTRUCT WHERE { ?s ?p ?o }")
    expected = ontology + data
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(expected)
    assert statements(found) == statements(expected)
    assert len(statements(found)) > len(statements(data))


def test_what_is_inferred_goes_with_the_graph_it_follows_from(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    with store.candidate("two graphs that say the same") as candidate:
        candidate.add(ONTOLOGY, Graph().parse(data=AXIOMS, format="turtle"))
        for name in ("one", "two"):
            candidate.add(f"{EX}{name}", Graph().add((THINGS[0], RDF.type, CLASSES[0])))
        candidate.publish()
    ask = f"ASK {{ <{THINGS[0]}> a <{CLASSES[2]}> }}"
    for name, kept in (("one", True), ("two", False)):
        with store.candidate(f"without {name}") as candidate:
            candidate.remove(f"{EX}{name}")
            snapshot = candidate.publish()
        assert store.reader().ask(ask) is kept
        assert inferred_from(f"{EX}{name}") not in snapshot.graphs


def test_a_graph_of_ours_keeps_its_name_below_inferred() -> None:
    assert inferred_from("https://w3id.org/rbm/graph/ilo") == f"{INFERRED}/ilo"
    assert is_inferred(inferred_from(DATA))
    assert not is_inferred(DATA)

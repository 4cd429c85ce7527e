"""The milestones that wait, found milestone by milestone, are those that the question finds."""

import random
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD

from ontology.vocabulary import RBM
from sparql.catalogue import ask
from sparql.embedded import EmbeddedStore
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
CODE = "https://w3id.org/rbm/code/milestone-states/"
DAYS = ("2020", "2021-05", "2021-06-15", "2022-12-31", "2024")
ROADMAPS = (f"{EX}roadmap/0", f"{EX}roadmap/1")


class Far:
    """The same snapshot as a store that is not here: only queries reach it."""

    def __init__(self, store: EmbeddedStore):
        self.select, self.ask, self.construct = store.select, store.ask, store.construct


def chance(pick: random.Random) -> Graph:
    """Return two road maps whose milestones wait for each other, in circles too."""
    graph = Graph()
    some = [URIRef(f"{EX}milestone/{number}") for number in range(24)]
    plans = [URIRef(f"{EX}plan/{number}") for number in range(4)]
    for plan in plans[:3]:
        graph.add((plan, RDF.type, RBM.Plan))
    for number, milestone in enumerate(some):
        graph.add((milestone, RBM.inRoadMap, URIRef(ROADMAPS[number % 2])))
        for _ in range(pick.randrange(3)):
            graph.add((milestone, RBM.dependsOn, pick.choice(some)))
            graph.add((milestone, RBM.concerns, pick.choice(plans)))
            graph.add((milestone, RBM.statedAt, URIRef(f"{EX}page/{pick.randrange(5)}")))
        for _ in range(pick.choice([0, 1, 1, 2])):
            graph.add((milestone, RBM.dueDate, Literal(pick.choice(DAYS))))
        if pick.random() < 0.2:
            graph.add((milestone, RBM.reachedOn, Literal(pick.choice(DAYS))))
        for _ in range(pick.randrange(3)):
            report = URIRef(f"{EX}report/{pick.randrange(10**6)}")
            graph.add((report, RBM.reportsOn, milestone))
            day = Literal(f"{pick.randrange(2020, 2025)}-06-15", datatype=XSD.date)
            graph.add((report, RBM.reportedOn, day))
            state = pick.choice(["open", "delayed", "reached", "dropped"])
            graph.add((report, RBM.hasMilestoneState, URIRef(CODE + state)))
    return graph


def published(folder: Path, graph: Graph) -> EmbeddedStore:
    store = SnapshotStore(folder)
    with store.candidate("milestones") as candidate:
        candidate.add(f"{EX}graph", graph)
        candidate.publish()
    return store.reader()


@pytest.mark.parametrize("seed", range(6))
def test_random_milestones_wait_alike(tmp_path: Path, seed: int) -> None:
    reader, told = published(tmp_path, chance(random.Random(seed))), 0
    for roadmap in ROADMAPS:
        for day in ("2020-06-01", "2021-12-31", "2024-12-31"):
            given = {"on": day, "roadmap": roadmap}
            here = ask(reader, "blocked-milestones", given)
            there = ask(Far(reader), "blocked-milestones", given)
            assert (here.variables, here.snapshot) == (there.variables, there.snapshot)
            assert set(here.rows) == set(there.rows) and len(here) == len(there)
            told += len(here)
    assert told > 100


def test_what_has_no_name_is_left_to_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = chance(random.Random(1))
    nameless = BNode()
    graph.add((nameless, RBM.inRoadMap, URIRef(ROADMAPS[0])))
    graph.add((nameless, RBM.dependsOn, URIRef(f"{EX}milestone/1")))
    reader = published(tmp_path, graph)
    given = {"on": "2020-06-01", "roadmap": ROADMAPS[0]}
    here = ask(reader, "blocked-milestones", given)
    assert any(isinstance(row["milestone"], BNode) for row in here)
    assert here == ask(Far(reader), "blocked-milestones", given)

"""What a publication carries on equals what is computed anew, whatever was changed."""

import random
from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

from ontology.vocabulary import RBM
from sparql import consequences, incidences
from sparql.branches import branches
from sparql.candidate import CLASSES, PROPERTIES
from sparql.derivation import derivations, statements
from sparql.graphs import DERIVED, ONTOLOGY
from sparql.lines import FILE, Lines
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
GRAPHS = [f"{EX}graph/{number}" for number in range(3)]
# Every name may stand at every place, so that rules meet in things nobody thought of.
THINGS: list[Node] = [URIRef(f"{EX}x{number}") for number in range(14)]
BLANK: list[Node] = [BNode(f"b{number}") for number in range(2)]
PLACES = [URIRef(f"{EX}page/{number}") for number in range(5)]
READ = sorted(
    {
        pattern[1]
        for rule in derivations()
        for branch in branches(rule.text)
        for pattern in branch.patterns
    }
    - {RDF.type}
)


def chance(pick: random.Random, things: list[Node] = THINGS) -> Graph:
    graph = Graph()
    for _ in range(pick.randrange(30, 90)):
        graph.add((pick.choice(things), pick.choice(READ), pick.choice(things)))
    for _ in range(10):
        kind = pick.choice([RBM.Strategy, RBM.Project, RBM.Milestone, RBM.Outcome])
        graph.add((pick.choice(things), RDF.type, kind))
        graph.add((pick.choice(things), RBM.statedAt, pick.choice(PLACES)))
    return graph


def edited(graph: Graph, pick: random.Random, things: list[Node]) -> Graph:
    """Return a graph with a few triples gone and a few new ones."""
    kept, new = Graph(), sorted(chance(pick, things))[:8]
    for triple in sorted(graph):  # in one order, so that a seed says the same every time
        if pick.random() > 0.15:
            kept.add(triple)
    for triple in new:
        kept.add(triple)
    return kept


def classes() -> Graph:
    graph = Graph()
    for kind in (RBM.Strategy, RBM.Project):
        graph.add((kind, RDFS.subClassOf, RBM.Plan))
    return graph


@pytest.mark.parametrize("seed", range(6))
def test_what_follows_is_carried_on_as_if_it_were_computed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    pick = random.Random(seed)
    things = THINGS + BLANK * (seed % 2)
    store = SnapshotStore(tmp_path / "data")
    data = {name: chance(pick, things) for name in GRAPHS}
    with store.candidate("first") as candidate:
        candidate.add(ONTOLOGY, classes())
        for name, graph in data.items():
            candidate.add(name, graph)
        candidate.publish()
    if not seed % 2:  # a triple between two blank nodes cannot be followed
        monkeypatch.setattr(consequences, "all_lines", refuse)
    met: set[str] = set()
    for step in range(6):
        with store.candidate(f"edit {step}") as candidate:
            for name in pick.sample(GRAPHS, pick.randrange(1, 3)):
                data[name] = edited(data[name], pick, things)
                file = tmp_path / "edited.nt"
                data[name].serialize(file, format="nt", encoding="utf-8")
                candidate.replace(name, file)
                if pick.random() < 0.3:
                    candidate.derive()
                if pick.random() < 0.2:
                    candidate.remove(name)
                    data[name] = Graph()
            snapshot = candidate.publish()
        reader = store.reader()
        lines = set(Lines(snapshot.folder / FILE))
        assert lines == incidences.all_lines(reader, lambda _: None)
        derived = {f"{quad.triple} .\n" for quad in reader.quads(DERIVED)}
        assert derived == set(statements(lines))
        for query, told in ((CLASSES, snapshot.classes), (PROPERTIES, snapshot.properties)):
            rows = reader.select(query)
            assert told == {str(row["name"]): int(str(row["count"])) for row in rows}
        assert snapshot.total == reader.count()
        assert snapshot.graphs == {name: reader.count(name) for name in reader.graphs()}
        met |= lines
    assert met


def refuse(*arguments: object) -> set[str]:
    raise AssertionError("a small change was not carried on")


def test_a_change_that_is_too_large_to_follow_is_computed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparql.journal.MOST", 20)
    pick = random.Random(1)
    store = SnapshotStore(tmp_path)
    for note in ("first", "second"):
        with store.candidate(note) as candidate:
            candidate.remove(GRAPHS[0])
            candidate.add(GRAPHS[0], chance(pick))
            snapshot = candidate.publish()
        reader = store.reader()
        lines = set(Lines(snapshot.folder / FILE))
        assert lines == incidences.all_lines(reader, lambda _: None)
        assert snapshot.total == reader.count()


def test_a_rule_that_is_no_union_of_patterns_is_refused() -> None:
    with pytest.raises(ValueError, match="names its predicates"):
        branches("SELECT ?plan WHERE { ?plan ?how ?thing }")
    with pytest.raises(ValueError, match="union of patterns"):
        branches("SELECT ?plan WHERE { ?plan <x:p> ?thing FILTER (?thing != <x:y>) }")

import random
from pathlib import Path

import pytest
from rdflib import Graph

from sparql.endpoint import StoreError
from sparql.search import facets, search
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
ONE, TWO = f"{EX}graph/one", f"{EX}graph/two"
TEXT = f"""
PREFIX : <{EX}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
:evaluation a :Strategy ; rdfs:label "Evaluation strategy"@en, "评价战略"@zh,
    "Stratégie d’évaluation"@fr ; dcterms:description "How results are examined."@en .
:people a :Strategy ; rdfs:label "Human resources strategy"@en, "Стратегия людских ресурсов"@ru,
    "استراتيجية المَوارد البشرية"@ar ; skos:altLabel "HRS" .
:outcome a :Outcome ; rdfs:label "Results are used"@en, "即时成果"@zh .
"""


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    store = SnapshotStore(tmp_path)
    put(store, ONE, TEXT)
    return store


def put(store: SnapshotStore, graph: str, text: str) -> None:
    with store.candidate("texts") as candidate:
        candidate.remove(graph)
        candidate.add(graph, Graph().parse(data=text, format="turtle"))
        candidate.publish()


def found(store: SnapshotStore, text: str, language: str = "en", *classes: str) -> list[str]:
    current = store.current()
    assert current is not None
    hits = search(current.folder, text, language, [EX + name for name in classes])
    return [hit.iri.removeprefix(EX) for hit in hits]


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("evaluation", ["evaluation"]),
        ("EVALUATION strat", ["evaluation"]),
        ("stratégie evaluation", ["evaluation"]),
        ("strategy", ["evaluation", "people"]),
        ("战略", ["evaluation"]),
        ("成果", ["outcome"]),
        ("果成", []),
        ("ресурс", ["people"]),
        ("الموارد", ["people"]),
        ("hrs", ["people"]),
        ("evalaution strtegy", ["evaluation"]),
        ("examined", ["evaluation"]),
        ("results", ["outcome", "evaluation"]),
        ("nothing like this", []),
        ('" OR * NEAR(', []),
        ("", []),
    ],
)
def test_search_finds_names_before_descriptions_in_every_language(
    store: SnapshotStore, text: str, things: list[str]
) -> None:
    assert found(store, text) == things


def test_a_hit_shows_the_name_in_the_language_asked_for_and_what_matched(
    store: SnapshotStore,
) -> None:
    current = store.current()
    assert current is not None
    (hit,) = search(current.folder, "evaluation", "zh")
    assert (hit.label, hit.text, hit.language) == ("评价战略", "Evaluation strategy", "en")
    assert (hit.classes, hit.graph, hit.kind) == ((f"{EX}Strategy",), ONE, "label")


def test_search_narrows_to_classes_and_facets_count_them(store: SnapshotStore) -> None:
    assert found(store, "results", "en", "Outcome") == ["outcome"]
    current = store.current()
    assert current is not None
    counted = facets(current.folder, "results")
    assert counted.total == 2
    assert counted.classes == {f"{EX}Outcome": 1, f"{EX}Strategy": 1}
    assert counted.graphs == {ONE: 2}
    assert counted.complete


def test_search_narrows_to_graphs(store: SnapshotStore) -> None:
    put(store, TWO, f'<{EX}other> <http://www.w3.org/2000/01/rdf-schema#label> "Evaluation"@en .')
    folder = store.current().folder  # type: ignore[union-attr]
    assert len(search(folder, "evaluation")) == 2
    assert [hit.iri for hit in search(folder, "evaluation", graphs=[TWO])] == [f"{EX}other"]


def test_the_index_follows_what_is_replaced_and_older_snapshots_keep_theirs(
    store: SnapshotStore,
) -> None:
    put(store, TWO, f'<{EX}money> <http://www.w3.org/2000/01/rdf-schema#label> "Money plan" .')
    assert found(store, "money") == ["money"]
    put(store, TWO, f'<{EX}money> <http://www.w3.org/2000/01/rdf-schema#label> "Budget" .')
    assert found(store, "money") == []
    assert found(store, "budget") == ["money"]
    assert found(store, "evaluation") == ["evaluation"]
    assert [hit.label for hit in search(store.get("2").folder, "money")] == ["Money plan"]


def test_a_snapshot_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no search index"):
        search(tmp_path, "anything")


def test_one_is_found_among_twenty_thousand_names(tmp_path: Path) -> None:
    pick = random.Random(1)
    words = ["".join(pick.choices("abcdefghiklmnoprstuw", k=7)) for _ in range(5_000)]
    file = tmp_path / "labels.nt"
    with file.open("w", encoding="utf-8") as output:
        for number in range(20_000):
            name = " ".join(pick.choices(words, k=4))
            output.write(
                f"<{EX}thing/{number}> <http://www.w3.org/2000/01/rdf-schema#label> "
                f'"{name} {number}"@en .\n'
            )
    store = SnapshotStore(tmp_path / "data")
    with store.candidate("many names") as candidate:
        candidate.replace(ONE, file)
        folder = candidate.publish().folder
    hits = search(folder, f"{words[5][:6]}x 77")
    assert all(words[5] in hit.text for hit in hits[:1])
    assert search(folder, "12345")[0].iri == f"{EX}thing/12345"

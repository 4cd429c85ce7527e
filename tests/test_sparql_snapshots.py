from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from sparql.embedded import UNNAMED
from sparql.endpoint import QueryError, StoreError
from sparql.snapshots import SnapshotStore

ONE = "https://example.org/graph/one"
TWO = "https://example.org/graph/two"
A, B, P = (URIRef(f"https://example.org/{name}") for name in "abp")
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


def graph(*triples: tuple[URIRef, URIRef, URIRef | Literal]) -> Graph:
    filled = Graph()
    for triple in triples:
        filled.add(triple)
    return filled


def lines(path: Path, *triples: str) -> Path:
    path.write_text("".join(f"{triple} .\n" for triple in triples), encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "data")


def publish(store: SnapshotStore, note: str, *objects: str) -> str:
    with store.candidate(note, by="a test") as candidate:
        candidate.remove(ONE)
        candidate.add(ONE, graph(*((A, P, Literal(text)) for text in objects)))
        return candidate.publish().id


def test_an_empty_folder_has_no_current_snapshot_and_no_reader(store: SnapshotStore) -> None:
    assert store.current() is None
    assert store.snapshots() == ()
    with pytest.raises(StoreError, match="holds no data yet"):
        store.reader()


def test_what_is_published_is_read_with_the_snapshot_that_answers(store: SnapshotStore) -> None:
    name = publish(store, "first", "x")
    table = store.reader().select(ALL)
    assert table.rows == ((A, P, Literal("x")),)
    assert table.snapshot == name
    current = store.current()
    assert current is not None
    assert (current.note, current.by, current.graphs) == ("first", "a test", {ONE: 1})


def test_what_is_not_published_leaves_nothing_behind(store: SnapshotStore) -> None:
    publish(store, "first", "x")
    with store.candidate("never published") as candidate:
        candidate.add(ONE, graph((B, P, Literal("y"))))
    assert len(store.reader().select(ALL)) == 1
    assert sorted(path.name for path in store.folder.iterdir()) == [
        "current",
        "history",
        "lock",
        "snapshots",
    ]


def test_replacing_a_graph_keeps_what_another_graph_says_too(
    store: SnapshotStore, tmp_path: Path
) -> None:
    shared, own, new = (f'<{A}> <{P}> "{text}"' for text in ("shared", "own", "new"))
    with store.candidate("two graphs") as candidate:
        candidate.replace(ONE, lines(tmp_path / "one.nt", shared, own))
        candidate.replace(TWO, lines(tmp_path / "two.nq", f"{shared} <http://elsewhere>"))
        candidate.publish()
    assert len(store.reader().select(ALL)) == 2
    with store.candidate("one graph replaced") as candidate:
        candidate.replace(ONE, lines(tmp_path / "one.nt", new))
        candidate.publish()
    reader = store.reader()
    assert [str(row["o"]) for row in reader.select(ALL)] == ["new", "shared"]
    assert reader.graphs() == (ONE, TWO)


def test_a_failed_change_spoils_the_candidate(store: SnapshotStore, tmp_path: Path) -> None:
    publish(store, "first", "x")
    with store.candidate("broken") as candidate:
        with pytest.raises(StoreError, match=r"bad\.nt.*line 1"):
            candidate.replace(ONE, lines(tmp_path / "bad.nt", "this is no triple"))
        with pytest.raises(StoreError, match="Nothing was published"):
            candidate.publish()
    assert len(store.reader().select(ALL)) == 1


def test_rolling_back_makes_an_older_snapshot_answer_and_numbers_go_on(
    store: SnapshotStore,
) -> None:
    first, second = publish(store, "first", "x"), publish(store, "second", "y")
    assert store.roll_back(first).id == first
    assert [str(row["o"]) for row in store.reader().select(ALL)] == ["x"]
    assert [str(row["o"]) for row in store.reader(second).select(ALL)] == ["y"]
    third = publish(store, "third", "z")
    assert store.get(third).parent == first
    assert [snapshot.number for snapshot in store.snapshots()] == [1, 2, 3]


def test_a_snapshot_is_found_by_id_by_number_and_by_day(store: SnapshotStore) -> None:
    first, second = publish(store, "first", "x"), publish(store, "second", "y")
    assert store.get(first) == store.get("1")
    assert store.get(datetime.now(UTC).date()).id == second
    with pytest.raises(StoreError, match="no snapshot 7"):
        store.get("7")
    with pytest.raises(StoreError, match="1999-01-01 or before"):
        store.get(datetime(1999, 1, 1, tzinfo=UTC))


def test_a_second_writer_is_told_who_works(store: SnapshotStore) -> None:
    with (
        store.candidate("a long import"),
        pytest.raises(StoreError, match=r"process \d+, a long import"),
        SnapshotStore(store.folder).candidate("another"),
    ):
        pass


def test_an_update_reaches_the_default_graph(store: SnapshotStore) -> None:
    publish(store, "first", "x", "y")
    with store.candidate("update") as candidate:
        candidate.update(f'DELETE DATA {{ GRAPH <{ONE}> {{ <{A}> <{P}> "x" }} }}')
        candidate.update(f'INSERT DATA {{ GRAPH <{TWO}> {{ <{B}> <{P}> "z" }} }}')
        snapshot = candidate.publish()
    assert [str(row["o"]) for row in store.reader().select(ALL)] == ["y", "z"]
    assert snapshot.graphs == {ONE: 1, TWO: 1}
    with store.candidate("without a graph's name") as candidate:
        candidate.update(f'INSERT DATA {{ <{A}> <{P}> "w" }}')
        snapshot = candidate.publish()
    assert snapshot.graphs == {ONE: 1, TWO: 1, UNNAMED: 1}
    with store.candidate("taken back") as candidate:
        candidate.update(f'DELETE DATA {{ <{A}> <{P}> "w" }}')
        snapshot = candidate.publish()
    assert snapshot.graphs == {ONE: 1, TWO: 1}
    with store.candidate("bad update") as candidate, pytest.raises(QueryError):
        candidate.update("INSERT NOTHING")

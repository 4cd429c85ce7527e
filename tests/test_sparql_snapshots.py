import random
import shutil
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
from rdflib import Graph, Literal, URIRef

from sparql.candidate import Candidate
from sparql.endpoint import QueryError, StoreError
from sparql.graphs import PROVENANCE, UNNAMED
from sparql.manifest import Snapshot
from sparql.quads import Triple
from sparql.snapshots import SnapshotStore

ONE = "https://example.org/graph/one"
TWO = "https://example.org/graph/two"
A, B, P = (URIRef(f"https://example.org/{name}") for name in "abp")
ALL = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER (?p = <{P}>) }} ORDER BY ?s ?p ?o"


def graph(*triples: tuple[URIRef, URIRef, URIRef | Literal]) -> Graph:
    filled = Graph()
    for triple in triples:
        filled.add(triple)
    return filled


def asserted(snapshot: Snapshot) -> dict[str, int]:
    return {graph: count for graph, count in snapshot.graphs.items() if graph != PROVENANCE}


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
    assert (current.note, current.by, asserted(current)) == ("first", "a test", {ONE: 1})


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
    assert reader.graphs() == (ONE, TWO, PROVENANCE)


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
    assert asserted(snapshot) == {ONE: 1, TWO: 1}
    with store.candidate("without a graph's name") as candidate:
        candidate.update(f'INSERT DATA {{ <{A}> <{P}> "w" }}')
        snapshot = candidate.publish()
    assert asserted(snapshot) == {ONE: 1, TWO: 1, UNNAMED: 1}
    with store.candidate("taken back") as candidate:
        candidate.update(f'DELETE DATA {{ <{A}> <{P}> "w" }}')
        snapshot = candidate.publish()
    assert asserted(snapshot) == {ONE: 1, TWO: 1}
    with store.candidate("bad update") as candidate, pytest.raises(QueryError):
        candidate.update("INSERT NOTHING")


def test_the_default_graph_holds_what_the_named_graphs_hold_after_any_changes(
    store: SnapshotStore, tmp_path: Path
) -> None:
    pick = random.Random(5)
    graphs = [f"https://example.org/graph/{number}" for number in range(4)]
    union = "SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o"
    default = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    with store.candidate("many changes") as candidate:
        for _ in range(60):
            name, some = pick.choice(graphs), [f'<{A}> <{P}> "{n}"' for n in range(12)]
            match pick.randrange(4):
                case 0:
                    candidate.remove(name)
                case 1:
                    candidate.add(name, graph((A, P, Literal(str(pick.randrange(12))))))
                case 2:
                    candidate.update(
                        f"DELETE WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }} ; "
                        f"INSERT DATA {{ GRAPH <{pick.choice(graphs)}> {{ {pick.choice(some)} }} }}"
                    )
                case _:
                    file = lines(tmp_path / "some.nt", *pick.sample(some, 5), f'_:b <{P}> "blank"')
                    candidate.replace(name, file)
            assert candidate.select(default).rows == candidate.select(union).rows
        assert candidate.publish().total == len(candidate.select(default))


def test_the_same_file_gives_the_same_graph_blank_nodes_included(
    store: SnapshotStore, tmp_path: Path
) -> None:
    file = lines(tmp_path / "blank.nt", f"_:x <{P}> _:y", f'_:y <{P}> "z"')
    for note in ("first", "again"):
        with store.candidate(note) as candidate:
            candidate.replace(ONE, file)
            candidate.publish()
    comparison = store.compare("1", "2")
    assert ONE in comparison.touched()
    assert ONE not in [change.graph for change in comparison.changes()]


def test_two_snapshots_are_compared_graph_by_graph(store: SnapshotStore) -> None:
    publish(store, "first", "x", "y")
    publish(store, "second", "y", "z", "w")
    comparison = store.compare("1", "2")
    (change, _) = comparison.changes()
    assert (change.graph, change.added, change.removed) == (ONE, 2, 1)
    assert list(comparison.removed(ONE)) == [f'<{A}> <{P}> "x" .']
    assert store.compare("1", "1").touched() == ()


def test_what_a_new_version_changes_is_remembered_until_the_graph_changes_again(
    store: SnapshotStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = lines(tmp_path / "old.nt", *(f'<{A}> <{P}> "{number}"' for number in range(4)))
    new = lines(tmp_path / "new.nt", *(f'<{A}> <{P}> "{number}"' for number in (2, 3, 4, 4)))
    with store.candidate("first") as candidate:
        candidate.replace(ONE, old)
        candidate.publish()
    for most in (1, 10):  # more than are remembered, and fewer
        monkeypatch.setattr("sparql.writing.REMEMBERED", most)
        with store.candidate("second") as candidate:
            candidate.replace(ONE, new)
            came, gone = (sorted(str(value) for _, _, value in each) for each in changed(candidate))
            assert (came, gone) == (["4"], ["0", "1"])
            candidate.add(ONE, graph((A, P, Literal("0"))))
            came, gone = (sorted(str(value) for _, _, value in each) for each in changed(candidate))
            assert (came, gone) == (["4"], ["1"])


def changed(candidate: Candidate) -> tuple[list[Triple], list[Triple]]:
    came, gone = candidate.triples_changed(ONE)
    return list(came), list(gone)


def test_the_current_snapshot_is_not_removed_but_older_ones_are(store: SnapshotStore) -> None:
    first, second, third = (publish(store, "note", text) for text in "xyz")
    with pytest.raises(StoreError, match="is current"):
        store.remove(third)
    assert store.remove(first).id == first
    assert [snapshot.id for snapshot in store.snapshots()] == [second, third]
    store.roll_back(second)
    fourth = publish(store, "note", "w")
    assert [snapshot.id for snapshot in store.retain(1)] == [second, third]
    assert [snapshot.id for snapshot in store.snapshots()] == [fourth]


def test_retention_after_each_publication_keeps_so_many(store: SnapshotStore) -> None:
    assert store.keep() is None
    store.set_keep(2)
    assert store.keep() == 2
    names = [publish(store, "note", text) for text in "xyz"]
    assert [snapshot.id for snapshot in store.snapshots()] == names[1:]
    store.set_keep(None)
    names.append(publish(store, "note", "more"))
    assert [snapshot.id for snapshot in store.snapshots()] == names[1:]


def test_a_clock_that_goes_backwards_changes_no_order(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(store, "first", "x")

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(1999, 1, 1, tzinfo=tz)

    monkeypatch.setattr("sparql.history.datetime", Earlier)
    monkeypatch.setattr("sparql.candidate.datetime", Earlier)
    second = publish(store, "second", "y")
    assert [snapshot.id for snapshot in store.snapshots()] == [first, second]
    assert store.history()[0].when <= store.history()[1].when
    assert store.get(datetime.now(UTC)).id == second


def test_check_mends_what_a_crash_leaves_and_says_so(store: SnapshotStore) -> None:
    first, second = publish(store, "first", "x"), publish(store, "second", "y")
    assert store.check() == ()
    (store.folder / "building" / "tmp" / "store").mkdir(parents=True)
    (store.folder / "current.new").symlink_to("snapshots/none")
    with (store.folder / "history").open("a") as file:
        file.write('{"when": "20')
    assert len(store.check()) == 3
    assert store.check() == ()
    shutil.rmtree(store.folder / "snapshots" / second)
    with pytest.raises(StoreError, match="is gone"):
        store.current()
    assert store.check() == (f"The current snapshot ({second}) was gone; {first} is current now.",)
    manifest = store.folder / "snapshots" / first / "manifest.json"
    manifest.write_text(manifest.read_text().replace("first", "other"))
    moved, none_left = store.check()
    assert "not whole" in moved
    assert "no other is left" in none_left
    assert store.current() is None
    assert publish(store, "third", "z").startswith("3-")


def test_check_finishes_or_takes_back_what_a_crash_interrupted(store: SnapshotStore) -> None:
    first, second = publish(store, "first", "x"), publish(store, "second", "y")
    current, history = store.folder / "current", store.folder / "history"
    written = history.read_text().splitlines(keepends=True)
    current.unlink()
    current.symlink_to(f"snapshots/{first}")
    assert store.check() == (f"Finished an interrupted change: snapshot {second} is current.",)
    history.write_text(written[0])
    store.roll_back(first)
    (told,) = store.check()
    assert "built but never made current" in told
    assert [snapshot.id for snapshot in store.snapshots()] == [first]
    history.unlink()
    assert "which was lost" in store.check()[0]


def test_check_leaves_a_writer_alone(store: SnapshotStore) -> None:
    with store.candidate("at work") as candidate:
        (told,) = store.check()
        assert "at work" in told
        candidate.add(ONE, graph((A, P, B)))
        assert candidate.publish().note == "at work"

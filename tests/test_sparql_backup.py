from io import BytesIO
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import RDFS

from sparql.backup import back_up, restore
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
LABELS = f"SELECT ?label WHERE {{ <{EX}a> <{RDFS.label}> ?label }}"


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    store = SnapshotStore(tmp_path / "data")
    for text in ("first", "second"):
        with store.candidate(text) as candidate:
            node = BNode()
            data = Graph().add((URIRef(f"{EX}a"), RDFS.label, Literal(text)))
            data += Graph().add((URIRef(f"{EX}a"), RDFS.seeAlso, node))
            candidate.add(f"{EX}graph/{text}", data.add((node, RDFS.label, Literal("中文", "zh"))))
            candidate.publish()
    return store


def canonical_hashes(store: EmbeddedStore) -> dict[str, int]:
    """The hash of each named graph, whatever its blank nodes are called (RGDA1)."""
    return {
        graph: to_isomorphic(
            store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        ).graph_digest()
        for graph in store.graphs()
    }


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz", "dump.nq", "dump.nq.gz"])
def test_a_restored_store_holds_the_same_data(
    store: SnapshotStore, tmp_path: Path, name: str
) -> None:
    saved = back_up(store, tmp_path / name)
    other = SnapshotStore(tmp_path / "other")
    restored = restore(other, tmp_path / name, by="operator")
    labels = [str(row["label"]) for row in other.reader().select(LABELS)]
    assert sorted(labels) == ["first", "second"]
    if ".tar" in name:
        assert restored.id == saved.id
        assert canonical_hashes(other.reader()) == canonical_hashes(store.reader())
        assert (other.history()[0].action, other.history()[0].by) == ("restore", "operator")
    assert other.check() == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["data", "other", name])


def test_a_dump_has_the_same_hash_whatever_its_blank_nodes_are_called(
    store: SnapshotStore, tmp_path: Path
) -> None:
    back_up(store, tmp_path / "dump.nq")
    text = (tmp_path / "dump.nq").read_bytes()
    assert b"_:" in text
    copy = EmbeddedStore(None)
    copy.load(BytesIO(text.replace(b"_:", b"_:other")), "dump.nq")
    assert canonical_hashes(copy) == canonical_hashes(store.reader())
    copy.load(BytesIO(b"<x:a> <x:b> <x:c> <x:d> ."), "more.nq")
    assert canonical_hashes(copy) != canonical_hashes(store.reader())


def test_an_older_snapshot_is_backed_up_too_and_restored_beside_newer_ones(
    store: SnapshotStore, tmp_path: Path
) -> None:
    back_up(store, tmp_path / "old.tar", "1")
    restored = restore(store, tmp_path / "old.tar")
    assert restored.number == 1
    assert store.current() == restored
    assert len(store.snapshots()) == 2


def test_a_snapshot_of_another_store_is_told_apart_from_ours(
    store: SnapshotStore, tmp_path: Path
) -> None:
    other = SnapshotStore(tmp_path / "other")
    with other.candidate("another store") as candidate:
        candidate.add(f"{EX}graph/first", Graph().add((URIRef(f"{EX}z"), RDFS.label, Literal("z"))))
        theirs = candidate.publish()
    back_up(other, tmp_path / "theirs.tar")
    assert restore(store, tmp_path / "theirs.tar").id == theirs.id
    with pytest.raises(StoreError, match=f"1 names .*{theirs.id}"):
        store.get("1")
    ours = next(one.id for one in store.snapshots() if one.number == 1 and one.id != theirs.id)
    assert f"{EX}graph/first" in store.compare(ours, theirs.id).touched()


def test_a_dump_restored_over_data_replaces_it(store: SnapshotStore, tmp_path: Path) -> None:
    back_up(store, tmp_path / "old.nq", "1")
    snapshot = restore(store, tmp_path / "old.nq")
    assert [str(row["label"]) for row in store.reader().select(LABELS)] == ["first"]
    assert snapshot.number == 3


@pytest.mark.parametrize("damage", ["cut", "changed", "text", "missing", "broken.nq"])
def test_a_damaged_backup_restores_nothing(
    store: SnapshotStore, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / ("broken.nq" if damage == "broken.nq" else "backup.tar")
    back_up(store, file)
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        case "changed":
            file.write_bytes(file.read_bytes().replace(b"second", b"zecond"))
        case "text" | "broken.nq":
            file.write_text("not an archive")
        case "missing":
            file.unlink()
    before = store.current()
    with pytest.raises(StoreError):
        restore(store, file)
    assert store.current() == before
    assert store.check() == ()


def test_nothing_is_backed_up_from_an_empty_store_or_to_a_folder_that_is_not_there(
    store: SnapshotStore, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(SnapshotStore(tmp_path / "none"), tmp_path / "x.tar")
    with pytest.raises(StoreError, match="could not be written"):
        back_up(store, tmp_path / "nowhere" / "x.tar")

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS

from sparql.snapshots import SnapshotStore
from sparql.trail import Import
from webapp.command import rbm

EX = "https://example.org/"
ONE = f"{EX}graph/one"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    store = SnapshotStore(folder)
    for text in ("first", "second"):
        with store.candidate(f"{text} import", by="Ana") as candidate:
            candidate.remove(ONE)
            candidate.add(ONE, Graph().add((URIRef(f"{EX}a"), RDFS.label, Literal(text))))
            candidate.record(Import(ONE, f"{text}.ttl", "ab" * 32, "turtle 0.1.0"))
            candidate.publish()
    return folder


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(rbm, ["--data", str(folder), *arguments])


def test_snapshots_are_listed_with_a_star_at_the_current_one(folder: Path) -> None:
    lines = run(folder, "snapshots", "list").output.splitlines()
    assert "first import" in lines[1]
    assert lines[2].startswith("*") and "Ana" in lines[2]
    data = json.loads(run(folder, "snapshots", "list", "--json").output)
    assert [snapshot["current"] for snapshot in data] == [False, True]
    assert data[1]["graphs"][ONE] == 1


def test_a_snapshot_shows_its_graphs_and_who_published_what(folder: Path) -> None:
    output = run(folder, "snapshots", "show").output
    assert "second import" in output
    assert "from second.ttl (SHA-256 abababababab…), read by turtle 0.1.0" in output
    assert f"{ONE}: 1 statements, replaces those of 1" in output
    data = json.loads(run(folder, "snapshots", "show", "1", "--json").output)
    assert [publication["by"] for publication in data["publications"]] == ["Ana"]


def test_two_snapshots_are_compared_as_counts_and_as_statements(folder: Path) -> None:
    output = run(folder, "snapshots", "compare", "1", "2").output
    assert [line.split()[:2] for line in output.splitlines() if ONE in line] == [["+1", "-1"]]
    output = run(folder, "snapshots", "compare", "1", "2", "--graph", ONE).output
    assert output == (f'- <{EX}a> <{RDFS.label}> "first" .\n+ <{EX}a> <{RDFS.label}> "second" .\n')
    assert "same statements" in run(folder, "snapshots", "compare", "2", "2").output


def test_the_store_is_rolled_back_backed_up_and_restored(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    assert "Wrote snapshot 2-" in run(folder, "backup", str(file)).output
    assert "Snapshot 1-" in run(folder, "snapshots", "rollback", "1", "--by", "Li").output
    assert SnapshotStore(folder).history()[-1].by == "Li"
    assert "Snapshot 2-" in run(folder, "restore", str(file)).output
    assert run(folder, "snapshots", "check").output == "All is well.\n"
    other = tmp_path / "other"
    assert run(other, "restore", str(file)).exit_code == 0
    assert "Removed" not in run(other, "snapshots", "remove", "--keep", "1").output


def test_the_operator_decides_how_many_snapshots_stay(tmp_path: Path) -> None:
    assert "leaves all snapshots" in run(tmp_path, "snapshots", "keep").output
    assert "the newest 7 snapshots" in run(tmp_path, "snapshots", "keep", "7").output
    assert SnapshotStore(tmp_path).keep() == 7
    assert "leaves all snapshots" in run(tmp_path, "snapshots", "keep", "all").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["snapshots", "show", "9"], "no snapshot 9"),
        (["snapshots", "show", "1999-01-01"], "1999-01-01 or before"),
        (["snapshots", "compare", "1", "nine"], "no snapshot nine"),
        (["snapshots", "rollback", "9"], "no snapshot 9"),
        (["snapshots", "remove", "2"], "is current"),
        (["snapshots", "remove"], "--keep NUMBER"),
        (["snapshots", "keep", "0"], "whole number from 1"),
        (["backup", "/nowhere/file.tar"], "could not be written"),
        (["restore", __file__], "is not a whole backup"),
    ],
)
def test_bad_input_is_told_with_exit_code_2(
    folder: Path, arguments: list[str], message: str
) -> None:
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert message in result.output

import os
import time
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD

from ontology.vocabulary import RBM
from sparql import kept
from sparql.answers import Table
from sparql.catalogue import ask
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
PLANS = f"""
PREFIX : <{EX}> PREFIX rbm: <{RBM}>
:A a rbm:Plan ; rbm:seeks :x . :B a rbm:Plan ; rbm:seeks :x . :C a rbm:Plan .
:x a rbm:Outcome .
"""
TABLE = Table(
    ("a", "b"),
    (
        (URIRef("https://example.org/x"), None),
        (BNode("b0"), Literal("中文", lang="zh")),
        (Literal("plain"), Literal("1.50", datatype=XSD.decimal)),
    ),
    "1-abc",
)


def publish(folder: Path) -> SnapshotStore:
    store = SnapshotStore(folder)
    with store.candidate("plans") as candidate:
        candidate.add(f"{EX}graph", Graph().parse(data=PLANS, format="turtle"))
        candidate.publish()
    return store


def test_an_answer_that_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "1-abc"
    folder.mkdir()
    kept.keep(folder, "some-question", {"on": "2008-11-01"}, TABLE)
    assert kept.answer(folder, "some-question", {"on": " 2008-11-01 ", "of": ""}) == TABLE
    assert kept.answer(folder, "some-question", {}) is None
    part = kept.answer(folder, "some-question", {"on": "2008-11-01"}, limit=2)
    assert part == Table(TABLE.variables, TABLE.rows[:2], "1-abc", truncated=True)


@pytest.mark.parametrize("length", [0, 1, kept.STEP, 3 * kept.STEP + 7])
def test_any_part_of_a_kept_answer_is_read_alone(tmp_path: Path, length: int) -> None:
    assert kept.part(tmp_path, "some-question", {}, 0, 5) is None
    for size in (length + 9, length):  # an answer that is kept again is noted again
        rows = tuple((Literal(f"{number}\u2028中"),) for number in range(size))
        kept.keep(tmp_path, "some-question", {}, Table(("n",), rows))
    for begin in {0, 1, max(0, kept.STEP - 1), kept.STEP, max(0, length - 2), length, length + 5}:
        found = kept.part(tmp_path, "some-question", {}, begin, 3)
        assert found == (Table(("n",), rows[begin : begin + 3], tmp_path.name), length)


def test_a_question_is_answered_from_what_is_kept_or_live(tmp_path: Path) -> None:
    store = publish(tmp_path)
    snapshot, reader = store.current(), store.reader()
    assert snapshot is not None
    live = kept.answered(snapshot.folder, reader, "shared-outcomes", {"outcome": f"{EX}x"})
    assert [str(row["strategy"]) for row in live] == [f"{EX}A", f"{EX}B"]
    kept.keep(snapshot.folder, "shared-outcomes", {"outcome": f"{EX}x"}, Table(("outcome",), ()))
    again = kept.answered(snapshot.folder, reader, "shared-outcomes", {"outcome": f"{EX}x"})
    assert len(again) == 0


def test_an_answer_that_was_cut_is_not_kept(tmp_path: Path) -> None:
    kept.keep(tmp_path, "some-question", {}, Table(("a",), (), truncated=True))
    assert kept.answer(tmp_path, "some-question", {}) is None


@pytest.mark.parametrize("large", [10**9, 0])
def test_publishing_answers_every_question_about_the_whole_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr("sparql.kept.LARGE", large)
    store = publish(tmp_path)
    snapshot, reader = store.current(), store.reader()
    assert snapshot is not None
    await_answers(snapshot.folder)
    assert {"unlinked-strategies", "milestones-due"} <= set(kept.questions())
    for name in kept.questions():
        given = kept.given(name)
        assert kept.answer(snapshot.folder, name, given) == ask(reader, name, given)
    alone = kept.answer(snapshot.folder, "unlinked-strategies", {})
    assert alone is not None
    assert [str(row["strategy"]) for row in alone] == [f"{EX}C"]


def await_answers(folder: Path) -> None:
    """A large store answers in the background."""
    for _ in range(600):
        asked = ((name, kept.given(name)) for name in kept.questions())
        if all(kept.answer(folder, name, given, 1) is not None for name, given in asked):
            return
        time.sleep(0.1)
    pytest.fail("not every question was answered within a minute")


def test_what_a_killed_keeper_left_is_swept_away_after_a_while(tmp_path: Path) -> None:
    answers = tmp_path / "1-abc" / "answers"
    answers.mkdir(parents=True)
    old, new, whole = (answers / name for name in ("a.part", "b.part", "c.jsonl"))
    for path in (old, new, whole):
        path.touch()
    for path in (old, whole):
        os.utime(path, (0, 0))
    kept.sweep(tmp_path)
    assert sorted(answers.iterdir()) == [new, whole]


def test_a_question_that_fails_does_not_stop_publishing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparql.kept.questions", lambda: ("shared-outcomes",))
    monkeypatch.setattr("sparql.kept.ask", fail)
    snapshot = publish(tmp_path).current()
    assert snapshot is not None
    assert kept.answer(snapshot.folder, "shared-outcomes", {}) is None


def fail(*arguments: object) -> Table:
    raise kept.QueryError("too much")

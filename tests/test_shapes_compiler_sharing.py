"""Parts of a run that several processes share."""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from rdflib import Graph

from shapes import compiled, validation
from shapes.compiler.evaluation import Evaluation
from shapes.compiler.graph import Shape
from shapes.compiler.sharing import shared
from shapes.validation import check
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.forked import Gone
from sparql.snapshots import SnapshotStore
from tests.site import build
from tests.test_shapes_compiler_watching import EXPECTED, GRAPH, OWN, read, things


def nothing() -> None:
    """Begin with nothing."""


def slowly(number: int) -> tuple[int, int]:
    time.sleep(0.05 * (number % 3))
    return number, os.getpid()


def test_what_parts_give_comes_in_their_order_from_several_processes() -> None:
    found = list(shared([partial(slowly, number) for number in range(12)], 3, nothing))
    assert [number for number, _ in found] == list(range(12))
    makers = {maker for _, maker in found}
    assert len(makers) == 3
    assert os.getpid() not in makers


def test_every_process_begins_before_its_first_part() -> None:
    begun: list[int] = []
    found = shared([lambda: list(begun)] * 4, 2, lambda: begun.append(os.getpid()))
    assert all(len(seen) == 1 for seen in found)
    assert not begun


def test_what_a_part_raises_is_raised_here() -> None:
    def fail() -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        list(shared([nothing, fail, nothing], 2, nothing))


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_part_that_ends_its_process_is_told_in_its_place() -> None:
    found = shared([lambda: time.sleep(0.5), end, nothing], 2, nothing)
    assert next(found) is None  # the one before it is not lost
    with pytest.raises(Gone):
        next(found)


def test_a_rule_that_ends_its_process_is_cut_off_and_the_others_are_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = Evaluation._rows

    def some(self: Evaluation, shape: Shape, query: str, *rest: Endpoint) -> object:
        if "never" in query:
            end()
        return rows(self, shape, query, *rest)

    monkeypatch.setattr(Evaluation, "_rows", some)
    memory = EmbeddedStore(None)
    memory.add(GRAPH, things())
    own = Graph().parse(data=OWN, format="turtle")
    run = compiled.validate(memory, own, seconds=60, processes=2)
    assert read(run) == EXPECTED
    assert "more memory" in run.refused[0].reason


def test_closing_ends_the_processes() -> None:
    parts: list[Callable[[], int]] = [os.getpid, lambda: time.sleep(600) or 0]
    found = shared(parts, 2, nothing)
    maker = next(found)
    found.close()
    for _ in range(100):
        try:
            os.kill(maker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the process lives on")


def test_a_report_is_the_same_by_one_process_and_by_several(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build(tmp_path)
    store = SnapshotStore(tmp_path)
    alone = check(store.reader())
    asked: list[int] = []
    run = compiled.validate

    def noted(*arguments: object, **named: object) -> compiled.Findings:
        asked.append(int(str(named["processes"])))
        return run(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(validation, "MANY", 1)
    monkeypatch.setattr(validation, "_processors", lambda: 3)
    monkeypatch.setattr(compiled, "validate", noted)
    together = check(store.reader())
    assert asked == [3]
    assert together.findings == alone.findings
    assert (together.counts, together.idle, together.refused) == (
        alone.counts,
        alone.idle,
        alone.refused,
    )

"""A broken text is read on after each error: all are told, none follows from another."""

from pathlib import Path

import pytest

from loaders.imports import run
from loaders.slips import MOST
from sparql.snapshots import SnapshotStore
from tests.loading import load_text

HEAD = "@prefix ex: <https://example.org/> .\n"


def spots(name: str, text: str, folder: Path) -> list[tuple[int | None, int | None]]:
    path = folder / name
    path.write_text(text, "utf-8")
    refused = run([path], None).refused
    assert {finding.rule for finding in refused} <= {"LOAD-SYNTAX"}
    return [(finding.places[0].line, finding.places[0].column) for finding in refused]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ex:a ex:b ex:c .", "ex:a ex:b .", "ex:d ex:e ex:f .", "ex:g ex:h ] ."], [3, 5]),
        (["ex:a ex:b ex:c", "ex:d ex:e ex:f .", "ex:a ex:b ex:c ."], [3]),
        (['ex:a ex:b "open .', "ex:d ex:e ex:f .", 'ex:g ex:h "it" ex:j .'], [2, 4]),
        (["ex:a ex:b [ ex:c ex:d .", "ex:e ex:f ex:g .", "ex:h ex:i ( ex:j ."], [2, 4]),
        (['ex:a ex:b """one. ', 'two .""" .', "ex:d ex:e .", "ex:f ex:g 1.5 ."], [4]),
        (['ex:a ex:b """never ends .', "ex:d ex:e .", "ex:f ."], [4]),
        (["ex:a ex:b . # not here: .", "ex:a <https://a.org/x.y> . "], [2, 3]),
        (["no:a no:b no:c .", "no:d ex:e other:f .", "no:a other:b ex:c ."], [2, 3]),
        (["@prefix new <https://new.org/> .", "new:a new:b new:c .", "new:d new:e ."], [2, 4]),
        (["PREFIX new <https://new.org/>", "new:a new:b new:c .", "new:d new:e ."], [2, 4]),
        (["ex:g { ex:a ex:b . ex:c ex:d ex:e . }", "ex:h { ex:a ex:b 1 }", "ex:a ex:b ."], [2, 4]),
        (["ex:g { ex:a ex:b . ex:c ex:d ex:e ."], [2]),
    ],
)  # fmt: skip
def test_turtle_tells_each_error_at_its_line(
    lines: list[str], expected: list[int], tmp_path: Path
) -> None:
    found = spots("plan.ttl", HEAD + "\n".join(lines) + "\n", tmp_path)
    assert [line for line, _ in found] == expected
    assert all(column for _, column in found)


def test_n_triples_tell_each_line_that_is_broken(tmp_path: Path) -> None:
    good, bad = "<urn:a> <urn:b> <urn:c> .\n", "<urn:a> <urn:b> c .\n"
    assert spots("plan.nt", good + bad + "# fine\n" + good + "<urn:a> .\n", tmp_path) == [
        (2, 17), (5, 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("plan.ttl", HEAD + "ex:a ex:b ex:c .\n", "ex:a ex:b .\n"),
        ("plan.nt", "<urn:a> <urn:b> <urn:c> .\n", "<urn:a> <urn:b> .\n"),
    ],
)
def test_a_hundred_errors_are_told_and_all_are_counted(
    name: str, good: str, bad: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(good + bad * 2_500, "utf-8")
    refused = run([path], None).refused
    assert len(refused) == MOST + 1
    assert refused[-1].rule == "LOAD-MORE"
    assert "2,400" in refused[-1].text()
    assert set(refused[-1].message) == {"en", "zh", "fr", "es", "ru", "ar"}


def test_nothing_of_a_broken_file_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text(HEAD + "ex:a ex:b ex:c .\nex:a ex:b .\nex:d ex:e ex:f .\n", "utf-8")
    store = SnapshotStore(tmp_path / "store")
    result = run([path], store)
    assert len(result.refused) == 1
    assert result.snapshot is None and store.current() is None


def test_a_sound_file_is_read_as_before(tmp_path: Path) -> None:
    loaded = load_text(HEAD + "ex:a ex:b 1.5, 2 , 'x'.ex:c ex:d ex:e.\n", tmp_path, "plan.ttl")
    assert len(loaded.stated) == 4

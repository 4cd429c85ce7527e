"""Rules that compare things with each other: what they cost when very many share a key."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from shapes import compiled, rules
from sparql.embedded import EmbeddedStore

HEAD = """
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix : <https://w3id.org/rbm/id/many/> .
"""
FEW, MANY = 2_500, 20_000


def one_identifier(number: int) -> str:
    return f':o{number} a rbm:Output ; dcterms:identifier "1.1" .'


def one_identifier_in_each_framework(number: int) -> str:
    return f':o{number} a rbm:Output ; dcterms:identifier "1.1" ; rbm:inFramework :f{number} .'


def one_target_of_one_indicator(number: int) -> str:
    return f":t{number} a rbm:Target ; rbm:ofIndicator :i ."


def one_age_of_one_indicator(number: int) -> str:
    return (
        f":t{number} a rbm:Target ; rbm:ofIndicator :i ; rbm:hasDimension "
        f'[ rbm:dimensionName "age" ; rbm:dimensionValue "{number}" ] .'
    )


def checked(rule: str, write: Callable[[int], str], number: int, folder: Path) -> tuple[float, int]:
    """Return the processor seconds of a check of so many things, and how many break the rule."""
    file = folder / "things.ttl"
    file.write_text(HEAD + "\n".join(map(write, range(number))), encoding="utf-8")
    store = EmbeddedStore(None)
    store.fill(file)
    shapes = rules.selection([rule])
    began = process_time()
    run = compiled.validate(store, shapes, as_of=date(2026, 6, 30), limit=10)
    list(run)
    assert not run.refused
    return process_time() - began, run.counts[rule]


@pytest.mark.parametrize(
    ("rule", "write", "all_but_one"),
    [
        ("CD-04", one_identifier, True),
        ("CD-04", one_identifier_in_each_framework, False),
        ("TG-07", one_target_of_one_indicator, True),
        ("TG-07", one_age_of_one_indicator, False),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_eight_times_the_things_cost_far_less_than_sixty_four_times(
    rule: str, write: Callable[[int], str], all_but_one: bool, tmp_path: Path
) -> None:
    checked(rule, write, 100, tmp_path)  # what is done once in a process
    few = min(checked(rule, write, FEW, tmp_path)[0] for _ in range(2))
    many, found = checked(rule, write, MANY, tmp_path)
    assert found == (MANY - 1 if all_but_one else 0)
    assert many < 24 * few, f"{many:.2f} s against {few:.2f} s"

"""The matrix counts what the question `linkage-matrix` counts, and much faster."""

from pathlib import Path

import pytest
from rdflib import Graph

from sparql.catalogue import ask
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.matrix import Cell, Touches, touches
from sparql.snapshots import SnapshotStore
from webapp.commands.demo import publish

EX = "https://example.org/"
DATA = """
@prefix ex: <https://example.org/> .
@prefix rbm: <https://w3id.org/rbm/ns#> .

ex:A a rbm:Plan . ex:B a rbm:Plan . ex:C a rbm:Plan .
[] rbm:linksFrom ex:A ; rbm:linksTo ex:B ; rbm:hasLinkKind ex:supports .
[] rbm:linksFrom ex:A ; rbm:linksTo ex:B ; rbm:hasLinkKind ex:supports .
[] rbm:linksFrom ex:B ; rbm:linksTo ex:lesson ; rbm:hasLinkKind ex:supports .
[] rbm:incidencePlan ex:A ; rbm:incidenceThing ex:x ; rbm:incidenceRule ex:outcome .
[] rbm:incidencePlan ex:A ; rbm:incidenceThing ex:x ; rbm:incidenceRule ex:outcome .
[] rbm:incidencePlan ex:B ; rbm:incidenceThing ex:x ; rbm:incidenceRule ex:outcome .
[] rbm:incidencePlan ex:C ; rbm:incidenceThing ex:x ; rbm:incidenceRule ex:sdg .
[] rbm:incidencePlan ex:A ; rbm:incidenceThing ex:y ; rbm:incidenceRule ex:outcome .
[] rbm:incidencePlan ex:B ; rbm:incidenceThing ex:y ; rbm:incidenceRule ex:outcome .
[] rbm:incidencePlan ex:C ; rbm:incidenceThing ex:y ; rbm:incidenceRule ex:outcome .
"""


@pytest.fixture
def small() -> Touches:
    store = EmbeddedStore(None)
    store.add(f"{EX}graph", Graph().parse(data=DATA, format="turtle"))
    return touches(store)


def cell(row: str, column: str, basis: str, kind: str, links: int) -> Cell:
    return Cell(EX + row, EX + column, basis, EX + kind, links)


def test_stated_links_have_a_direction_and_derived_ones_have_none(small: Touches) -> None:
    assert small.pairs().cells() == (
        cell("A", "B", "derived", "outcome", 2),
        cell("A", "B", "stated", "supports", 2),
        cell("A", "C", "derived", "outcome", 1),
        cell("B", "A", "derived", "outcome", 2),
        cell("B", "C", "derived", "outcome", 1),
        cell("C", "A", "derived", "outcome", 1),
        cell("C", "B", "derived", "outcome", 1),
    )


def test_what_a_plan_shares_with_each_other_one_is_told_by_rule(small: Touches) -> None:
    assert small.shared(f"{EX}A") == {
        f"{EX}B": {f"{EX}outcome": (f"{EX}x", f"{EX}y")},
        f"{EX}C": {f"{EX}outcome": (f"{EX}y",)},
    }
    assert small.shared(f"{EX}nobody") == {}


def test_a_part_of_the_plans_is_counted_in_the_order_asked_for(small: Touches) -> None:
    part = small.pairs([f"{EX}C", f"{EX}A", f"{EX}unknown"])
    assert part.rows == part.columns == (f"{EX}C", f"{EX}A")
    assert part.cells() == (
        cell("C", "A", "derived", "outcome", 1),
        cell("A", "C", "derived", "outcome", 1),
    )


def test_some_plans_stand_against_all_they_are_linked_to(small: Touches) -> None:
    others = small.neighbours([f"{EX}B"])
    assert others == (f"{EX}A", f"{EX}C")
    assert small.pairs([f"{EX}B"], others).cells() == (
        cell("B", "A", "derived", "outcome", 2),
        cell("B", "C", "derived", "outcome", 1),
    )
    assert small.narrowed("stated").neighbours([f"{EX}B"]) == (f"{EX}A",)
    assert small.narrowed(kind=f"{EX}none").neighbours([f"{EX}B"]) == ()


def test_the_number_of_links_of_a_plan_is_that_of_its_cells(small: Touches) -> None:
    assert small.degrees() == {f"{EX}A": 5, f"{EX}B": 5, f"{EX}C": 2}
    assert small.most_linked(2) == (f"{EX}A", f"{EX}B")


def test_plans_can_be_crossed_with_what_they_touch(small: Touches) -> None:
    crossed = small.by_thing(f"{EX}outcome")
    assert crossed.columns == (f"{EX}x", f"{EX}y")
    assert [(c.row[-1], c.column[-1], c.links) for c in crossed.cells()] == [
        ("A", "x", 1),
        ("A", "y", 1),
        ("B", "x", 1),
        ("B", "y", 1),
        ("C", "y", 1),
    ]
    assert small.by_thing(f"{EX}none").rows == ()


def test_an_empty_store_has_an_empty_matrix() -> None:
    none = touches(EmbeddedStore(None))
    assert none.pairs().cells() == ()
    assert none.most_linked(5) == ()


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Endpoint:
    folder: Path = tmp_path_factory.mktemp("both")
    publish(folder, ("ilo", "example"))
    return SnapshotStore(folder).reader()


def test_the_matrix_counts_what_the_question_counts(everything: Endpoint) -> None:
    answered = {
        (str(row["first"]), str(row["second"]), str(row["basis"]), str(row["kind"])): int(
            str(row["links"])
        )
        for row in ask(everything, "linkage-matrix", {})
    }
    counted = {
        (each.row, each.column, each.basis, each.kind): each.links
        for each in touches(everything).pairs().cells()
        if each.basis == "stated" or each.row < each.column
    }
    assert counted == answered
    assert len(counted) > 300

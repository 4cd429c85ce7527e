"""Indicators arranged for reading: progress knows its direction, parts stand beside their total."""

from rdflib import Literal, URIRef

from ontology.vocabulary import RBM
from sparql.answers import Table
from webapp.measures import WHOLE, Measure, measures, parted

EX = "https://example.org/"
VARIABLES = ("indicator", "kind", "value", "day", "dimensions")


def observed(*rows: tuple[str, int, str, str]) -> Table:
    return Table(
        VARIABLES,
        tuple(
            (
                URIRef(f"{EX}i"),
                URIRef(f"{RBM}{kind}"),
                Literal(value),
                Literal(day),
                Literal(dimensions),
            )
            for kind, value, day, dimensions in rows
        ),
    )


def measure(*rows: tuple[str, int, str, str]) -> Measure:
    row = {"indicator": URIRef(f"{EX}i")}
    return measures([row], observed(*rows))[0]


def test_a_fall_is_progress_where_the_target_lies_below_the_baseline() -> None:
    fallen = measure(
        ("Baseline", 40, "2004", ""), ("Target", 20, "2009", ""), ("Actual", 25, "2008", "")
    )
    assert fallen.share == 0.75
    risen = measure(
        ("Baseline", 40, "2004", ""), ("Target", 20, "2009", ""), ("Actual", 50, "2008", "")
    )
    assert risen.share == -0.5


def test_the_share_is_unknown_without_a_target_or_a_way_to_go() -> None:
    assert measure(("Actual", 25, "2008", "")).share is None
    level = measure(
        ("Baseline", 5, "2004", ""), ("Target", 5, "2009", ""), ("Actual", 5, "2008", "")
    )
    assert level.share is None


def test_a_part_of_a_whole_is_no_value_of_the_whole() -> None:
    both = measure(("Target", 30, "2009", ""), ("Actual", 10, "2008", "sex female"))
    assert both.latest("actual") is None
    assert (both.part, both.parts) == (WHOLE, 1)


def test_where_only_parts_have_values_the_fullest_stands_and_says_of_what_it_is() -> None:
    parted_only = measure(
        ("Actual", 4, "2007", "sex male"),
        ("Baseline", 8, "2006", "sex female"),
        ("Actual", 10, "2008", "sex female"),
    )
    assert parted_only.part.dimensions == "sex female"
    assert [value.value for value in parted_only.values] == [8, 10]
    assert parted_only.parts == 1


def test_values_that_are_all_of_one_part_have_no_total_to_miss() -> None:
    assert parted(observed(("Actual", 12, "2008", "sex female"))) == []


def test_parts_stand_beside_what_they_add_up_to_and_the_stated_total() -> None:
    (each,) = parted(
        observed(
            ("Actual", 30, "2008", ""),
            ("Actual", 12, "2008", "sex female"),
            ("Actual", 17, "2008", "sex male"),
        )
    )
    assert (each.dimension, each.parts) == ("sex", (("female", 12.0), ("male", 17.0)))
    assert (each.total, each.whole) == (29.0, 30.0)


def test_parts_of_several_dimensions_are_not_added_up() -> None:
    assert parted(observed(("Actual", 12, "2008", "sex female, age under 30"))) == []

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.ctx import RequestContext
from rdflib import Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Identifier

from sparql.answers import Table
from tests.site import build
from webapp.charting import BARS, ROWS, chosen, moment, number, numeric, plot
from webapp.drawings.scale import scale
from webapp.faults import fault
from webapp.pivot import pivot

YEARS = [Literal(str(year), datatype=XSD.gYear) for year in (2021, 2019, 2020)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = build(tmp_path_factory.mktemp("charting"))
    yield app
    app.extensions["rbm-service"].pool.close()


@pytest.fixture
def asked(app: Flask) -> Iterator[RequestContext]:
    with app.test_request_context("/query") as context:
        yield context


def table(*rows: tuple[Identifier | None, ...], names: str = "kind year value") -> Table:
    return Table(tuple(names.split()), rows)


def test_a_column_is_of_numbers_where_every_filled_cell_is_one() -> None:
    mixed = table(
        (Literal("a"), Literal(1), None),
        (Literal("b"), Literal("x"), Literal("2.5", datatype=XSD.decimal)),
    )
    assert numeric(mixed) == ("value",)


@pytest.mark.parametrize("text", ["NaN", "INF", "many"])
def test_what_has_no_place_on_an_axis_is_no_number(text: str) -> None:
    assert number(Literal(text, datatype=XSD.double)) is None


def test_a_line_is_proposed_along_time_and_bars_else(asked: RequestContext) -> None:
    over_time = table(*((year, Literal(1)) for year in YEARS), names="year value")
    assert chosen(over_time, {}).kind == "line"
    assert chosen(table((Literal("a"), Literal(1)), names="kind value"), {}).kind == "bar"


def test_a_column_that_is_not_there_is_not_chosen(asked: RequestContext) -> None:
    choice = chosen(
        table((Literal("a"), Literal(1)), names="kind value"), {"x": "none", "y": "kind"}
    )
    assert (choice.category, choice.value) == ("kind", "value")


def test_values_at_one_place_are_added_up_and_that_is_told(asked: RequestContext) -> None:
    drawn = plot(
        table((Literal("a"), Literal(2)), (Literal("a"), Literal(3)), names="kind value"), {}
    )
    assert drawn.added and drawn.chart
    assert [bar.value for group in drawn.chart.groups for bar in group.bars] == [5.0]


def test_rows_are_counted_where_there_are_no_numbers(asked: RequestContext) -> None:
    words = table(*((Literal(text),) for text in "aab"), names="kind")
    drawn = plot(words, {})
    assert drawn.choice.value == ROWS and not drawn.added and drawn.chart
    assert [group.bars[0].value for group in drawn.chart.groups] == [2.0, 1.0]


def test_a_line_runs_in_the_order_of_time(asked: RequestContext) -> None:
    drawn = plot(
        table(*((year, Literal(int(year))) for year in YEARS), names="year value"), {"kind": "line"}
    )
    assert drawn.chart
    (line,) = drawn.chart.lines
    assert [point.value for point in line.points] == [2019.0, 2020.0, 2021.0]
    assert [point.x for point in line.points] == sorted(point.x for point in line.points)


def test_bars_below_zero_end_at_the_axis(asked: RequestContext) -> None:
    drawn = plot(
        table((Literal("a"), Literal(-4)), (Literal("b"), Literal(6)), names="kind value"), {}
    )
    assert drawn.chart
    below, above = (group.bars[0] for group in drawn.chart.groups)
    zero = drawn.chart.axis.at(0)
    assert below.is_negative and below.x + below.width == pytest.approx(zero)
    assert above.x == pytest.approx(zero)


def test_more_bars_than_can_be_told_apart_are_left_out_and_counted(asked: RequestContext) -> None:
    many = table(*((Literal(str(n)), Literal(n)) for n in range(BARS + 7)), names="kind value")
    drawn = plot(many, {})
    assert drawn.left_out == 7
    assert drawn.chart and len(drawn.chart.groups) == BARS


def test_an_answer_without_rows_has_no_chart(asked: RequestContext) -> None:
    assert plot(table(names="kind value"), {}).chart is None


def test_months_and_days_stand_where_they_begin() -> None:
    month, day = (
        Literal("2020-02", datatype=XSD.gYearMonth),
        Literal("2020-02-01", datatype=XSD.date),
    )
    assert moment(month) == moment(day)
    assert moment(Literal("soon", datatype=XSD.date)) is None


@pytest.mark.parametrize(
    ("values", "low", "high"), [([3, 97], 0, 100), ([-12, 40], -20, 40), ([0.2, 0.9], 0, 1)]
)
def test_an_axis_ends_on_round_numbers(values: list[float], low: float, high: float) -> None:
    axis = scale(values, 0, 100)
    assert (axis.low, axis.high) == (low, high)
    assert (axis.at(low), axis.at(high)) == (0, 100)


def test_a_matrix_holds_the_sums_where_row_and_column_meet(asked: RequestContext) -> None:
    found = pivot(
        table(
            (URIRef("urn:a"), YEARS[0], Literal(2)),
            (URIRef("urn:a"), YEARS[0], Literal(3)),
            (URIRef("urn:b"), YEARS[1], Literal(10)),
        ),
        {},
    )
    assert found
    assert found.cells[URIRef("urn:a"), YEARS[0]] == 5.0
    assert found.shade(URIRef("urn:b"), YEARS[1]) == 4
    assert found.shade(URIRef("urn:a"), YEARS[1]) == 0


def test_one_column_makes_no_matrix() -> None:
    assert pivot(table((Literal("a"),), names="kind"), {}) is None


@pytest.mark.parametrize(
    ("told", "line", "column"),
    [
        ("error at 2:9: expected one of LATERAL, [_]", 2, 9),
        ("LOAD would reach the network; it is refused (line 1, column 7).", 1, 7),
        ("error at 9:1: expected ['a']", 2, 5),
        ("The query was stopped: cancelled.", 0, 0),
    ],
)
def test_a_fault_is_placed_inside_the_query(
    asked: RequestContext, told: str, line: int, column: int
) -> None:
    found = fault(told, "SELECT *\nWHER")
    assert (found.line, found.column) == (line, column)
    assert "error at" not in found.message and "(line" not in found.message


def test_a_prefix_that_is_not_declared_is_called_that(asked: RequestContext) -> None:
    found = fault("error at 1:4: expected one of OPTIONAL, Prefix not found, ['%']", "a:b c")
    assert "PREFIX" in found.message

"""Numbers and dates are read as people mean them, or told to be unclear; the text is kept."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dates import Precision, from_serial, read_date
from loaders.values import Kind, finding, read_number
from shapes.finding import Place


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1500", "1500"),
        ("1,500", "1500"),
        ("1 500", "1500"),
        ("1 500", "1500"),
        ("1 500 000", "1500000"),
        ("1'500", "1500"),
        ("1.500,00", "1500.00"),
        ("1,500.00", "1500.00"),
        ("1.234.567", "1234567"),
        ("1,23,456", "123456"),
        ("0.125", "0.125"),
        ("35,9", "35.9"),
        ("-3.25", "-3.25"),
        ("−3", "-3"),
        (".5", "0.5"),
        ("1.2E+05", "120000"),
        ("١٥٠٠", "1500"),
        ("１，５００".replace("，", ","), "1500"),
        ("1.5 million", "1500000"),
        ("3万", "30000"),
    ],
)
def test_a_number_is_read_in_any_common_spelling(text: str, value: str) -> None:
    reading = read_number(text)
    assert (reading.kind, reading.value) == (Kind.NUMBER, Decimal(value))
    assert reading.raw == text
    assert finding(reading, Place("x")) is None


@pytest.mark.parametrize(("text", "value"), [("35.9 %", "35.9"), ("35,9%", "35.9"), ("80％", "80")])
def test_a_percentage_keeps_its_sign(text: str, value: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.percent) == (Decimal(value), True)


@pytest.mark.parametrize(
    ("text", "comparator"),
    [(">= 80", ">="), ("≥80", ">="), ("at least 80", ">="), ("<80", "<"), ("至少80", ">=")],
)
def test_a_comparison_is_kept_beside_its_number(text: str, comparator: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.comparator) == (Decimal(80), comparator)


def test_numerator_denominator_and_percentage_are_three_values() -> None:
    reading = read_number("N: 11 D: 351 P: 3.1 %")
    assert (reading.numerator, reading.denominator) == (Decimal(11), Decimal(351))
    assert (reading.value, reading.percent, reading.why) == (Decimal("3.1"), True, None)
    assert read_number("11 out of 351").denominator == Decimal(351)
    assert read_number("N: 1,100 D: 2,200").numerator == Decimal(1100)


def test_a_percentage_that_contradicts_its_fraction_is_told() -> None:
    assert read_number("N: 11 D: 351 P: 31 %").why


@pytest.mark.parametrize("text", ["1.500", "12.125", "(1,500)", "11/351", "1.2.3", "1,2,3", "1 2"])
def test_what_has_two_readings_is_told_and_not_guessed(text: str) -> None:
    reading = read_number(text)
    assert reading.value is None
    told = finding(reading, Place("x"))
    assert told is not None
    assert told.value == text


def test_a_source_that_settles_the_decimal_mark_settles_the_reading() -> None:
    assert read_number("1.500", ".").value == Decimal("1.500")
    assert read_number("1.500", ",").value == Decimal("1500")
    assert read_number("1,500", ",").value == Decimal("1.500")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        ("  ", Kind.EMPTY),
        ("n/a", Kind.MISSING),
        ("N.A.", Kind.MISSING),
        ("不适用", Kind.MISSING),
        ("yes", Kind.YES_NO),
        ("Non", Kind.YES_NO),
        ("是", Kind.YES_NO),
        ("10-20", Kind.RANGE),
        ("10 to 20 %", Kind.RANGE),
        ("three schools", Kind.WORDS),
        ("25 persons", Kind.WORDS),
    ],
)
def test_what_is_no_number_says_what_it_is(text: str, kind: Kind) -> None:
    reading = read_number(text)
    assert reading.kind is kind
    assert reading.value is None


def test_a_currency_is_told_apart_from_the_number() -> None:
    assert (read_number("USD 1,500").value, read_number("USD 1,500").unit) == (1500, "USD")
    assert read_number("€ 12").unit == "EUR"


@given(st.text())
def test_any_text_is_read_and_kept(text: str) -> None:
    reading = read_number(text)
    assert reading.raw == text
    assert (reading.value is not None) <= (reading.kind in (Kind.NUMBER, Kind.FRACTION))


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12
    )
)
def test_every_number_comes_back_from_every_spelling(number: Decimal) -> None:
    english = f"{number:,.2f}"
    german = english.replace(",", "_").replace(".", ",").replace("_", ".")
    french = english.replace(",", " ").replace(".", ",")
    for text in (str(number), english, german, french):
        assert read_number(text).value == number, text


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2006-10-17", date(2006, 10, 17), Precision.DAY),
        ("2006-10-17T09:30:00Z", date(2006, 10, 17), Precision.DAY),
        ("17 October 2006", date(2006, 10, 17), Precision.DAY),
        ("October 17, 2006", date(2006, 10, 17), Precision.DAY),
        ("17.10.2006", date(2006, 10, 17), Precision.DAY),
        ("17/10/2006", date(2006, 10, 17), Precision.DAY),
        ("2006年10月17日", date(2006, 10, 17), Precision.DAY),
        ("17 de octubre de 2006", date(2006, 10, 17), Precision.DAY),
        ("17 октября 2006", date(2006, 10, 17), Precision.DAY),
        ("novembre 2008", date(2008, 11, 1), Precision.MONTH),
        ("2008-11", date(2008, 11, 1), Precision.MONTH),
        ("2008", date(2008, 1, 1), Precision.YEAR),
        ("2008年", date(2008, 1, 1), Precision.YEAR),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, day: date, precision: Precision) -> None:
    reading = read_date(text)
    assert (reading.day, reading.precision, reading.raw) == (day, precision, text)


def test_a_serial_of_excel_is_a_day_where_a_date_belongs() -> None:
    assert read_date("43101", serials=True).day == date(2018, 1, 1)
    assert from_serial(43101.75).day == date(2018, 1, 1)
    assert read_date("43101").day is None


@pytest.mark.parametrize("text", ["03/04/2017", "2006-02-30", "soon", "", "99999"])
def test_a_date_that_cannot_be_told_says_why(text: str) -> None:
    reading = read_date(text, serials=True)
    assert reading.day is None
    assert reading.why
    assert reading.token() is None


@given(st.text())
def test_any_text_may_stand_where_a_date_belongs(text: str) -> None:
    assert read_date(text).raw == text


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2118, 1, 1)))
def test_every_day_comes_back_from_its_serial(day: date) -> None:
    assert from_serial((day - date(1899, 12, 30)).days).day == day

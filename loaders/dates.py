"""Dates as people write them: ISO, text in five languages, the serial numbers of Excel."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from loaders import tokens


class Precision(StrEnum):
    """How exact a date is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a text says as a date: its first day and how exact it is, or why it cannot be told."""

    raw: str
    day: date | None = None
    precision: Precision | None = None
    why: str | None = None

    def token(self) -> str | None:
        """Return an xsd:date, xsd:gYearMonth or xsd:gYear."""
        if self.day is None:
            return None
        if self.precision is Precision.YEAR:
            return tokens.year(self.day.year)
        if self.precision is Precision.MONTH:
            return tokens.month(self.day.year, self.day.month)
        return tokens.day(self.day)


_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(18_264, 80_000)
"""Serial numbers that are taken as dates: 1950 to 2118."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv enero ene январь января",
            "february feb février fevrier févr febrero февраль февраля",
            "march mar mars marzo март марта",
            "april apr avril avr abril abr апрель апреля",
            "may mai mayo май мая",
            "june jun juin junio июнь июня",
            "july jul juillet juil julio июль июля",
            "august aug août aout agosto ago август августа",
            "september sep sept septembre septiembre сентябрь сентября",
            "october oct octobre octubre октябрь октября",
            "november nov novembre noviembre ноябрь ноября",
            "december dec décembre decembre déc diciembre dic декабрь декабря",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+)?(?:Z|[+-]\d{2}:?\d{2})?")
_YEAR = re.compile(r"(\d{4})年?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/.]|年\s*)(\d{1,2})月?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年\s*)(\d{1,2})(?:[-/.]|月\s*)(\d{1,2})日?")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º)?[\s.-]+(?:de\s+)?([^\W\d_]+)\.?,?[\s.-]+(?:de\s+)?(\d{4})"
)
_NAME_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_NAME = re.compile(r"([^\W\d_]+)\.?[\s,-]+(?:de\s+)?(\d{4})")


def read_date(text: str, *, serials: bool = False) -> DateReading:
    """Return what a text says as a date; with `serials`, a bare number is one of Excel's days."""
    plain = " ".join(text.split())
    if serials and re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return from_serial(float(plain), text)
    if match := _ISO.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_MONTH.fullmatch(plain):
        return _day(text, int(match[1]), int(match[2]), 1, Precision.MONTH)
    if match := _YEAR.fullmatch(plain):
        return _day(text, int(match[1]), 1, 1, Precision.YEAR)
    if match := _DOTS.fullmatch(plain):
        return _day(text, int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHES.fullmatch(plain):
        return _slashes(text, int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_NAME.fullmatch(plain):
        return _named(text, match[2], int(match[3]), int(match[1]))
    if match := _NAME_DAY.fullmatch(plain):
        return _named(text, match[1], int(match[3]), int(match[2]))
    if match := _NAME.fullmatch(plain):
        return _named(text, match[1], int(match[2]), None)
    return DateReading(text, why="this is no date that can be read")


def from_serial(number: float, raw: str | None = None) -> DateReading:
    """Return the day of one of Excel's serial numbers (days since 30 December 1899)."""
    text = raw if raw is not None else f"{number:g}"
    if int(number) not in _SERIALS:
        return DateReading(text, why="this number is no day between 1950 and 2118")
    return DateReading(text, _EXCEL_ZERO + timedelta(days=int(number)), Precision.DAY)


def _slashes(text: str, one: int, other: int, year: int) -> DateReading:
    if one == other or other > 12:
        return _day(text, year, one, other)
    if one > 12:
        return _day(text, year, other, one)
    return DateReading(text, why="the day and the month may be either way round")


def _named(text: str, name: str, year: int, day: int | None) -> DateReading:
    month = _MONTHS.get(name.casefold())
    if month is None:
        return DateReading(text, why="this names no month")
    if day is None:
        return _day(text, year, month, 1, Precision.MONTH)
    return _day(text, year, month, day)


def _day(
    text: str, year: int, month: int, day: int, precision: Precision = Precision.DAY
) -> DateReading:
    try:
        return DateReading(text, date(year, month, day), precision)
    except ValueError:
        return DateReading(text, why="there is no such day")

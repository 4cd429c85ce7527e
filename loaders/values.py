"""Numbers as people write them: read what can be read without guessing, keep the text always."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shapes.finding import Finding, Level, Place


class Kind(StrEnum):
    """What a text that stands where a value belongs turns out to be."""

    NUMBER = "number"
    FRACTION = "fraction"  # numerator and denominator, perhaps with the percentage
    RANGE = "range"  # from low to high
    YES_NO = "yes or no"
    EMPTY = "empty"
    MISSING = "missing"  # words that say there is no value: n/a, not available
    AMBIGUOUS = "ambiguous"  # two readings are possible
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says as a value; `raw` is the text as found.

    `value` is the number, for a fraction its percentage where the text states one. `comparator`
    is `>=`, `>`, `<=` or `<`; `unit` a currency that stood by. `why` says what stays open.
    """

    raw: str
    kind: Kind
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    percent: bool = False
    comparator: str | None = None
    unit: str | None = None
    answer: bool | None = None
    why: str | None = None


_GAPS = "   \u2007 "
_DIGITS = r"\d+(?:[.,'’\s]\d+)*"
_NUMBER = re.compile(rf"[-+]?(?:{_DIGITS}|[.,]\d+)(?:[eE][-+]?\d{{1,3}})?")
_SIMPLE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_COMPARATOR = re.compile(
    r"(>=|=>|≥|<=|=<|≤|>|<|at least|more than|at most|less than|不少于|至少|超过|不超过|少于)\s*",
    re.IGNORECASE,
)
_COMPARATORS = {
    ">=": ">=",
    "=>": ">=",
    "≥": ">=",
    "at least": ">=",
    "不少于": ">=",
    "至少": ">=",
    ">": ">",
    "more than": ">",
    "超过": ">",
    "<=": "<=",
    "=<": "<=",
    "≤": "<=",
    "at most": "<=",
    "不超过": "<=",
    "<": "<",
    "less than": "<",
    "少于": "<",
}
_CURRENCY = re.compile(r"(US\$|[$€£¥]|USD|EUR|GBP|CHF|JPY|CNY)")
_SYMBOLS = {"US$": "USD", "€": "EUR", "£": "GBP"}
_PARTS = re.compile(
    rf"N\s*[:=]\s*(?P<n>{_NUMBER.pattern})\s*[;,|/]?\s*D\s*[:=]\s*(?P<d>{_NUMBER.pattern})"
    rf"(?:\s*[;,|/]?\s*P\s*[:=]\s*(?P<p>{_NUMBER.pattern})\s*%?)?",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    rf"(?P<n>{_NUMBER.pattern})\s+(?:out\s+of|of|sur|de)\s+(?P<d>{_NUMBER.pattern})"
    rf"(?:\s*\(\s*(?P<p>{_NUMBER.pattern})\s*%\s*\))?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER.pattern})\s*(?:%\s*)?(?:[-–—]|to|à|至)\s*(?P<high>\d[\d.,]*)\s*(?P<p>%)?",
    re.IGNORECASE,
)
_YES = {"yes", "y", "true", "oui", "sí", "si", "да", "نعم", "是", "有"}
_NO = {"no", "n", "false", "non", "нет", "لا", "否", "无"}
_MISSING = {
    "n/a", "na", "n.a.", "n.a", "n/d", "nd", "n.d.", "-", "–", "—", "--", "...", "…", "tbd", "tbc",
    "not available", "not applicable", "not known", "unknown", "no data", "missing", "null",
    "none", "to be determined", "to be defined", "non disponible", "no disponible", "不适用",
    "暂无", "нет данных",
}  # fmt: skip
_WORDS = {"thousand": 1_000, "million": 1_000_000, "万": 10_000, "亿": 100_000_000}


def read_number(text: str, decimal_mark: str | None = None) -> Reading:
    """Return what a text says as a number, a fraction, a range or an answer.

    `decimal_mark` is `.` or `,` where the source settles it; without it `1.500` is ambiguous,
    while `1,500` is read as the thousands of English text.
    """
    if _SIMPLE.match(text) and (decimal_mark == "." or "." not in text):
        return Reading(text, Kind.NUMBER, Decimal(text))
    raw, plain = text, _plain(text)
    if not plain:
        return Reading(raw, Kind.EMPTY)
    word = plain.casefold()
    if word in _MISSING:
        return Reading(raw, Kind.MISSING)
    if word in _YES or word in _NO:
        return Reading(raw, Kind.YES_NO, answer=word in _YES)
    for pattern in (_PARTS, _OUT_OF):
        match = pattern.fullmatch(plain)
        if match:
            return _fraction(raw, match, decimal_mark)
    comparator = None
    if match := _COMPARATOR.match(plain):
        comparator = _COMPARATORS[match.group(1).casefold()]
        plain = plain[match.end() :]
    plain, unit = _without_currency(plain)
    percent = plain.endswith("%")
    number = plain.removesuffix("%").strip() if percent else plain
    factor = 1
    for name, times in _WORDS.items():
        if number.casefold().endswith(name):
            number, factor = number[: -len(name)].strip(), times
            break
    if _NUMBER.fullmatch(number):
        value, why = _amount(number, decimal_mark)
        if value is None:
            return Reading(raw, Kind.AMBIGUOUS, percent=percent, comparator=comparator, why=why)
        return Reading(
            raw,
            Kind.NUMBER,
            value=value * factor,
            percent=percent,
            comparator=comparator,
            unit=unit,
        )
    if comparator is None and (match := _RANGE.fullmatch(plain)):
        return _range(raw, match, decimal_mark)
    if re.fullmatch(rf"\({_DIGITS}\)", plain):
        why = "brackets may mean a negative number or a note"
        return Reading(raw, Kind.AMBIGUOUS, why=why)
    if re.fullmatch(r"\d+\s*/\s*\d+", plain):
        why = "this may be a fraction, a date or two values"
        return Reading(raw, Kind.AMBIGUOUS, why=why)
    return Reading(raw, Kind.WORDS, why="this is not a number")


def finding(reading: Reading, place: Place, focus: str | None = None) -> Finding | None:
    """Return what must be said of a reading, or None where it is a plain number or no value."""
    if reading.why is None:
        return None
    return Finding(
        rule="LOAD-VALUE",
        level=Level.INFO if reading.kind is Kind.WORDS else Level.WARNING,
        message={
            "en": f"The value {reading.raw!r} is kept as text: {reading.why}.",
            "zh": f"数值 {reading.raw!r} 未能确定其含义，按原文保留。",
        },
        focus=focus,
        value=reading.raw,
        fix={"en": "Write a plain number, and put words into the comment."},
        places=(place,),
    )


def _plain(text: str) -> str:
    """Return a text with ASCII digits, signs and spaces; what it says stays the same."""
    out = []
    for letter in text.strip():
        if letter.isdecimal():
            out.append(str(unicodedata.decimal(letter)))
        elif letter in _GAPS or letter.isspace():
            out.append(" ")
        else:
            out.append(
                {"−": "-", "％": "%", "٪": "%", "٫": ".", "٬": ",", "：": ":"}.get(letter, letter)
            )
    return "".join(out).strip()


def _without_currency(text: str) -> tuple[str, str | None]:
    """Return a text without the currency before or after it, and that currency."""
    if match := _CURRENCY.match(text):
        rest = text[match.end() :].strip()
    elif match := re.search(_CURRENCY.pattern + r"\Z", text):
        rest = text[: match.start()].strip()
    else:
        return text, None
    return rest, _SYMBOLS.get(match.group(1), match.group(1))


def _fraction(raw: str, match: re.Match[str], mark: str | None) -> Reading:
    """Return the numerator, the denominator and the percentage; they must agree."""
    found = {name: _amount(part, mark)[0] for name, part in match.groupdict().items() if part}
    top, bottom, share = found.get("n"), found.get("d"), found.get("p")
    why = None
    if None in found.values():
        why = "a dot or comma in it has two readings"
    elif share is not None and top is not None and bottom:
        spread = (
            Decimal(1).scaleb(int(share.as_tuple().exponent)) if share != share.to_integral() else 1
        )
        if abs(top / bottom * 100 - share) > spread:
            why = "the percentage is not numerator by denominator"
    return Reading(
        raw,
        Kind.FRACTION,
        value=share,
        numerator=top,
        denominator=bottom,
        percent=share is not None,
        why=why,
    )


def _range(raw: str, match: re.Match[str], mark: str | None) -> Reading:
    low, high = _amount(match["low"], mark)[0], _amount(match["high"].rstrip(".,"), mark)[0]
    if low is None or high is None or low > high:
        return Reading(raw, Kind.AMBIGUOUS, why="this may be a range or two values")
    return Reading(
        raw, Kind.RANGE, low=low, high=high, percent=bool(match["p"]), why="a range is no one value"
    )


def _amount(number: str, mark: str | None) -> tuple[Decimal | None, str | None]:
    """Return the number a text of digits and separators stands for, or why there are two."""
    head, exponent, power = number.partition("e" if "e" in number else "E")
    sign = -1 if head.startswith("-") else 1
    digits = head.lstrip("+-")
    marks = [letter for letter in digits if letter in ".,"]
    spaced = re.sub(r"(?<=\d)[\s'’](?=\d{3}(?!\d))", "", digits)
    if re.search(r"[\s'’]", spaced):
        return None, "the gaps in it do not part thousands"
    digits = spaced
    if not marks:
        value = digits
    elif len(set(marks)) == 2:
        # 1.500,00 and 1,500.00: the last mark parts the decimals, the others thousands.
        last = marks[-1]
        whole, _, part = digits.rpartition(last)
        if last in whole or not _grouped(whole, "," if last == "." else "."):
            return None, "its dots and commas follow no known order"
        value = f"{re.sub('[.,]', '', whole)}.{part}"
    elif len(marks) > 1:
        if not _grouped(digits, marks[0]):
            return None, "its marks do not part thousands"
        value = digits.replace(marks[0], "")
    else:
        value_or_none = _one_mark(digits, marks[0], mark)
        if value_or_none is None:
            return None, "its dot may part thousands or decimals"
        value = value_or_none
    return sign * Decimal(value + (f"E{power}" if exponent else "")), None


def _one_mark(digits: str, found: str, mark: str | None) -> str | None:
    """Return a number with one dot or comma in it as Python writes it, None if it is ambiguous."""
    whole, _, part = digits.partition(found)
    looks_grouped = len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if not looks_grouped or found == mark:
        return f"{whole or '0'}.{part}"
    if found == "," or mark is not None:
        return whole + part
    return None


def _grouped(digits: str, mark: str) -> bool:
    """Return whether a mark parts thousands, or lakhs as in 1,23,456."""
    part = re.escape(mark)
    return (
        bool(
            re.fullmatch(
                rf"\d{{1,3}}({part}\d{{3}})+|\d{{1,2}}({part}\d{{2}})+{part}\d{{3}}", digits
            )
        )
        or mark not in digits
    )

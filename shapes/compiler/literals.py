"""Literals: lexical forms of datatypes (XML Schema 1.1 part 2) and patterns engines agree on."""

import re
from collections.abc import Mapping

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

ZONE = "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
YEAR = "-?([1-9][0-9]{3,}|0[0-9]{3})"
TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
DAYS = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
LEAP = "([0-9]*[0-9]{2}(0[48]|[2468][048]|[13579][26])|[0-9]*([02468][048]|[13579][26])00)"
DATE = f"(({YEAR}-({DAYS}|02-(0[1-9]|1[0-9]|2[0-8])))|(-?{LEAP}-02-29))"
SECONDS = r"[0-9]+(\.[0-9]+)?S"
CLOCK = f"T([0-9]+H([0-9]+M)?({SECONDS})?|[0-9]+M({SECONDS})?|{SECONDS})"
MONTHS = "([0-9]+Y([0-9]+M)?|[0-9]+M)"

FORMS: Mapping[URIRef, str] = {
    XSD.boolean: "true|false|0|1",
    XSD.date: DATE + ZONE,
    XSD.dateTime: DATE + "T" + TIME + ZONE,
    XSD.dateTimeStamp: DATE + "T" + TIME + ZONE.removesuffix("?"),
    XSD.time: TIME + ZONE,
    XSD.gYear: YEAR + ZONE,
    XSD.gYearMonth: YEAR + "-(0[1-9]|1[0-2])" + ZONE,
    XSD.gMonth: "--(0[1-9]|1[0-2])" + ZONE,
    XSD.gDay: "---(0[1-9]|[12][0-9]|3[01])" + ZONE,
    XSD.gMonthDay: "--(" + DAYS + "|02-(0[1-9]|[12][0-9]))" + ZONE,
    XSD.duration: f"-?P(({MONTHS}([0-9]+D)?|[0-9]+D)({CLOCK})?|{CLOCK})",
    XSD.dayTimeDuration: f"-?P([0-9]+D({CLOCK})?|{CLOCK})",
    XSD.yearMonthDuration: f"-?P{MONTHS}",
    XSD.hexBinary: "([0-9a-fA-F]{2})*",
    XSD.base64Binary: "[A-Za-z0-9+/ ]*=? ?=?",
    XSD.language: "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    XSD.integer: "[+-]?[0-9]+",
    XSD.decimal: r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    XSD.double: r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    XSD.float: r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
}
"""The lexical form of each datatype that has one; every other datatype accepts every text."""

SAMPLES: Mapping[URIRef, str] = {
    XSD.date: "2000-01-01",
    XSD.dateTime: "2000-01-01T00:00:00Z",
}
"""A value of each datatype that stores can compare but that costs much to match."""

RANGES: Mapping[URIRef, tuple[int | None, int | None]] = {
    XSD.byte: (-(2**7), 2**7 - 1),
    XSD.short: (-(2**15), 2**15 - 1),
    XSD.int: (-(2**31), 2**31 - 1),
    XSD.long: (-(2**63), 2**63 - 1),
    XSD.unsignedByte: (0, 2**8 - 1),
    XSD.unsignedShort: (0, 2**16 - 1),
    XSD.unsignedInt: (0, 2**32 - 1),
    XSD.unsignedLong: (0, 2**64 - 1),
    XSD.nonNegativeInteger: (0, None),
    XSD.positiveInteger: (1, None),
    XSD.nonPositiveInteger: (None, 0),
    XSD.negativeInteger: (None, -1),
}
"""The datatypes below xsd:integer and their bounds. Oxigraph keeps their values as xsd:integer."""


def has_datatype(datatype: Node, value: str, *, narrowed: bool) -> str:
    """Return an expression: the value is a literal of the datatype, and its form is right.

    `narrowed` says that the store tells xsd:byte from xsd:integer; where it does not, a whole
    number within the bounds of the datatype passes.
    """
    kind = URIRef(str(datatype))
    if kind == RDF.langString:
        return f'COALESCE(lang({value}) != "", false)'
    if kind in RANGES:
        return f"COALESCE({_whole(kind, value, narrowed)}, false)"
    typed = f"datatype({value}) = {kind.n3()}"
    if kind in FORMS:
        shaped = f"REGEX(STR({value}), {_quoted('^(' + FORMS[kind] + ')$')})"
        if kind in (XSD.integer, XSD.decimal, XSD.double, XSD.float):
            shaped = f"(isNumeric({value}) || {shaped})"
        if kind in SAMPLES:
            # A comparison that is no error shows a sound date at a third of the pattern's price.
            sample = f'"{SAMPLES[kind]}"^^{kind.n3()}'
            shaped = f"COALESCE(IF({value} < {sample}, true, true), {shaped})"
        typed += f" && {shaped}"
    return f"COALESCE({typed}, false)"


def _whole(kind: URIRef, value: str, narrowed: bool) -> str:
    low, high = RANGES[kind]
    kinds = [kind] if narrowed else [kind, XSD.integer]
    parts = [f"datatype({value}) IN ({', '.join(name.n3() for name in kinds)})"]
    parts += [f"REGEX(STR({value}), {_quoted('^(' + FORMS[XSD.integer] + ')$')})"]
    number = f"{XSD.integer.n3()}(STR({value}))"
    parts += [f"{number} >= {low}"] if low is not None else []
    parts += [f"{number} <= {high}"] if high is not None else []
    return " && ".join(parts)


def plain(term: Node) -> Literal:
    """Return the text of a term as a plain string, as REGEX and langMatches want it."""
    return Literal(str(term))


def uncommon(pattern: str) -> str | None:
    """Return why engines disagree on a regular expression, or None where they agree."""
    bare = re.sub(r"\\\\|\\\[|\\\(", "", pattern)
    if re.search(r"\(\?(?!:)", bare):
        return "looks ahead, looks behind or sets flags inside, which XPath does not know"
    if re.search(r"\\[1-9]", bare):
        return "refers back to a group, which not every engine knows"
    return None


def _quoted(pattern: str) -> str:
    return '"' + pattern.replace("\\", "\\\\") + '"'

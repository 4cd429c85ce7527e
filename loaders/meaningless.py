"""Statements that are well written and mean nothing: terms that we do not have, values of no type.

RDF lets everybody invent a term, so a slip in one of ours would pass in silence: no rule looks at
an `rbm:Outcom`. A literal that its datatype does not hold (`"2022-13-45"^^xsd:date`) is kept as it
is and compares with nothing.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches

from rdflib import XSD

from loaders import tokens
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place

OURS = f"<{RBM}"


def is_unknown(term: str) -> bool:
    """Return whether a term, as a token, is of our namespace and none of our terms."""
    return term.startswith(OURS) and term[len(OURS) : -1] not in RBM


def unknown(subject: str, term: str, place: Place) -> Finding:
    """Return what is said of a term of our namespace that does not exist."""
    local = term[len(OURS) : -1]
    near = get_close_matches(local, RBM.__annotations__, 1, 0.7)
    meant = f"rbm:{near[0]}" if near else None
    return Finding(
        rule="LOAD-TERM",
        level=Level.VIOLATION,
        message={
            "en": f"rbm:{local} is no term of the ontology, so no rule looks at what it says."
            + (f" The nearest one is {meant}." if meant else ""),
            "zh": f"本体中没有 rbm:{local} 这一术语，规则不会检查其内容。"
            + (f"最接近的是 {meant}。" if meant else ""),
        },
        focus=subject if subject.startswith("_:") else subject[1:-1],
        value=f"rbm:{local}",
        expected=meant,
        fix={"en": f"Write {meant} if that is meant." if meant else "Take a term of the ontology."},
        places=(place,),
    )


def is_empty(value: str) -> bool:
    """Return whether a literal with a datatype, as a token, is no value of that datatype."""
    text, _, datatype = value.rpartition('"^^<')
    judged = _HOLDS.get(datatype[:-1])
    return judged is not None and not judged(" ".join(text[1:].split()))


def empty(subject: str, predicate: str, value: str, place: Place) -> Finding:
    """Return what is said of a literal that its datatype does not hold."""
    text, _, datatype = value.rpartition('"^^<')
    text, kind = tokens.plain(text[1:]), f"xsd:{datatype[:-1].rpartition('#')[2]}"
    return Finding(
        rule="LOAD-LITERAL",
        level=Level.VIOLATION,
        message={
            "en": f"“{text}” is no {kind}; it is kept, and compares with nothing.",
            "zh": f"“{text}”不是 {kind} 的值；照原样保留，但无法比较。",
        },
        focus=subject if subject.startswith("_:") else subject[1:-1],
        path=predicate[1:-1],
        value=text,
        expected=kind,
        fix={"en": f"Write a value of {kind}."},
        places=(place,),
    )


def _shaped(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _in_calendar(pattern: str, parse: Callable[[str], object]) -> Callable[[str], bool]:
    """Return what tells days that exist; years outside 1 to 9999 are judged by their shape."""
    compiled = re.compile(pattern)

    def holds(text: str) -> bool:
        match = compiled.fullmatch(text)
        if match is None:
            return False
        if not re.match(r"(?!0000)\d{4}-", text):
            return True
        try:
            parse(match[1])
        except ValueError:
            return False
        return True

    return holds


_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_WHOLE = _shaped(r"[+-]?\d+")
_FLOAT = _shaped(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN")
_HOLDS: dict[str, Callable[[str], bool]] = {
    str(XSD.date): _in_calendar(rf"(-?\d{{4,}}-\d\d-\d\d){_ZONE}", date.fromisoformat),
    str(XSD.dateTime): _in_calendar(
        rf"(-?\d{{4,}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?{_ZONE}", datetime.fromisoformat
    ),
    str(XSD.gYear): _shaped(rf"-?\d{{4,}}{_ZONE}"),
    str(XSD.gYearMonth): _shaped(rf"-?\d{{4,}}-(?:0[1-9]|1[0-2]){_ZONE}"),
    str(XSD.boolean): _shaped("true|false|1|0"),
    str(XSD.decimal): _shaped(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    str(XSD.double): _FLOAT,
    str(XSD.float): _FLOAT,
    **{str(kind): _WHOLE for kind in (XSD.integer, XSD.int, XSD.long, XSD.short)},
    str(XSD.nonNegativeInteger): _shaped(r"\+?\d+|-0+"),
    str(XSD.positiveInteger): _shaped(r"\+?0*[1-9]\d*"),
}

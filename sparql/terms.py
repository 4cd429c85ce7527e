"""Typed SPARQL terms from what people type: nothing typed ever becomes query text."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

MOST = 2000
"""Characters that a value may have at most."""


class TermError(ValueError):
    """A value is not of its kind; the message says what is right."""


def iri(value: str) -> str:
    """Return an absolute IRI (RFC 3987) in angle brackets."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f-\x9f]+", value):
        raise TermError(f"“{_short(value)}” is not an absolute IRI such as https://example.org/x.")
    return URIRef(_sized(value)).n3()


def day(value: str) -> str:
    """Return an xsd:date from `YYYY-MM-DD`."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise TermError(f"“{_short(value)}” is not a date such as 2008-11-01.") from None
    return Literal(value, datatype=XSD.date).n3()


def integer(value: str) -> str:
    """Return an xsd:integer of at most 18 digits."""
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        raise TermError(f"“{_short(value)}” is not a whole number such as 12.")
    return Literal(str(int(value)), datatype=XSD.integer).n3()


def string(value: str) -> str:
    """Return a plain string, every special character escaped."""
    return literal(_sized(value))


def literal(value: str) -> str:
    """Return a plain string of any length."""
    if any(0xD800 <= ord(sign) <= 0xDFFF or sign == "\0" for sign in value):
        raise TermError("The text holds characters that no text may hold.")
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in value)
    # Code point escapes count before the grammar (SPARQL 1.1, 19.2): no typed one may arise.
    return '"' + re.sub(r"(?<=\\)[uU]", lambda sign: f"\\U{ord(sign[0]):08X}", escaped) + '"'


def language(value: str) -> str:
    """Return a language tag (BCP 47) as a plain string."""
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value):
        raise TermError(f"“{_short(value)}” is not a language tag such as en or zh.")
    return f'"{_sized(value).lower()}"'


KINDS: Mapping[str, Callable[[str], str]] = {
    "iri": iri,
    "date": day,
    "integer": integer,
    "string": string,
    "language": language,
}
"""Kinds of parameters and what turns a value of that kind into a SPARQL term."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _sized(value: str) -> str:
    if len(value) > MOST:
        raise TermError(f"A value may have at most {MOST} characters, not {len(value)}.")
    return value


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:59] + "…"

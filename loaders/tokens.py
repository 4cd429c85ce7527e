"""N-Triples tokens as plain strings: the fast way to write a statement.

Every function returns one token that is valid in N-Triples and N-Quads 1.1; none of them raises
on text as people write it. Building a token costs a tenth of building an rdflib term.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from sparql import quads

NOT_IRI = "https://w3id.org/rbm/id/not-an-iri/"
"""Base of the names of texts that stand where an IRI belongs and are none."""

XSD = "http://www.w3.org/2001/XMLSchema#"

_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff\ufffe\uffff]')
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r"\\([tbnrf\"'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ANY = "".join(map(chr, range(33, 127))).replace("[", "").replace("]", "")
_IN_SEGMENT = "-._~!$&'()*+,;=:@"
_ASCII = {
    number: f"%{number:02X}"
    for number in range(128)
    if not chr(number).isalnum() and chr(number) not in _IN_SEGMENT
}
_LABEL = re.compile(r"[^A-Za-z0-9]")

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SHORT:
        return _SHORT[character]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return f"\\u{ord(character):04X}"


def _percent(match: re.Match[str]) -> str:
    return quote(match.group(), safe="", errors="replace")


def iri(value: str) -> str:
    """Return an IRI as a token; what no IRI may hold is percent-encoded.

    A text that no encoding makes an IRI is named below `NOT_IRI`, so that a store takes it.
    """
    return f"<{value if is_iri(value) else _mended(value)}>"


@lru_cache(maxsize=65_536)
def is_iri(value: str) -> bool:
    """Return whether a text is an absolute IRI as it stands (RFC 3987)."""
    return not _NOT_IN_IRI.search(value) and quads.is_iri(value)


def _mended(value: str) -> str:
    text = _LONE_PERCENT.sub("%25", _NOT_IN_IRI.sub(_percent, value))
    whole, mark, fragment = text.partition("#")
    text = whole + mark + fragment.replace("#", "%23")
    for candidate in (text, text.replace("[", "%5B").replace("]", "%5D"), quote(text, _ANY)):
        if quads.is_iri(candidate):
            return candidate
    return NOT_IRI + quote(value, safe="", errors="replace")


@lru_cache(maxsize=65_536)
def segment(value: str) -> str:
    """Return an identifier as one segment of an IRI; nothing is lost, `/` and `#` are encoded."""
    if value.isascii():
        return value.strip().translate(_ASCII)
    return quote(value.strip(), safe=_IN_SEGMENT, errors="replace")


def name(base: str, *parts: str) -> str:
    """Return the token of `base` followed by the parts as path segments."""
    return f"<{base}{'/'.join(segment(part) for part in parts)}>"


@lru_cache(maxsize=4_096)
def is_language(tag: str) -> bool:
    """Return whether a text is a well-formed language tag (BCP 47)."""
    return tag.isascii() and quads.is_language(tag)


def quoted(value: str) -> str:
    """Return a text between quotation marks, escaped, with no language and no datatype."""
    if _TO_ESCAPE.search(value):
        value = _TO_ESCAPE.sub(_escape, value)
    return f'"{value}"'


def plain(escaped: str) -> str:
    """Return a text with its escapes resolved, as N-Triples and Turtle write them."""
    return _ESCAPED.sub(
        lambda found: _MEANT.get(found[1]) or chr(min(int(found[1][1:], 16), 0x10FFFF)), escaped
    )


def text(value: str, language: str | None = None) -> str:
    """Return a text as a token, with its language where the tag is well formed."""
    if language and is_language(language):
        return f"{quoted(value)}@{language}"
    return quoted(value)


def typed(value: str, datatype: str) -> str:
    """Return a literal of any datatype."""
    return f"{quoted(value)}^^{iri(datatype)}"


def decimal(value: Decimal | int) -> str:
    """Return an `xsd:decimal`, never in scientific notation."""
    return f'"{value:f}"^^<{XSD}decimal>' if isinstance(value, Decimal) else _decimal(value)


def _decimal(value: int) -> str:
    return f'"{value}"^^<{XSD}decimal>'


def integer(value: int) -> str:
    """Return an `xsd:integer`."""
    return f'"{value}"^^<{XSD}integer>'


def boolean(value: bool) -> str:
    """Return an `xsd:boolean`."""
    return f'"{"true" if value else "false"}"^^<{XSD}boolean>'


def day(value: date) -> str:
    """Return an `xsd:date`."""
    return f'"{value:%Y-%m-%d}"^^<{XSD}date>' if value.year > 999 else _early(value)


def _early(value: date) -> str:
    return f'"{value.year:04d}-{value:%m-%d}"^^<{XSD}date>'


def moment(value: datetime) -> str:
    """Return an `xsd:dateTime`."""
    return f'"{value.isoformat()}"^^<{XSD}dateTime>'


def year(value: int) -> str:
    """Return an `xsd:gYear`."""
    return f'"{value:04d}"^^<{XSD}gYear>'


def month(value: int, of: int) -> str:
    """Return an `xsd:gYearMonth` for a year and the number of its month."""
    return f'"{value:04d}-{of:02d}"^^<{XSD}gYearMonth>'


def blank(label: str) -> str:
    """Return a blank node; any label is made one that N-Quads allows."""
    return f"_:{_LABEL.sub(lambda match: f'x{ord(match.group()):x}x', label)}"


def token(term: Identifier) -> str:
    """Return an rdflib term as a token."""
    if isinstance(term, URIRef):
        return iri(str(term))
    if isinstance(term, Literal):
        if term.language:
            return text(str(term), term.language)
        if term.datatype and str(term.datatype) != f"{XSD}string":
            return typed(str(term), str(term.datatype))
        return quoted(str(term))
    if isinstance(term, BNode):
        return blank(str(term))
    raise TypeError(f"no N-Triples token for {type(term).__name__}")

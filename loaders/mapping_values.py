"""A cell's text as the value of a statement, by the kind that a mapping gives it."""

from collections.abc import Mapping as Named
from dataclasses import dataclass
from functools import cache

import pycountry
from rdflib import SKOS

from loaders import tokens
from loaders.dates import read_date
from loaders.mapping import Statement, iri
from loaders.places import COUNTRIES, OTHERS, country
from loaders.values import Kind, Reading, read_number
from ontology.vocabulary import RBM

_VALUE_TEXT = tokens.iri(RBM.valueText)
_PARTS = tuple((name, tokens.iri(RBM[name])) for name in ("value", "numerator", "denominator"))
_YES = {"1", "true", "yes", "y", "oui", "sí", "да", "是"}
_NO = {"0", "false", "no", "n", "non", "нет", "否"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: predicates with values, statements about others, and what stays open.

    `reading` is given where a number could not be told; `why` where the text is no value of its
    kind. Then `pairs` may be empty: the text is not read.
    """

    pairs: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str, str], ...] = ()
    reading: Reading | None = None
    why: str | None = None


def say(statement: Statement, text: str, language: str | None, mark: str | None, base: str) -> Said:
    """Return what a text that is not empty says by a statement of a mapping."""
    predicate = tokens.iri(statement.predicate)
    kind = statement.kind
    if kind == "text":
        if statement.codes is not None:
            return _translated(statement, text, predicate)
        spoken = tokens.text(text, statement.language or language)
        return Said(((predicate, spoken),))
    if kind == "string":
        return Said(((predicate, tokens.quoted(text)),))
    if kind == "value":
        return _value(text, mark)
    if kind == "code":
        return _code(statement, text, predicate)
    if kind in ("country", "place"):
        return _place(statement, text, predicate, base)
    token = _typed(kind, text, mark)
    if token is None and kind == "date":
        return Said(
            (), why=f"{read_date(text, serials=True).why}; write year-month-day, such as 2008-11-30"
        )
    if token is None:
        return Said((), why=f"this is no {kind}")
    return Said(((predicate, token),))


def _typed(kind: str, text: str, mark: str | None) -> str | None:
    if kind in ("date", "year"):
        told = read_date(text, serials=True)
        if kind == "year":
            return tokens.year(told.day.year) if told.day else None
        return told.token()
    if kind == "boolean":
        word = text.casefold()
        return tokens.boolean(word in _YES) if word in _YES | _NO else None
    reading = read_number(text, mark)
    if reading.kind is not Kind.NUMBER or reading.value is None or reading.comparator:
        return None
    if kind == "decimal":
        return tokens.decimal(reading.value)
    whole = reading.value == reading.value.to_integral_value()
    return tokens.integer(int(reading.value)) if whole else None


def _value(text: str, mark: str | None) -> Said:
    """Return the text as found, and the numbers where it can be read without guessing."""
    reading = read_number(text, mark)
    pairs = [(_VALUE_TEXT, tokens.quoted(text))]
    for name, predicate in _PARTS:
        number = getattr(reading, name)
        if number is not None:
            pairs.append((predicate, tokens.decimal(number)))
    return Said(tuple(pairs), reading=reading if reading.why else None)


def _code(statement: Statement, text: str, predicate: str) -> Said:
    codes = statement.codes or {}
    found = codes.get(text) or _folded(codes).get(text.casefold())
    if found is None:
        return Said((), why=f"it is none of {', '.join(list(codes)[:12])}")
    return Said(((predicate, tokens.iri(iri(found))),))


def _translated(statement: Statement, text: str, predicate: str) -> Said:
    codes = statement.codes or {}
    found = codes.get(text) or _folded(codes).get(text.casefold())
    if found is None:
        return Said((), why=f"it is none of {', '.join(list(codes)[:12])}")
    return Said(((predicate, tokens.quoted(found)),))


def _folded(codes: Named[str, str]) -> dict[str, str]:
    return {key.casefold(): value for key, value in codes.items()}


def _place(statement: Statement, text: str, predicate: str, base: str) -> Said:
    code = (statement.codes or {}).get(text) or _codes_of_countries().get(text.casefold())
    if code is not None:
        subject, name = country(code)
        return Said(((predicate, subject),), _country(subject, code, name))
    if statement.kind == "country":
        return Said((), why="this is no country of ISO 3166-1")
    # The text is the only identifier that a table of places gives.
    subject = tokens.name(base, "place", text)
    return Said(((predicate, subject),), ((subject, tokens.LABEL, tokens.quoted(text)),))


def _country(subject: str, code: str, name: str | None) -> tuple[tuple[str, str, str], ...]:
    about = [
        (subject, tokens.TYPE, tokens.iri(str(SKOS.Concept))),
        (subject, tokens.iri(str(SKOS.inScheme)), tokens.iri(COUNTRIES)),
        (subject, tokens.iri(str(SKOS.notation)), tokens.quoted(code)),
    ]
    if name:
        about.append((subject, tokens.LABEL, tokens.text(name, "en")))
    return tuple(about)


@cache
def _codes_of_countries() -> dict[str, str]:
    """Return the two-letter code of each country by its codes and names."""
    found: dict[str, str] = {name.casefold(): code for code, name in OTHERS.items()}
    found |= {code.casefold(): code for code in OTHERS}
    for one in pycountry.countries:
        names = (
            one.alpha_2,
            one.alpha_3,
            one.name,
            getattr(one, "common_name", None),
            getattr(one, "official_name", None),
        )
        found |= {name.casefold(): one.alpha_2 for name in names if name}
    return found

"""What a cell of our workbook says, as predicates with values; the same for reader and writer."""

import re
from dataclasses import dataclass

from loaders import tokens
from loaders.dates import read_date
from loaders.places import country
from loaders.template import LANGUAGE, Column, concepts, expanded
from loaders.values import Kind, Reading, read_number
from ontology.vocabulary import RBM

SDG = "http://metadata.un.org/sdg/"
_SDG = re.compile(r"(1[0-7]|[1-9])(\.[0-9a-d]{1,2}){0,2}")
_HEADER = re.compile(r"(?P<name>.+?) \((?P<language>[A-Za-z]{2,8}(-[A-Za-z0-9]+)*)\)")
_BREAK = re.compile(r"\s*(?:\n|;\s)\s*")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says: predicates with values; `why` and `reading` tell what it does not."""

    pairs: tuple[tuple[str, str], ...]
    refs: tuple[str, ...] = ()
    why: str | None = None
    reading: Reading | None = None


def column_for(header: str, columns: dict[str, Column]) -> tuple[Column, str] | None:
    """Return the column behind a header, and the language that the header names."""
    if header in columns:
        return columns[header], LANGUAGE
    match = _HEADER.fullmatch(header)
    if match and match["name"] in columns and columns[match["name"]].kind == "text":
        return columns[match["name"]], match["language"]
    return None


def name(text: str, base: str) -> str:
    """Return the token of a thing by its id: an IRI as it is, anything else below the base.

    An id is unique in its workbook, so it needs no kind. An IRI without `://` stands in `<>`.
    """
    if text.startswith("_:"):
        return tokens.blank(text[2:])
    if text.startswith("<") and text.endswith(">"):
        return tokens.iri(text[1:-1])
    return tokens.iri(text) if "://" in text else f"{base[:-1]}{tokens.segment(text)}>"


def is_own(text: str) -> bool:
    """Return whether an id is one of the workbook's own, which a row must define."""
    return "://" not in text and not text.startswith(("_:", "<"))


def read(column: Column, text: str, language: str, base: str) -> Cell:
    """Return what a text that is not empty says in a column."""
    predicate = tokens.iri(expanded(column.predicate))
    match column.kind:
        case "text":
            return Cell(((predicate, tokens.text(text, language)),))
        case "string":
            return Cell(((predicate, tokens.quoted(text)),))
        case "value":
            return _value(text)
        case "ref":
            refs = tuple(part for part in _BREAK.split(text.strip()) if part)
            return Cell(tuple((predicate, name(ref, base)) for ref in refs), refs)
        case "code" | "sdg" | "country":
            return _listed(column, text, predicate)
    token = _typed(column.kind, text)
    if token is None:
        return Cell((), why=f"it is no {column.kind}")
    return Cell(((predicate, token),))


def _listed(column: Column, text: str, predicate: str) -> Cell:
    """Return concepts that a cell names by their short codes, or by their IRIs."""
    found = []
    for part in (part for part in _BREAK.split(text.strip()) if part):
        if "://" in part:
            found.append(tokens.iri(part))
        elif column.kind == "code":
            known = concepts(column.scheme or "")
            if part not in known:
                return Cell((), why=f"it is none of {', '.join(known)}")
            found.append(tokens.iri(known[part]))
        elif column.kind == "sdg":
            if not _SDG.fullmatch(part):
                return Cell((), why="it is no SDG goal, target or indicator such as 8, 8.2, 8.2.1")
            found.append(tokens.iri(SDG + part))
        else:
            subject, title = country(part)
            if title is None:
                return Cell((), why="it is no code of ISO 3166-1")
            found.append(subject)
    return Cell(tuple((predicate, token) for token in found))


def _typed(kind: str, text: str) -> str | None:
    if kind == "date":
        return read_date(text).token()
    if kind == "boolean":
        answer = _YES.get(text.strip().casefold())
        return None if answer is None else tokens.boolean(answer)
    reading = read_number(text, ".")
    if reading.kind is not Kind.NUMBER or reading.value is None or reading.comparator:
        return None
    if kind == "decimal":
        return tokens.decimal(reading.value)
    whole = reading.value == reading.value.to_integral_value()
    return tokens.integer(int(reading.value)) if whole else None


def _value(text: str) -> Cell:
    reading = read_number(text)
    pairs = [(tokens.iri(RBM.valueText), tokens.quoted(text))]
    for part in ("value", "numerator", "denominator"):
        number = getattr(reading, part)
        if number is not None:
            pairs.append((tokens.iri(RBM[part]), tokens.decimal(number)))
    return Cell(tuple(pairs), reading=reading if reading.why else None)

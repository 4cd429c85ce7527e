"""A graph as our workbook: what the columns hold goes there, every other statement beside it.

A cell is filled only where reading it gives back exactly the statements it stands for, so that a
workbook loads as the same graph.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import IO

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from loaders import tokens
from loaders.template import IRI, LANGUAGE, TABS, Column, Tab, class_of, concepts, expanded
from loaders.template import shortened as short
from loaders.template_book import Content, write
from loaders.template_cells import SDG, read
from ontology.vocabulary import RBM

LANGUAGES = ("en", "zh", "fr", "es", "ar", "ru")
_COUNTRIES = "https://w3id.org/rbm/code/countries/"
_BASE = "<urn:rbm:none/>"
"""Stands where ids would be made from; a whole IRI or a label needs none."""

Statements = dict[tuple[str, str], tuple[Node, Node]]
"""The statements about one thing, by their tokens of predicate and value."""


def workbook_of(graph: Graph, stream: IO[bytes]) -> None:
    """Write a graph as our workbook to a stream."""
    write(content_of(graph), stream)


def content_of(graph: Graph) -> Content:
    """Return the rows of every sheet for a graph."""
    things: defaultdict[Node, Statements] = defaultdict(dict)
    for subject, predicate, value in graph:
        things[subject][_token(predicate), _token(value)] = (predicate, value)
    content = Content()
    for tab in TABS:
        languages = _languages(tab, things)
        content.headers[tab.name] = _headers(tab, languages)
    for subject in sorted(things, key=lambda one: _sorting(one, things[one])):
        statements = things[subject]
        found = _tab_of(statements)
        if found is not None:
            tab, kind = found
            row = {"id": _spelled(subject), "type": kind}
            statements.pop((tokens.TYPE, tokens.iri(class_of(kind))))
            for header in content.headers[tab.name][2:]:
                cell = _cell(tab, header, statements)
                if cell is not None:
                    row[header] = cell
            content.rows[tab.name].append(row)
        for predicate, value in sorted(statements.values(), key=str):
            content.others.append(_other(subject, predicate, value))
    return content


def _languages(tab: Tab, things: dict[Node, Statements]) -> dict[str, list[str]]:
    """Return, for each text column, the languages beside the default in which it is said."""
    texts = {expanded(column.predicate) for column in tab.columns if column.kind == "text"}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for statements in things.values():
        named = _tab_of(statements)
        if named is None or named[0] is not tab:
            continue
        for predicate, value in statements.values():
            if str(predicate) in texts and isinstance(value, Literal) and value.language:
                found[str(predicate)].add(value.language)
    return {
        predicate: [one for one in LANGUAGES if one in said and one != LANGUAGE]
        for predicate, said in found.items()
    }


def _headers(tab: Tab, languages: dict[str, list[str]]) -> list[str]:
    headers = ["id", "type"]
    for column in tab.columns:
        headers.append(column.header)
        if column.kind == "text":
            said = languages.get(expanded(column.predicate), [])
            headers += [f"{column.header} ({language})" for language in said]
    return headers


def _tab_of(statements: Statements) -> tuple[Tab, str] | None:
    """Return the sheet of a thing and its type there."""
    kinds = {str(value) for predicate, value in statements.values() if predicate == RDF.type}
    for tab in TABS:
        for kind in tab.types:
            if class_of(kind) in kinds:
                return tab, kind
    return None


def _cell(tab: Tab, header: str, statements: Statements) -> str | None:
    """Return the text of a cell, taking the statements it stands for; None where it is empty."""
    title, _, rest = header.partition(" (")
    column = next(column for column in tab.columns if column.header in (header, title))
    language = rest.rstrip(")") if column.header != header else LANGUAGE
    predicate = tokens.iri(expanded(column.predicate))
    values = [value for (verb, _), (_, value) in statements.items() if verb == predicate]
    for text in _texts(column, values, language):
        if not text.strip():
            continue  # nobody sees whether such a cell is filled
        said = read(column, text, language, _BASE)
        if said.pairs and said.why is None and all(pair in statements for pair in said.pairs):
            for pair in set(said.pairs):
                statements.pop(pair)
            return text
    return None


def _texts(column: Column, values: list[Node], language: str) -> Iterable[str]:
    """Return what a cell may hold for some values, the best first."""
    if column.kind == "ref":
        spelled = sorted(_spelled(value) for value in values if isinstance(value, URIRef))
        return ["\n".join(spelled)] if spelled else []
    if column.kind in ("code", "sdg", "country"):
        listed = sorted(_listed(column, value) for value in values if isinstance(value, URIRef))
        return ["\n".join(listed)] if listed else []
    literals = sorted(value for value in values if isinstance(value, Literal))
    if column.kind == "text":
        return [str(value) for value in literals if value.language == language]
    if column.kind == "boolean":
        return ["yes" if value.toPython() is True else "no" for value in literals]
    return [str(value) for value in literals]


def _listed(column: Column, value: URIRef) -> str:
    start = _COUNTRIES if column.kind == "country" else SDG
    if column.kind == "code":
        names = {iri: name for name, iri in concepts(column.scheme or "").items()}
        return names.get(str(value), str(value))
    return str(value).removeprefix(start)


def _other(subject: Node, predicate: Node, value: Node) -> dict[str, str]:
    row = {"subject": _spelled(subject), "property": short(str(predicate))}
    if not isinstance(value, Literal):
        return {**row, "value": _spelled(value), "datatype": IRI}
    row["value"] = str(value)
    if value.language:
        row["language"] = value.language
    elif value.datatype and _token(value) != tokens.quoted(str(value)):
        row["datatype"] = short(str(value.datatype))
    return row


def _spelled(node: Node) -> str:
    if not isinstance(node, URIRef):
        return f"_:{node}"
    return str(node) if "://" in node else f"<{node}>"


def _token(node: Node) -> str:
    return tokens.token(node)  # type: ignore[arg-type]


def _sorting(subject: Node, statements: Statements) -> tuple[int, int, str]:
    """Return the key that puts things in the order of their sheets, numbers and names."""
    found = _tab_of(statements)
    place = TABS.index(found[0]) * 100 + found[0].types.index(found[1]) if found else 10_000
    order = tokens.iri(RBM.order)
    numbers = [
        int(str(value))
        for (verb, _), (_, value) in statements.items()
        if verb == order and str(value).isdigit()
    ]
    return place, min(numbers, default=0), str(subject)

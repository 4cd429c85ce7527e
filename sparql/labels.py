"""What things are called, looked up in batches: an answer holds IRIs, people read names.

A source location is called as people cite it: by document and paragraph, sheet and cell, or file
and line.
"""

from collections.abc import Iterable, Mapping, Sequence

from rdflib import Literal, URIRef

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.endpoint import Endpoint
from sparql.terms import TermError, iri

BATCH = 500
"""IRIs named in one query."""
NAMES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?rank ?name WHERE {
  VALUES ?thing { THINGS }
  VALUES (?property ?rank) { (rdfs:label 1) (skos:prefLabel 2) (dcterms:title 3) }
  ?thing ?property ?name .
}
ORDER BY ?thing ?rank ?name"""
PLACES = f"""
PREFIX rbm: <{RBM}>
SELECT ?thing ?document ?number ?paragraph ?sheet ?cell ?line ?column WHERE {{
  VALUES ?thing {{ THINGS }}
  ?thing rbm:inDocument ?document .
  OPTIONAL {{ ?document rbm:documentNumber ?number . }}
  OPTIONAL {{ ?thing rbm:paragraphNumber ?paragraph . }}
  OPTIONAL {{ ?thing rbm:sheetName ?sheet . }}
  OPTIONAL {{ ?thing rbm:cell ?cell . }}
  OPTIONAL {{ ?thing rbm:line ?line . }}
  OPTIONAL {{ ?thing rbm:column ?column . }}
}}
ORDER BY ?thing ?document"""
UNDESCRIBED = """
SELECT ?thing WHERE {
  VALUES ?thing { THINGS }
  FILTER NOT EXISTS { ?thing ?property ?value . }
}"""

Labels = Mapping[str, str]
"""A name for each IRI that has one."""


def labels(endpoint: Endpoint, iris: Iterable[str], languages: Sequence[str] = ("en",)) -> Labels:
    """Return the names of things in the first language in which each has one, else in any."""
    things = [term for term in map(_term, dict.fromkeys(iris)) if term]
    found: dict[str, str] = {}
    for start in range(0, len(things), BATCH):
        some = " ".join(things[start : start + BATCH])
        ranks: dict[str, int] = {}
        for thing, _, name in endpoint.select(NAMES.replace("THINGS", some)).rows:
            if isinstance(name, Literal):
                rank = _rank(name.language, languages)
                if rank < ranks.get(str(thing), len(languages) + 3):
                    ranks[str(thing)] = rank
                    found[str(thing)] = str(name)
        found.update(_places(endpoint, some, found))
    return found


def places(endpoint: Endpoint, iris: Iterable[str]) -> Labels:
    """Return how the source locations among things that have no name of their own are cited."""
    things = [term for term in map(_term, dict.fromkeys(iris)) if term]
    found: dict[str, str] = {}
    for start in range(0, len(things), BATCH):
        found.update(_places(endpoint, " ".join(things[start : start + BATCH]), {}))
    return found


def undescribed(endpoint: Endpoint, iris: Iterable[str]) -> list[str]:
    """Return the things among some that others may refer to and nothing is said of."""
    things = [term for term in map(_term, dict.fromkeys(iris)) if term]
    found: list[str] = []
    for start in range(0, len(things), BATCH):
        some = " ".join(things[start : start + BATCH])
        rows = endpoint.select(UNDESCRIBED.replace("THINGS", some)).rows
        found += [str(thing) for (thing,) in rows]
    return found


def _places(endpoint: Endpoint, things: str, named: Labels) -> Labels:
    found = {}
    for place in endpoint.select(PLACES.replace("THINGS", things)):
        spot = {key: str(value) for key, value in place.items()}
        found[spot["thing"]] = _cited(spot, named.get(spot["thing"]))
    return found


def of_table(endpoint: Endpoint, table: Table, languages: Sequence[str] = ("en",)) -> Labels:
    """Return the names of every thing that a table holds, in lists as well."""
    things = (name for row in table.rows for cell in row for name in iris(cell))
    return labels(endpoint, things, languages)


def iris(cell: object) -> tuple[str, ...]:
    """Return the IRIs that a cell holds: one, or a list of them separated by spaces."""
    if isinstance(cell, URIRef):
        return (str(cell),)
    if isinstance(cell, Literal) and not cell.language:
        words = str(cell).split()
        if words and all("://" in word and _term(word) for word in words):
            return tuple(words)
    return ()


def _term(thing: str) -> str | None:
    try:
        return iri(thing)
    except TermError:
        return None


def _rank(language: str | None, languages: Sequence[str]) -> int:
    """Return how welcome a language is: the wanted ones, English, none said, any."""
    for rank, wanted in enumerate(languages):
        if language and (language == wanted or language.startswith(f"{wanted}-")):
            return rank
    return len(languages) + (0 if language == "en" else 1 if language is None else 2)


def _cited(place: Mapping[str, str], label: str | None) -> str:
    """Return a place as people cite it: `GB.297/PFA/1/1 §77`, `plan.xlsx Results!B17`."""
    document = place.get("number") or place["document"].rstrip("/").rpartition("/")[2]
    if "paragraph" in place:
        return f"{document} §{place['paragraph']}"
    if "cell" in place:
        sheet = f"{place['sheet']}!" if "sheet" in place else ""
        return f"{document} {sheet}{place['cell']}"
    if "line" in place:
        return ":".join(
            [document, place["line"], *([place["column"]] if "column" in place else [])]
        )
    return f"{document}, {label}" if label else document

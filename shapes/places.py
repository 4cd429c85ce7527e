"""Where findings lie: by default what the data itself says of its source."""

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from rdflib import Graph
from rdflib.term import Node

from shapes.finding import Finding, Place
from sparql.endpoint import Endpoint

Locator = Callable[[Finding], tuple[Place, ...]]
"""Returns the places of a finding, judged by its focus, path and value."""

BATCH = 500

_STATED = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rbm: <https://w3id.org/rbm/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?document ?number ?title ?paragraph ?sheet ?cell ?line ?column ?xpath ?pointer
WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing rbm:statedAt ?location .
  ?location rbm:inDocument ?document .
  OPTIONAL {{ ?document rbm:documentNumber ?number }}
  OPTIONAL {{ ?document rdfs:label ?title }}
  OPTIONAL {{ ?location rbm:paragraphNumber ?paragraph }}
  OPTIONAL {{ ?location rbm:sheetName ?sheet }}
  OPTIONAL {{ ?location rbm:cell ?cell }}
  OPTIONAL {{ ?location rbm:line ?line }}
  OPTIONAL {{ ?location rbm:column ?column }}
  OPTIONAL {{ ?location rbm:xpath ?xpath }}
  OPTIONAL {{ ?location rbm:jsonPointer ?pointer }}
}}
ORDER BY ?thing ?document ?line ?column ?sheet ?cell ?paragraph ?title"""


def stated(source: Endpoint | Graph, things: Collection[str]) -> Locator:
    """Return a locator for things that name their source by `rbm:statedAt`."""
    known: dict[str, dict[Place, None]] = {}
    remaining = (thing for thing in things if "://" in thing and ">" not in thing)
    while batch := list(islice(remaining, BATCH)):
        for row in _rows(source, _STATED.format(things=" ".join(f"<{name}>" for name in batch))):
            known.setdefault(str(row["thing"]), {})[_place(row)] = None
    return lambda finding: tuple(known.get(finding.focus or "", ()))


def _rows(source: Endpoint | Graph, query: str) -> Iterator[dict[str, Node]]:
    if isinstance(source, Graph):
        for row in source.query(query).bindings:
            yield {str(name): term for name, term in row.items()}
    else:
        for found in source.select(query):
            yield dict(found)


def _place(row: dict[str, Node]) -> Place:
    def text(name: str) -> str | None:
        return str(row[name]) if name in row else None

    def number(name: str) -> int | None:
        return int(str(row[name])) if name in row else None

    document = text("number") or text("title") or str(row["document"]).rpartition("/")[2]
    return Place(
        file=document,
        sheet=text("sheet"),
        cell=text("cell"),
        line=number("line"),
        column=number("column"),
        xpath=text("xpath"),
        pointer=text("pointer"),
        paragraph=text("paragraph"),
    )

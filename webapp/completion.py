"""The words that the editor offers: classes and properties of the data, named and counted."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import format_decimal
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import split_uri

from ontology.terms import terms
from ontology.vocabulary import RBM, RBMSH
from sparql import kept
from sparql.answers import Table
from sparql.endpoint import QueryError
from webapp import naming
from webapp.answers import answers
from webapp.languages import content, interface
from webapp.speaking import speaker

KEPT = "properties-used"
MOST = 2_000
LOCAL = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*")
"""A local name that needs no escape in a query."""


@dataclass(frozen=True, slots=True)
class Word:
    """A class or a property: its name in a query, what it is called, how often it stands here."""

    name: str
    label: str
    count: int

    @property
    def data(self) -> dict[str, object]:
        """Return the word as the editor reads it, its number as the reader's locale writes it."""
        told = str(format_decimal(self.count))
        return {"name": self.name, "label": self.label, "count": self.count, "told": told}


@cache
def prefixes() -> Mapping[str, str]:
    """Return the prefixes that queries use, ours and the well-known ones."""
    known = {
        prefix: str(namespace) for prefix, namespace in Graph(bind_namespaces="rdflib").namespaces()
    }
    return {**known, "rbm": str(RBM._NS), "rbmsh": str(RBMSH)}


@cache
def _by_namespace() -> Mapping[str, str]:
    return {namespace: prefix for prefix, namespace in prefixes().items() if prefix}


def written(iri: str) -> str:
    """Return an IRI as a query writes it: with a prefix where that is well known."""
    try:
        namespace, local = split_uri(iri)
    except ValueError:
        return f"<{iri}>"
    prefix = _by_namespace().get(namespace)
    return f"{prefix}:{local}" if prefix and LOCAL.fullmatch(local) else f"<{iri}>"


def as_json() -> str:
    """Return the words as JSON, kept for this snapshot and the reader's language."""
    key = ("words", content().tag, interface().tag, speaker())
    return answers().keep(key, lambda: json.dumps(words(), ensure_ascii=False))


def words() -> dict[str, object]:
    """Return all that the editor offers, the most used first."""
    used = {str(row["property"]): int(str(row["uses"])) for row in properties()}
    classes = {iri: count for iri, count in answers().snapshot.classes.items() if ":" in iri}
    naming.learn(map(URIRef, [*classes, *used]))
    return {
        "prefixes": dict(prefixes()),
        "classes": [word.data for word in named(classes)],
        "properties": [word.data for word in named(used)],
    }


def named(counted: Mapping[str, int]) -> Iterable[Word]:
    """Return what is counted as words, the most used first, no more than an editor can sort."""
    for iri in sorted(counted, key=lambda iri: (-counted[iri], iri))[:MOST]:
        yield Word(written(iri), naming.name(iri).text, counted[iri])


def properties() -> Table:
    """Return the properties in use with their counts, kept beside the snapshot once counted.

    Where counting takes longer than a page may, the properties of the ontology stand in.
    """
    folder = answers().snapshot.folder
    found = kept.answer(folder, KEPT, {})
    if found is None:
        try:
            found = answers().page("uses")
            kept.keep(folder, KEPT, {}, found)
        except QueryError:
            return _of_the_ontology()
        except OSError:
            pass  # a store that the pages may not write to is counted anew by each process
    assert found is not None
    return found


def _of_the_ontology() -> Table:
    rows = tuple((iri, Literal(0)) for iri, term in terms().items() if "property" in term.kind)
    return Table(("property", "uses"), rows)

"""The rules by which two plans share a thing: one `.rq` file each, its metadata in a header.

A rule selects `?plan`, the `?thing` it touches, `?how` (a property) and the `?basis`: the thing
whose own places in the sources are the evidence. What only one plan touches links nothing and is
not kept. Pairs are never stored: a pair's links are a join on the thing.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from ontology.vocabulary import BASE, RBM

SCHEME = URIRef("https://w3id.org/rbm/code/derivations")
"""The code list of derivation rules."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One kind of thing that plans share; `label` and `summary` map language tags to text."""

    name: str
    label: Mapping[str, str]
    summary: Mapping[str, str]
    source: str
    text: str

    @property
    def iri(self) -> URIRef:
        """Return the IRI by which an incidence names its rule."""
        return URIRef(f"{SCHEME}/{self.name}")


@cache
def derivations() -> tuple[Derivation, ...]:
    """Return all rules in alphabetical order."""
    folder = files("sparql") / "derivations"
    return tuple(
        sorted(
            (
                _parse(entry.name[:-3], entry.read_text(encoding="utf-8"))
                for entry in folder.iterdir()
                if entry.name.endswith(".rq")
            ),
            key=lambda rule: rule.name,
        )
    )


def statements(lines: set[str]) -> Iterator[str]:
    """Return what lines of incidences say as N-Triples, with the rules that they name."""
    for line in lines:
        name, plan, thing, how, places = line.split("\t")
        digest = hashlib.sha256(f"{name} {plan} {thing} {how}".encode()).hexdigest()[:20]
        node = f"<{BASE}derived/incidence/{digest}>"
        yield f"{node} <{RDF.type}> <{RBM.Incidence}> .\n"
        yield f"{node} <{RBM.incidencePlan}> <{plan}> .\n"
        yield f"{node} <{RBM.incidenceThing}> <{thing}> .\n"
        yield f"{node} <{RBM.incidenceHow}> <{how}> .\n"
        yield f"{node} <{RBM.incidenceRule}> <{SCHEME}/{name}> .\n"
        for place in places.split():
            yield f"{node} <{RBM.statedAt}> <{place}> .\n"
    yield from descriptions(rules_of(lines))


def rules_of(lines: Iterable[str]) -> set[str]:
    """Return the names of the rules that lines name."""
    return {line.partition("\t")[0] for line in lines}


def descriptions(used: Collection[str]) -> Iterator[str]:
    """Return what some rules say of themselves, so that a page can be read."""
    for rule in derivations():
        if rule.name in used:
            yield from _description(rule)


def _description(rule: Derivation) -> Iterator[str]:
    said: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, SKOS.Concept),
        (SKOS.inScheme, SCHEME),
        (SKOS.notation, Literal(rule.name)),
        (DCTERMS.source, Literal(rule.source)),
    ]
    said += [(SKOS.prefLabel, Literal(text, tag)) for tag, text in rule.label.items()]
    said += [(SKOS.definition, Literal(text, tag)) for tag, text in rule.summary.items()]
    for predicate, value in said:
        yield f"{rule.iri.n3()} {predicate.n3()} {value.n3()} .\n"


def _parse(name: str, text: str) -> Derivation:
    texts: dict[str, dict[str, str]] = {"label": {}, "summary": {}}
    source = ""
    for line in text.splitlines():
        if not line.startswith("#+ "):
            continue
        key, _, value = line.removeprefix("#+ ").partition(": ")
        field, _, tag = key.partition("@")
        if field in texts:
            texts[field][tag or "en"] = value
        elif field == "source":
            source = value
        else:
            raise ValueError(f"{name}.rq: the header knows no “{field}”")
    return Derivation(name, texts["label"], texts["summary"], source, text)

"""The rules by which two plans share a thing: one `.rq` file each, its metadata in a header.

A rule selects `?plan`, the `?thing` it touches, `?how` (a property) and the `?place` in a source
that says so. What only one plan touches links nothing and is not kept. Pairs are never stored: a
pair's links are a join on the thing.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from ontology.vocabulary import BASE, RBM
from sparql.embedded import EmbeddedStore, Solutions

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


def write_incidences(store: EmbeddedStore, work: Path, progress: Callable[[str], None]) -> Path:
    """Write what plans share, with the rules that say so, as N-Triples; return the file."""
    rows, result = work / "rows.tsv", work / "derived.nt"
    with rows.open("w", encoding="utf-8") as file:
        shared = _write_rows(store, file.write, progress)
    with rows.open(encoding="utf-8") as file, result.open("w", encoding="utf-8") as output:
        used = set()
        for line in file:
            name, plan, thing, how, place = line.rstrip("\n").split("\t")
            if thing in shared:
                used.add(name)
                output.write(_incidence(name, plan, thing, how, place))
        output.writelines(line for name in sorted(used) for line in _description(name))
    rows.unlink()
    return result


def _write_rows(
    store: EmbeddedStore, write: Callable[[str], object], progress: Callable[[str], None]
) -> set[str]:
    """Write one line per row of every rule; return the things that two or more plans touch."""
    first: dict[str, str] = {}
    shared: set[str] = set()
    for rule in derivations():
        progress(f"Deriving: {rule.summary['en']}")
        answer = store.run(rule.text)
        assert isinstance(answer, Solutions)
        for plan, thing, how, place in answer.rows:
            if not (plan and thing and how) or plan[0] != "uri" or thing[0] != "uri":
                continue
            if first.setdefault(thing[1], plan[1]) != plan[1]:
                shared.add(thing[1])
            spot = place[1] if place and place[0] == "uri" else ""
            write(f"{rule.name}\t{plan[1]}\t{thing[1]}\t{how[1]}\t{spot}\n")
    return shared


def _incidence(name: str, plan: str, thing: str, how: str, place: str) -> str:
    digest = hashlib.sha256(f"{name} {plan} {thing} {how}".encode()).hexdigest()[:20]
    node = f"<{BASE}derived/incidence/{digest}>"
    lines = [
        f"{node} <{RDF.type}> <{RBM.Incidence}> .\n",
        f"{node} <{RBM.incidencePlan}> <{plan}> .\n",
        f"{node} <{RBM.incidenceThing}> <{thing}> .\n",
        f"{node} <{RBM.incidenceHow}> <{how}> .\n",
        f"{node} <{RBM.incidenceRule}> <{SCHEME}/{name}> .\n",
    ]
    if place:
        lines.append(f"{node} <{RBM.statedAt}> <{place}> .\n")
    return "".join(lines)


def _description(name: str) -> Iterator[str]:
    """Return what a rule says of itself, so that a page about it can be read."""
    (rule,) = (rule for rule in derivations() if rule.name == name)
    statements: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, SKOS.Concept),
        (SKOS.inScheme, SCHEME),
        (SKOS.notation, Literal(rule.name)),
        (DCTERMS.source, Literal(rule.source)),
    ]
    statements += [(SKOS.prefLabel, Literal(text, tag)) for tag, text in rule.label.items()]
    statements += [(SKOS.definition, Literal(text, tag)) for tag, text in rule.summary.items()]
    for predicate, value in statements:
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

"""The rules of the logical framework, read from the Turtle files beside this module.

The Turtle is the one source: level, messages, fix and source of a rule stand in its shape, whose
IRI ends in the rule's id.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import DCTERMS, RDF, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.vocabulary import RBMSH
from shapes.finding import Level
from shapes.standards import filled

RULES_VERSION = "1.1.0"
"""Version of the rules, as the Turtle states it; it changes when a verdict may change."""

ONTOLOGY = URIRef("https://w3id.org/rbm/shapes")
"""IRI of the shapes as a whole; it declares the prefixes of their queries."""

LEVELS = {SH.Violation: Level.VIOLATION, SH.Warning: Level.WARNING, SH.Info: Level.INFO}
DEMANDS = {Level.VIOLATION: "MUST", Level.WARNING: "SHOULD", Level.INFO: "MAY"}
SUBJECTS = {
    "RC": "contribution",
    "IN": "indicators",
    "TG": "targets",
    "VA": "values",
    "ST": "strategies",
    "RS": "responsibility",
    "MS": "milestones",
    "RE": "resources",
    "EV": "evaluation",
    "PL": "plans",
    "CD": "codes",
}
"""What the two letters of an id stand for, and the file that holds those rules."""

_ID = re.compile(r"[A-Z]{2}-\d\d")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it demands, of what, how much it weighs, and what to do where it breaks.

    `title`, `messages` and `fixes` map language tags to text, English first. A message may hold
    `{$this}`, `{?value}` and `{?expected}`. `scope` are the classes and properties whose
    instances and subjects the rule looks at, `alternatives` its ids in other rule sets.
    """

    id: str
    level: Level
    title: Mapping[str, str]
    messages: Mapping[str, str]
    fixes: Mapping[str, str]
    source: str
    alternatives: tuple[str, ...]
    shape: str
    scope: tuple[str, ...]
    version: str

    @property
    def demand(self) -> str:
        """Return MUST, SHOULD or MAY."""
        return DEMANDS[self.level]

    @property
    def subject(self) -> str:
        """Return the subject that the rule belongs to, such as `indicators`."""
        return SUBJECTS[self.id[:2]]


@cache
def shapes() -> Graph:
    """Return all shapes as one graph, the code lists of the standards spelt out."""
    graph = Graph(identifier="https://w3id.org/rbm/graph/shapes")
    for text in _texts():
        graph.parse(data=text, format="turtle")
    for constraint, query in list(graph.subject_objects(SH.select)):
        graph.set((constraint, SH.select, Literal(filled(str(query)))))
    return graph


def selection(ids: Collection[str]) -> Graph:
    """Return the shapes of some rules; raise `KeyError` for an id that no rule has."""
    whole, part = shapes(), Graph()
    for root in (ONTOLOGY, *(URIRef(rule(name).shape) for name in ids)):
        _copy(whole, root, part)
    return part


@cache
def rules() -> tuple[Rule, ...]:
    """Return all rules, in the order of their subjects."""
    graph = shapes()
    order = list(SUBJECTS)
    found = (_read(graph, shape) for shape in graph.subjects(RDF.type, SH.PropertyShape))
    return tuple(sorted(found, key=lambda rule: (order.index(rule.id[:2]), rule.id)))


def rule(name: str) -> Rule:
    """Return a rule by its id; raise `KeyError` with the ids that resemble it."""
    found = _by_id().get(name)
    if found is None:
        alike = [known for known in _by_id() if known[:2] == name[:2].upper()]
        raise KeyError(f"There is no rule {name}; see {', '.join(alike or list(SUBJECTS))}.")
    return found


def is_rule(name: str) -> bool:
    """Return whether an id names a rule of the catalogue."""
    return name in _by_id()


@cache
def content_hash() -> str:
    """Return the first sixteen digits of the SHA-256 of the rules as written."""
    digest = hashlib.sha256()
    for text in _texts():
        digest.update(text.encode())
    return digest.hexdigest()[:16]


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in rules()}


def _texts() -> tuple[str, ...]:
    found = (file for file in files("shapes").iterdir() if file.name.endswith(".ttl"))
    return tuple(
        file.read_text(encoding="utf-8") for file in sorted(found, key=lambda file: file.name)
    )


def _read(graph: Graph, shape: Node) -> Rule:
    name = str(shape).removeprefix(str(RBMSH))
    if not _ID.fullmatch(name):
        raise ValueError(f"{shape} is no rule: its IRI must end in an id such as IN-01.")
    scope = (*graph.objects(shape, SH.targetClass), *graph.objects(shape, SH.targetSubjectsOf))
    return Rule(
        id=name,
        level=LEVELS[URIRef(str(graph.value(shape, SH.severity)))],
        title=_texts_of(graph.objects(shape, SH.name)),
        messages=_texts_of(graph.objects(shape, SH.message)),
        fixes=_texts_of(graph.objects(shape, RBMSH.fix)),
        source=str(graph.value(shape, DCTERMS.source)),
        alternatives=tuple(sorted(str(text) for text in graph.objects(shape, SKOS.notation))),
        shape=str(shape),
        scope=tuple(sorted(str(target) for target in scope)),
        version=RULES_VERSION,
    )


def _texts_of(literals: Iterable[Node]) -> dict[str, str]:
    """Return texts by language, the six of the United Nations in their usual order."""
    found = {text.language or "en": str(text) for text in literals if isinstance(text, Literal)}
    known = [tag for tag in ("en", "zh", "fr", "es", "ru", "ar") if tag in found]
    return {tag: found[tag] for tag in known}


def _copy(source: Graph, node: Node, target: Graph) -> None:
    for triple in source.triples((node, None, None)):
        if triple in target:
            continue
        target.add(triple)
        if not isinstance(triple[2], URIRef | Literal):
            _copy(source, triple[2], target)

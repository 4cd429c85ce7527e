"""The audit trail in PROV-O: who published what, when, from which file, in place of what.

One `prov:Activity` per snapshot; each graph it changed has a version (a `prov:Entity`) that the
activity generated, derived from a file (named by its hash) and a revision of the version before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, XSD

from ontology.vocabulary import BASE, RBM
from sparql.endpoint import Endpoint
from sparql.graphs import PROVENANCE

VOID = Namespace("http://rdfs.org/ns/void#")


@dataclass(frozen=True, slots=True)
class Import:
    """What an import says of itself: the file by name and SHA-256, and what read and checked it."""

    graph: str
    file: str
    sha256: str
    loader: str
    rules: str | None = None
    violations: int = 0
    warnings: int = 0
    infos: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One graph that a publication changed: its new size, and the publication it replaced."""

    graph: str
    triples: int
    replaces: int | None
    source: Import | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """One step of the trail; `number` is that of the snapshot it made."""

    number: int
    note: str
    by: str | None
    started: datetime
    ended: datetime
    changes: tuple[Change, ...]


def statements(publication: Publication) -> Graph:
    """Return what PROV-O says of a publication."""
    graph = Graph()
    activity = _activity(publication.number)
    graph.add((activity, RDF.type, PROV.Activity))
    graph.add((activity, RDFS.label, Literal(publication.note)))
    graph.add((activity, PROV.startedAtTime, _moment(publication.started)))
    graph.add((activity, PROV.endedAtTime, _moment(publication.ended)))
    if publication.by:
        agent = URIRef(f"{BASE}agent/{quote(publication.by, safe='')}")
        graph.add((activity, PROV.wasAssociatedWith, agent))
        graph.add((agent, RDF.type, PROV.Agent))
        graph.add((agent, RDFS.label, Literal(publication.by)))
    for change in publication.changes:
        version = _version(publication.number, change.graph)
        graph.add((version, RDF.type, PROV.Entity))
        graph.add((version, PROV.wasGeneratedBy, activity))
        graph.add((version, PROV.specializationOf, URIRef(change.graph)))
        graph.add((version, VOID.triples, Literal(change.triples)))
        if change.replaces is not None:
            before = _version(change.replaces, change.graph)
            graph.add((version, PROV.wasRevisionOf, before))
        if change.source:
            _add_source(graph, version, change.source)
    return graph


def trail(endpoint: Endpoint) -> tuple[Publication, ...]:
    """Return all publications that led to a snapshot, the newest first."""
    changes: dict[str, list[Change]] = {}
    for row in endpoint.select(CHANGES):
        activity = str(row["activity"])
        changes.setdefault(activity, []).append(_read_change({n: str(v) for n, v in row.items()}))
    found = (
        Publication(
            int(str(row["activity"]).rpartition("/")[2]),
            str(row["note"]),
            str(row["by"]) if "by" in row else None,
            datetime.fromisoformat(str(row["started"])),
            datetime.fromisoformat(str(row["ended"])),
            tuple(changes.get(str(row["activity"]), ())),
        )
        for row in endpoint.select(ACTIVITIES)
    )
    return tuple(sorted(found, key=lambda publication: publication.number, reverse=True))


def last_changes(publications: Iterable[Publication]) -> dict[str, int]:
    """Return for each graph the number of the publication that last changed it."""
    last: dict[str, int] = {}
    for publication in publications:
        for change in publication.changes:
            last[change.graph] = max(last.get(change.graph, 0), publication.number)
    return last


PREFIXES = f"""
PREFIX dcterms: <{DCTERMS}>
PREFIX prov: <{PROV}>
PREFIX rbm: <{RBM}>
PREFIX rdfs: <{RDFS}>
PREFIX void: <{VOID}>
"""
ACTIVITIES = f"""{PREFIXES}
SELECT ?activity ?note ?by ?started ?ended WHERE {{
  GRAPH <{PROVENANCE}> {{
    ?activity a prov:Activity ;
      rdfs:label ?note ;
      prov:startedAtTime ?started ;
      prov:endedAtTime ?ended .
    OPTIONAL {{ ?activity prov:wasAssociatedWith/rdfs:label ?by }}
    # A loader's own account of an import is an activity too.
    FILTER (STRSTARTS(STR(?activity), "{BASE}publication/"))
  }}
}}
ORDER BY ?activity"""
CHANGES = f"""{PREFIXES}
SELECT ?activity ?graph ?triples ?replaces ?source ?file ?loader ?rules
  ?violations ?warnings ?infos WHERE {{
  GRAPH <{PROVENANCE}> {{
    ?version prov:wasGeneratedBy ?activity ;
      prov:specializationOf ?graph ;
      void:triples ?triples .
    OPTIONAL {{ ?version prov:wasRevisionOf ?replaces }}
    OPTIONAL {{
      ?version prov:wasDerivedFrom ?source ;
        dcterms:title ?file ;
        rbm:loaderVersion ?loader ;
        rbm:violationCount ?violations ;
        rbm:warningCount ?warnings ;
        rbm:infoCount ?infos .
      OPTIONAL {{ ?version rbm:rulesVersion ?rules }}
    }}
  }}
}}
ORDER BY ?activity ?graph"""


def _activity(number: int) -> URIRef:
    return URIRef(f"{BASE}publication/{number}")


def _version(number: int, graph: str) -> URIRef:
    return URIRef(f"{BASE}publication/{number}/{quote(graph, safe='')}")


def _moment(when: datetime) -> Literal:
    return Literal(when.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _add_source(graph: Graph, version: URIRef, source: Import) -> None:
    file = URIRef(f"urn:sha256:{source.sha256}")
    graph.add((version, PROV.wasDerivedFrom, file))
    graph.add((file, RDF.type, PROV.Entity))
    graph.add((version, DCTERMS.title, Literal(source.file)))
    graph.add((version, RBM.loaderVersion, Literal(source.loader)))
    if source.rules:
        graph.add((version, RBM.rulesVersion, Literal(source.rules)))
    graph.add((version, RBM.violationCount, Literal(source.violations)))
    graph.add((version, RBM.warningCount, Literal(source.warnings)))
    graph.add((version, RBM.infoCount, Literal(source.infos)))


def _read_change(row: dict[str, str]) -> Change:
    source = None
    if "source" in row:
        source = Import(
            row["graph"],
            row["file"],
            row["source"].rpartition(":")[2],
            row["loader"],
            row.get("rules"),
            int(row["violations"]),
            int(row["warnings"]),
            int(row["infos"]),
        )
    replaces = None
    if "replaces" in row:
        replaces = int(row["replaces"].removeprefix(f"{BASE}publication/").partition("/")[0])
    return Change(row["graph"], int(row["triples"]), replaces, source)

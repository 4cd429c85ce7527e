"""The pages over a store with the ILO road map, the example and hostile texts, for tests."""

from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from flask import Flask
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from ontology.datasets import dataset, graph_iri
from ontology.modules import codes, graph
from ontology.vocabulary import RBM
from ontology.words import graph as crosswalk
from sparql.graphs import CODES, CROSSWALK, GRAPH, ONTOLOGY
from sparql.snapshots import SnapshotStore
from webapp.application import create_app
from webapp.serving.options import Options
from webapp.settings import Settings

ILO = "https://w3id.org/rbm/id/ilo/"
EXAMPLE = "https://w3id.org/rbm/id/example/"
HOSTILE = URIRef("https://w3id.org/rbm/id/hostile/strategy/x")
PAYLOADS = (
    "<script>window.__pwned=1</script>",
    "\"><img src=x onerror='window.__pwned=1'>",
    "{{ 7*191 }}{% raw %}",
    "</textarea></svg><svg onload=window.__pwned=1>",
)
FORMULA = '=HYPERLINK("http://evil.example","x")'

PAGES = (
    "/",
    "/strategies",
    "/strategies?name=resources",
    "/linkage",
    "/linkage?order=name&basis=stated",
    "/linkage?name=strategy&size=120",
    "/linkage?by=https://w3id.org/rbm/code/derivations/milestone",
    f"/linkage/why?first={ILO}strategy/rbm&second={ILO}strategy/hr-2005",
    "/roadmap",
    "/roadmap?as_of=2008-11-01",
    "/results",
    f"/results?plan={EXAMPLE}strategy/co-management",
    "/frameworks",
    "/frameworks/matrix",
    f"/frameworks/matrix?plan={EXAMPLE}strategy/co-management",
    "/indicators",
    f"/indicators?plan={EXAMPLE}strategy/co-management",
    "/gaps",
    "/gaps?of=plan",
    "/gaps/smart",
    "/coverage",
    "/questions",
    "/questions/milestones-due?on=2008-11-01",
    "/reports",
    "/reports/progress?as_of=2008-11-01",
    f"/reports/profile?strategy={ILO}strategy/rbm",
    "/reports/linkage",
    "/reports/completeness",
    f"/entity/history?iri={ILO}strategy/rbm",
    "/documents",
    "/id/ilo/document/gb297-pfa-1-1",
    "/id/ilo/source/gb297-pfa-1-1/para-77",
    "/id/ilo/strategy/rbm",
    "/id/example/strategy/co-management",
    "/id/ilo/milestone/2002-evaluation-framework",
    "/id/hostile/strategy/x",
    "/ns/Outcome",
    "/entity?iri=https://w3id.org/rbm/code/link-kinds/supports",
    "/rules",
    "/rules/ST-01",
    "/terms",
    "/ontology/results",
    "/crosswalk",
    "/crosswalk/false-friends",
    "/crosswalk/who",
    "/search",
    "/search?q=outcome",
    "/query",
    "/query?query=SELECT%20*%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%205",
    "/data",
    "/about",
)
"""Addresses of every kind of page, some asked in several ways."""
KINDS = tuple(
    {page.partition("?")[0]: page for page in PAGES if not page.startswith("/linkage?")}.values()
)
"""One address of every kind of page."""


def hostile() -> Graph:
    """Return a strategy whose texts try to become markup, script, template or formula."""
    triples = Graph()
    triples.add((HOSTILE, RDF.type, RBM.Strategy))
    triples.add((HOSTILE, RDF.type, RBM.Plan))
    triples.add((HOSTILE, RDFS.label, Literal(PAYLOADS[0] + PAYLOADS[1], lang="en")))
    triples.add((HOSTILE, DCTERMS.description, Literal(PAYLOADS[2] + PAYLOADS[3], lang="en")))
    triples.add((HOSTILE, RBM.ownedBy, URIRef("javascript:window.__pwned=1")))
    project = URIRef(f"{HOSTILE}-formula")
    triples.add((project, RDF.type, RBM.Project))
    triples.add((project, RDF.type, RBM.Plan))
    triples.add((project, RDFS.label, Literal(FORMULA, lang="en")))
    return triples


def build(folder: Path, rows: int = 100) -> Flask:
    """Return the pages over a new store in a folder."""
    copytree(_store().name, folder, symlinks=True, dirs_exist_ok=True)
    return create_app(
        Settings(folder, rows=rows, options=Options(workers=2, rate="100000 per minute"))
    )


@cache
def _store() -> TemporaryDirectory[str]:
    """Return a published store, built once for all tests of a process; each works on a copy."""
    place = TemporaryDirectory(prefix="rbm-site-")
    with SnapshotStore(Path(place.name)).candidate("test") as new:
        new.add(ONTOLOGY, graph())
        new.add(CODES, codes())
        new.add(CROSSWALK, crosswalk())
        for name in ("ilo", "example"):
            new.add(str(graph_iri(name)), dataset(name))
        new.add(f"{GRAPH}hostile", hostile())
        new.derive()
        new.publish()
    return place

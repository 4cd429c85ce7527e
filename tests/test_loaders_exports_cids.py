import io
import json
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic

from loaders.exports.cids import cids, write
from ontology.datasets import dataset
from sparql.quads import parse_triples
from sparql.snapshots import SnapshotStore

CIDS = "https://ontology.commonapproach.org/cids#"


def test_what_cids_says_comes_back_through_the_loader(tmp_path: Path) -> None:
    from loaders.imports import run

    graph = dataset("example")
    _, said = cids(graph)
    file = tmp_path / "example.jsonld"
    with file.open("wb") as output:
        write(graph, output)
    result = run([file], SnapshotStore(tmp_path / "data"))
    assert result.snapshot is not None, result.refused
    reader = SnapshotStore(tmp_path / "data").reader()
    back = reader.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert len(said) > 300
    lost = {triple for triple in said if triple not in back}
    assert lost == set()


def test_the_export_is_plain_json_with_its_own_context() -> None:
    output = io.BytesIO()
    write(dataset("example"), output)
    document = json.loads(output.getvalue())
    assert document["@context"]["cids"] == CIDS
    made = parse_triples(output.getvalue(), "application/ld+json")
    kinds = {str(kind) for kind in made.objects(None, RDF.type)}
    assert {f"{CIDS}Outcome", f"{CIDS}Indicator", f"{CIDS}IndicatorReport"} <= kinds
    assert all(kind.startswith("http") for kind in kinds)
    assert (None, URIRef(f"{CIDS}hasIndicator"), None) in made


@pytest.mark.shared
def test_every_term_is_in_the_ontology_of_cids_or_one_it_reuses(shared: Path) -> None:
    made, _ = cids(dataset("example"))
    theirs = Graph().parse(shared / "data/cids/cids-3.2.1.ttl")
    known = {term for triple in theirs for term in triple if isinstance(term, URIRef)}
    used = set(made.predicates()) | set(made.objects(None, RDF.type))
    assert {term for term in used if str(term).startswith(CIDS)}
    assert used - known - {RDF.type} == set()


@pytest.mark.shared
def test_the_export_says_the_same_with_the_context_of_cids(shared: Path) -> None:
    output = io.BytesIO()
    write(dataset("example"), output)
    document = json.loads(output.getvalue())
    theirs = json.loads((shared / "data/cids/cidsContext.jsonld").read_text())["@context"]
    ours = parse_triples(output.getvalue(), "application/ld+json")
    document["@context"] = theirs
    again = parse_triples(json.dumps(document).encode(), "application/ld+json")
    assert isomorphic(again, ours)

import io
import json
from pathlib import Path

from rdflib import RDF, URIRef

from loaders.exports.cids import cids, write
from ontology.datasets import dataset
from sparql.embedded import parse_triples
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

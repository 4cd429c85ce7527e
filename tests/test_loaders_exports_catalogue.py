"""The DCAT record says what DCAT-AP 3 asks of it."""

from datetime import UTC, datetime
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from loaders.exports.catalogue import record
from sparql.manifest import Snapshot

SHAPES = Path(__file__).parent / "data/dcat-ap.ttl"
SITE = "https://rbm.example.org/"


@pytest.fixture
def made(tmp_path: Path) -> Graph:
    snapshot = Snapshot(
        id="2-abc",
        folder=tmp_path,
        number=2,
        parent="1-abc",
        note="",
        by=None,
        made=datetime(2026, 11, 25, 12, tzinfo=UTC),
        total=7,
    )
    return record(snapshot, SITE, "Ours", {f"{SITE}export/iati": ("IATI", "application/xml")})


def conforms(graph: Graph) -> bool:
    return bool(pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))[0])


def test_the_record_meets_the_application_profile(made: Graph) -> None:
    assert conforms(made)
    assert made.value(URIRef(f"{SITE}dcat"), DCAT.dataset) == URIRef(f"{SITE}data")


@pytest.mark.parametrize(
    ("thing", "gone"),
    [
        ("dcat", DCTERMS.publisher),
        ("data", DCTERMS.description),
        ("data", DCAT.distribution),
        ("export/iati", DCAT.accessURL),
        ("sparql", DCAT.endpointURL),
        ("", RDF.type),
    ],
)
def test_a_record_without_a_required_part_does_not(made: Graph, thing: str, gone: URIRef) -> None:
    made.remove((URIRef(SITE + thing), gone, None))
    assert not conforms(made)

from pathlib import Path

import pytest
from rdflib import Graph

from shapes.compiled import validate
from sparql.file import FileStore

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:property [ sh:path <urn:p> ; sh:minCount 1 ] .
"""


@pytest.fixture
def file(tmp_path: Path) -> FileStore:
    path = tmp_path / "data.nt"
    path.write_text("<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:C> .\n")
    return FileStore(path)


def test_a_file_answers_queries(file: FileStore) -> None:
    assert file.ask("ASK { <urn:a> a <urn:C> }")
    assert len(file.select("SELECT ?x { ?x a <urn:C> }").rows) == 1
    assert len(file.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 1


def test_a_check_that_needs_no_query_reads_no_store(file: FileStore) -> None:
    shapes = Graph().parse(data=SHAPES, format="turtle")
    fast = list(validate(file, shapes, fast=True))
    assert "embedded" not in vars(file)
    assert fast == list(validate(file, shapes))
    assert "embedded" in vars(file)

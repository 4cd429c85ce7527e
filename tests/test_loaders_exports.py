import csv
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import frictionless
import networkx
import pytest
from click.testing import CliRunner
from rdflib import RDF, Graph, URIRef

from loaders.exports.forms import FORMS
from loaders.exports.selection import ExportError, about, everything
from ontology.datasets import dataset, graph_iri
from ontology.vocabulary import RBM
from sparql.snapshots import SnapshotStore
from tests.conftest import ROOT
from webapp.command import rbm

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(scope="module")
def example() -> Graph:
    return dataset("example")


@pytest.mark.parametrize("name", sorted({*FORMS} - {"iati", "stratml"}))  # these may refuse
@pytest.mark.parametrize("data", ["ilo", "example"])
def test_what_is_said_and_what_is_lost_add_up(name: str, data: str) -> None:
    graph = dataset(data)
    lost = FORMS[name].write(graph, io.BytesIO())
    most = len(graph) if (name, data) == ("cube", "ilo") else len(graph) - 1
    assert sum(loss.count for loss in lost) <= most
    for loss in lost:
        assert loss.count > 0
        assert (None, URIRef(loss.predicate), None) in graph


def test_graphml_has_the_links_between_plans() -> None:
    graph = dataset("ilo")
    file = io.BytesIO()
    FORMS["graphml"].write(graph, file)
    root = ElementTree.fromstring(file.getvalue())
    nodes = {node.get("id") for node in root.iter(f"{GRAPHML}node")}
    kinds = [data.text for data in root.iter(f"{GRAPHML}data") if data.get("key") == "kind"]
    assert len(nodes) == len(list(root.iter(f"{GRAPHML}node")))
    for edge in root.iter(f"{GRAPHML}edge"):
        assert edge.get("source") in nodes and edge.get("target") in nodes
    linkages = len(set(graph.subjects(RDF.type, RBM.Linkage)))
    assert sum("link-kinds" in (kind or "") for kind in kinds) == linkages


@pytest.mark.parametrize("data", ["ilo", "example"])
def test_graphml_opens_in_networkx(data: str) -> None:
    file = io.BytesIO()
    FORMS["graphml"].write(dataset(data), file)
    file.seek(0)
    read = networkx.read_graphml(file)
    assert read.is_directed()
    root = ElementTree.fromstring(file.getvalue())
    assert read.number_of_nodes() == len(list(root.iter(f"{GRAPHML}node")))
    assert read.number_of_edges() == len(list(root.iter(f"{GRAPHML}edge")))


@pytest.mark.parametrize("data", ["ilo", "example"])
def test_the_tables_are_a_valid_data_package(data: str, tmp_path: Path) -> None:
    file = io.BytesIO()
    FORMS["frictionless"].write(dataset(data), file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path)
    report = frictionless.validate(tmp_path / "datapackage.json")
    assert report.valid, report.flatten(["name", "note"])
    assert len(report.tasks) == len(list(tmp_path.glob("*.csv"))) > 20


def test_the_tables_hold_every_thing_and_describe_every_column(example: Graph) -> None:
    file = io.BytesIO()
    lost = FORMS["frictionless"].write(example, file)
    blank = {s for s in example.subjects() if not isinstance(s, URIRef)}
    assert sum(loss.count for loss in lost) == sum(len(list(example[s])) for s in blank)
    with zipfile.ZipFile(file) as archive:
        package = json.loads(archive.read("datapackage.json"))
        rows = 0
        for resource in package["resources"]:
            table = list(csv.reader(io.TextIOWrapper(archive.open(resource["path"]), "utf-8")))
            assert table[0] == [field["name"] for field in resource["schema"]["fields"]]
            rows += len(table) - 1
    typed = {(s, o) for s, o in example.subject_objects(RDF.type) if isinstance(s, URIRef)}
    assert rows >= len(typed)


def test_a_plan_is_exported_with_what_belongs_to_it(example: Graph) -> None:
    strategies = set(example.subjects(RDF.type, RBM.Strategy))
    plan = next(each for each in strategies if (each, RBM.seeks, None) in example)
    part = about(example, str(plan))
    assert set(example.objects(plan, RBM.seeks)) <= set(part.subjects())
    assert len(part) < len(example)
    with pytest.raises(ExportError, match="Nothing is said"):
        about(example, "https://example.org/none")


def test_only_imports_are_exported(tmp_path: Path, example: Graph) -> None:
    with SnapshotStore(tmp_path).candidate("test") as candidate:
        candidate.add(str(graph_iri("example")), example)
        candidate.publish()
    reader = SnapshotStore(tmp_path).reader()
    assert len(everything(reader, reader.graphs())) == len(example)
    done = CliRunner().invoke(
        rbm, ["--data", str(tmp_path), "export", "--format", "graphml", "-o", str(tmp_path / "x")]
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x").stat().st_size > 1_000


def test_every_form_is_in_the_manual() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for name in FORMS:
        assert f"| `{name}` |" in text

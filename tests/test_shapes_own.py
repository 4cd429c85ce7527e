"""Shapes of an organization's own run beside the rules; those that cannot are named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.imports import run
from loaders.judging import judge_of
from shapes.own import own_shapes, read
from sparql.snapshots import SnapshotStore
from webapp.command import rbm

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .
"""
OWNER = """x:OWN-1 a sh:NodeShape ; sh:targetClass rbm:Mandate ;
  sh:property [ sh:path rbm:ownedBy ; sh:minCount 1 ; sh:message "A mandate has an owner."@en ] .
"""
DATA = 'x:work a rbm:Mandate ; rdfs:label "Decent work"@en .\n'


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    (tmp_path / "data" / "shapes").mkdir(parents=True)
    (tmp_path / "plan.ttl").write_text(HEAD + DATA, "utf-8")
    return SnapshotStore(tmp_path / "data")


def lay(store: SnapshotStore, name: str, text: str) -> None:
    (store.folder / "shapes" / name).write_text(HEAD + text, "utf-8")


def test_they_run_at_every_check_and_every_publication(
    tmp_path: Path, store: SnapshotStore
) -> None:
    lay(store, "own.ttl", OWNER)
    result = run([tmp_path / "plan.ttl"], store, judge=judge_of(store), ground=True)
    assert result.report and result.report.counts["OWN-1"] == 1
    (found,) = [finding for finding in result.findings if finding.rule == "OWN-1"]
    assert str(found.places[0]).startswith("plan.ttl:5")
    said = CliRunner().invoke(
        rbm, ["--data", str(store.folder), "validate", str(tmp_path / "plan.ttl")]
    )
    assert "A mandate has an owner." in said.output
    assert said.exit_code == 1


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x:OWN-2 a sh:NodeShape ; sh:targetClas rbm:Mandate .", "sh:targetClass"),
        (
            'x:OWN-3 sh:targetClass rbm:Mandate ; sh:js [ sh:jsFunctionName "f" ] .',
            "no script runs here",
        ),
        (
            """x:OWN-4 sh:targetClass rbm:Mandate ; sh:sparql [ sh:select
              "SELECT $this WHERE { SERVICE <http://127.0.0.1:1/> { $this ?p ?o } }" ] .""",
            "SERVICE",
        ),
        ("x:OWN-5 a sh:NodeShape ; sh:targetClass", "no Turtle file"),
    ],
)
def test_what_would_not_run_as_meant_is_named_and_the_rules_still_run(
    text: str, fault: str, tmp_path: Path, store: SnapshotStore
) -> None:
    lay(store, "own.ttl", text)
    lay(store, "sound.ttl", OWNER)
    result = run([tmp_path / "plan.ttl"], store, judge=judge_of(store), ground=True)
    assert result.report is not None
    assert any(line.startswith("own.ttl") and fault in line for line in result.report.refused), (
        result.report.refused
    )
    assert "OWN-1" in result.report.counts
    assert result.snapshot


def test_a_fault_of_a_shape_is_told_in_six_languages(tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(HEAD + "x:OWN-2 a sh:NodeShape ; sh:targetClas rbm:Mandate .", "utf-8")
    for fault in read(path).faults:
        assert set(fault.message) == {"en", "zh", "fr", "es", "ru", "ar"}
    assert own_shapes(tmp_path).shapes == ()

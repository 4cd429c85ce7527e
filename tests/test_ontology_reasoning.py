"""The reasoners agree with the ontology and disagree with every wrong example."""

import os
import tempfile
from pathlib import Path

import pytest
from rdflib import Graph

from ontology.datasets import NAMES
from ontology.modules import graph, turtle
from ontology.reasoning import OPTIONS, Proof, check, refuted, satisfiable

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def proofs() -> list[Proof]:
    return list(check())


def test_every_proof_holds(proofs: list[Proof]) -> None:
    assert [proof for proof in proofs if not proof.holds] == []


def test_reasoners_data_sets_and_wrong_examples_are_all_asked(proofs: list[Proof]) -> None:
    assert [proof.reasoner for proof in proofs[:2]] == ["HermiT", "Pellet"]
    assert [proof.claim for proof in proofs[2 : 2 + len(NAMES)]] == [
        f"The data set '{name}' agrees with the ontology." for name in NAMES
    ]
    assert len(proofs) == 2 + len(NAMES) + len(turtle("wrong"))
    assert len(turtle("wrong")) >= 30


def test_a_right_example_is_not_refuted() -> None:
    right = Graph().parse(
        data=PREFIXES
        + """
        :skills a rbm:ImmediateOutcome ; rbm:contributesTo :work .
        :work a rbm:IntermediateOutcome ; rbm:contributesTo :mandate .
        :mandate a rbm:Mandate .
        :rate a rbm:Indicator ; rbm:measures :skills .
        :start a rbm:Baseline ; rbm:ofIndicator :rate ; rbm:value 12.0 .
        :goal a rbm:Target ; rbm:ofIndicator :rate ; rbm:value 20.0 ; rbm:comparedWith :start .
        """,
        format="turtle",
    )
    proof = refuted(graph(), right, "a right example")
    assert not proof.holds
    assert "no axiom contradicts it" in proof.detail


@pytest.mark.parametrize("reasoner", ["HermiT", "Pellet"])
def test_a_class_that_can_have_no_member_is_named(reasoner: str) -> None:
    axioms = Graph().parse(
        data=PREFIXES + ":Both a owl:Class ; rdfs:subClassOf rbm:Baseline , rbm:Target .",
        format="turtle",
    )
    proof = satisfiable(graph() + axioms, reasoner)
    assert not proof.holds
    assert "https://example.org/Both" in proof.detail


def test_a_contradiction_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    contradiction = Graph().parse(
        data=PREFIXES + ":it a rbm:Milestone , rbm:Target .", format="turtle"
    )
    monkeypatch.setenv(OPTIONS, "-Dmine=1")
    assert refuted(graph(), contradiction, "a contradiction").holds
    assert list(tmp_path.iterdir()) == []
    assert os.environ[OPTIONS] == "-Dmine=1"

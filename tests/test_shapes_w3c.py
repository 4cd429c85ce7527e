"""The W3C SHACL suite, all of it."""

from pathlib import Path

import pytest
import w3c

pytestmark = [
    pytest.mark.shared,
    pytest.mark.filterwarnings("ignore:Parsing weird boolean"),
]


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    return shared / "w3c" / "shacl" / "tests"


def test_the_suite_has_98_core_and_22_sparql_tests(suite: Path) -> None:
    parts = [case.part for case in w3c.cases(suite / "manifest.ttl")]
    assert (parts.count("Core"), parts.count("SPARQL")) == (98, 22)


def test_every_test_passes(suite: Path) -> None:
    failed = {case.name: found.note for case, found in w3c.results(suite) if not found.passed}
    assert failed == {}


def test_every_test_passes_with_the_rust_engine_beside(suite: Path) -> None:
    found = w3c.results(suite, fast=True)
    assert {case.name: seen.note for case, seen in found if not seen.passed} == {}


def test_oxigraph_cannot_tell_a_byte_from_an_integer(suite: Path) -> None:
    (case,) = (
        case for case in w3c.cases(suite / "manifest.ttl") if case.name == w3c.BEYOND_OXIGRAPH
    )
    found = w3c.outcome(case)
    assert not found.passed
    assert '"55"^^<http://www.w3.org/2001/XMLSchema#integer>' in found.note

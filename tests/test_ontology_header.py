"""The root of the ontology says what a reader needs to trust and cite it."""

from ontology.header import header
from ontology.modules import LANGUAGES
from ontology.vocabulary import RBM


def test_the_header_is_whole_and_consistent() -> None:
    found = header()
    assert set(found.titles) == set(found.descriptions) == set(LANGUAGES)
    assert found.version_iri.endswith(f"/{found.version}")
    assert found.version in found.citation
    assert found.version_iri in found.citation
    assert found.namespaces[found.prefix] == found.namespace == str(RBM._NS)
    assert "None" not in (found.created, found.modified, found.creator, found.licence)
    assert found.created <= found.modified


def test_the_namespaces_are_those_of_the_modules() -> None:
    assert {"org", "prov", "qb", "skos", "time"} <= header().namespaces.keys()

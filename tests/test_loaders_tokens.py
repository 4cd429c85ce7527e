"""Tokens are valid N-Triples and say exactly what they were given."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import XSD, BNode, Graph, Literal, URIRef

from loaders import tokens
from ontology.vocabulary import RBM
from sparql.embedded import EmbeddedStore
from sparql.writing import replace

SUBJECT = "<https://example.org/s>"
readable = st.text(st.characters(blacklist_categories=("Cs",)))


def parsed(value: str) -> URIRef | Literal | BNode:
    """Return the term that rdflib reads from a token."""
    graph = Graph()
    graph.parse(data=f"{SUBJECT} {SUBJECT} {value} .\n", format="nt")
    (term,) = graph.objects()
    assert isinstance(term, URIRef | Literal | BNode)
    return term


@given(readable)
def test_any_text_comes_back_as_it_was(value: str) -> None:
    assert str(parsed(tokens.text(value))) == value


@given(readable)
def test_any_identifier_makes_one_segment_of_a_valid_iri(value: str) -> None:
    token = tokens.name("https://example.org/", "kind", value)
    term = parsed(token)
    assert isinstance(term, URIRef)
    assert str(term).count("/") == 4
    assert tokens.is_iri(str(term))


@given(readable)
def test_any_text_makes_an_iri_token_without_forbidden_characters(value: str) -> None:
    assert not set(tokens.iri("https://example.org/" + value)[1:-1]) & set('<>"{}|^`\\ \n\t')
    assert tokens.is_iri(tokens.iri(value)[1:-1])


almost_iris = st.from_regex(r"[a-z]{1,5}:/{0,2}[ -~]{0,20}", fullmatch=True)


def stored(token: str, folder: Path) -> None:
    """Put a token into the store, which refuses what is not valid."""
    path = folder / "one.nt"
    path.write_text(f"{SUBJECT} {SUBJECT} {token} .\n", "utf-8")
    replace(EmbeddedStore(None), "https://example.org/g", path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=st.text() | almost_iris, data=st.data())
def test_the_store_takes_every_token(value: str, data: st.DataObject, tmp_path: Path) -> None:
    language = data.draw(st.from_regex(r"[A-Za-z]{0,9}(-[A-Za-z0-9]{0,9}){0,2}", fullmatch=True))
    for token in (tokens.iri(value), tokens.text(value, language), tokens.name(str(RBM), value)):
        stored(token, tmp_path)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("http://a.org/b#c#d", "http://a.org/b#c%23d"),
        ("http://a.org/100%", "http://a.org/100%25"),
        ("http://a.org/[x]?y=[z]", "http://a.org/%5Bx%5D?y=%5Bz%5D"),
        ("http://a.org/a b", "http://a.org/a%20b"),
        ("see the site", f"{tokens.NOT_IRI}see%20the%20site"),
    ],
)
def test_what_is_no_iri_is_mended_or_named_as_none(given_: str, kept: str) -> None:
    assert tokens.iri(given_) == f"<{kept}>"
    assert not tokens.is_iri(given_)


def test_a_language_is_kept_and_a_malformed_one_is_left_out() -> None:
    assert tokens.text("成果", "zh-Hans") == '"成果"@zh-Hans'
    assert tokens.text("x", "en us") == '"x"'


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert tokens.text("a\ud800b") == '"a\ufffdb"'


@pytest.mark.parametrize(
    ("token", "term"),
    [
        (tokens.decimal(Decimal("1E+3")), Literal("1000", datatype=XSD.decimal)),
        (tokens.decimal(12), Literal("12", datatype=XSD.decimal)),
        (tokens.integer(-3), Literal("-3", datatype=XSD.integer)),
        (tokens.boolean(True), Literal("true", datatype=XSD.boolean)),
        (tokens.day(date(2006, 10, 17)), Literal("2006-10-17", datatype=XSD.date)),
        (tokens.day(date(206, 1, 7)), Literal("0206-01-07", datatype=XSD.date)),
        (tokens.year(2008), Literal("2008", datatype=XSD.gYear)),
        (tokens.month(2008, 11), Literal("2008-11", datatype=XSD.gYearMonth)),
    ],
)
def test_numbers_and_dates_have_their_datatype(token: str, term: Literal) -> None:
    assert parsed(token).eq(term)


@given(readable)
def test_a_term_and_its_token_are_the_same(value: str) -> None:
    for term in (Literal(value), Literal(value, lang="fr"), Literal(value, datatype=XSD.anyURI)):
        assert parsed(tokens.token(term)) == term


@given(readable.filter(bool), readable.filter(bool))
def test_two_blank_nodes_never_share_a_label(one: str, other: str) -> None:
    assert (tokens.blank(one) == tokens.blank(other)) == (one == other)

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef

from sparql.embedded import EmbeddedStore
from sparql.endpoint import QueryError
from sparql.paging import Cursor, alike, before, cursor, following, page, preceding
from sparql.results import Solution, Solutions

EX = "http://example.org/"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    graph = Graph()
    for number in range(40):
        value = Literal("x", lang="en" if number % 2 else "fr") if number % 3 else Literal(number)
        graph.add((URIRef(f"{EX}s{number % 7}"), URIRef(f"{EX}p"), value))
        graph.add((URIRef(f"{EX}s{number}"), URIRef(f"{EX}q"), Literal(f'"\\u0022\n{number}')))
    store = EmbeddedStore(None, writable=True)
    store.add(f"{EX}graph", graph)
    return store


def rows(store: EmbeddedStore, query: str) -> tuple[Sequence[str], list[Solution]]:
    answer = store.run(query)
    assert isinstance(answer, Solutions)
    return answer.variables, list(answer.rows)


def all_pages(store: EmbeddedStore, query: str, size: int) -> list[Solution]:
    found: list[Solution] = []
    at: Cursor | None = None
    while True:
        variables, got = rows(store, page(query, size, at))
        found += got[:size]
        if len(got) <= size:
            return found
        at = cursor(following(query, variables, got[:size], at).text())


def back(store: EmbeddedStore, query: str, size: int, at: Cursor | None) -> list[Solution]:
    """Return the rows of the pages before a place, walked backwards."""
    found: list[Solution] = []
    while at is not None and at != Cursor():
        at, count = preceding(query, size, at, lambda text: rows(store, text))
        _, got = rows(store, page(query, count, at))
        found = [*got[:count], *found]
    return found


@pytest.mark.parametrize("size", [1, 7, 1_000])
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s ?o {{ ?s <{EX}q> ?o }} ORDER BY DESC(?s)",
        "SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) } # half a dozen each",
        "SELECT * { ?s ?p ?o }",
        "SELECT ?o { ?s ?p ?o } # many rows are the same",
        f"PREFIX e: <{EX}> SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?s e:p ?o }} GROUP BY ?s",
        "SELECT ?s ?x { ?s ?p ?o OPTIONAL { ?o ?p ?x } }",
        f"SELECT DISTINCT ?s FROM <{EX}graph> WHERE {{ ?s ?p ?o }} LIMIT 30",
        "SELECT (1 AS ?one) {}",
    ],
)
def test_the_pages_together_are_the_answer(store: EmbeddedStore, query: str, size: int) -> None:
    variables, whole = rows(store, query)
    forward = all_pages(store, query, size)
    assert Counter(forward) == Counter(whole)
    for end in {len(whole), max(1, len(whole) // 2), 1}:
        last = following(query, variables, rows(store, page(query, end, None))[1][:end], None)
        assert back(store, query, size, last) == forward[:end]


def test_an_order_of_the_query_itself_is_kept(store: EmbeddedStore) -> None:
    query = f"SELECT ?s ?o {{ ?s <{EX}q> ?o }} ORDER BY DESC(?s)"
    _, whole = rows(store, query)
    assert all_pages(store, query, 7) == whole


@pytest.mark.parametrize("text", ["ASK {}", "DESCRIBE <a:a>", "CONSTRUCT { } WHERE { }", ""])
def test_what_is_no_select_has_no_pages(text: str) -> None:
    with pytest.raises(QueryError, match="Only a SELECT"):
        page(text, 10, None)


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_refused_or_harmless(text: str) -> None:
    try:
        query = page("SELECT ?s { ?s ?p ?o }", 5, cursor(text))
    except QueryError:
        return
    assert isinstance(EmbeddedStore(None, writable=True).run(query), Solutions)


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), min_size=1, max_size=1))
def test_a_cursor_never_becomes_query_text(keys: list[tuple[str, str, str]]) -> None:
    hostile = Cursor(tuple(keys))
    if any("\0" in text or not text.isprintable() for key in keys for text in key):
        return
    whole, at = "SELECT ?s { ?s ?p ?o }", cursor(hostile.text())
    empty = EmbeddedStore(None, writable=True)
    assert rows(empty, page(whole, 5, at))[1] == []
    assert rows(empty, before(whole, 5, at))[1] == []
    [(number,)] = rows(empty, alike(whole, at))[1]
    assert number is not None and number[1] == "0"

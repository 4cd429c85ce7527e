import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparql.endpoint import QueryError
from sparql.guard import guard_query, guard_update

REFUSED = [
    "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { service silent <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { SERV\\u0049CE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { # a comment\nSERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "PREFIX e: <http://127.0.0.1:1/> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c FILTER(?a<?c)SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c FILTER(?a<?c)SERVICE?x{?s?p?o FILTER(?s>?o)} }",
    "SELECT * { ?s ?p 'x' . SERVICE <http://127.0.0.1:1/> { ?s ?p \"y\" } }",
    "SELECT * { ?s ?p '''it's''' SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\\\" SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }',
    "SELECT * { ?s <http://e/#a> ?o SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "LOAD <http://127.0.0.1:1/>",
    "LOAD SILENT <file:///etc/passwd>",
    "INSERT DATA { <a:a> <a:b> 1 } ; LOAD <http://127.0.0.1:1/>",
]

ALLOWED = [
    "SELECT * WHERE { ?s ?p 'SERVICE <http://127.0.0.1:1/>' }",
    "SELECT * WHERE { ?s ?p ?o # SERVICE <http://127.0.0.1:1/>\n }",
    "SELECT ?service WHERE { ?service <http://e/service> ?load }",
    "PREFIX service: <http://e/> SELECT * { ?s service:load service:SERVICE }",
    'SELECT * { ?s ?p "x"@load }',
    "SELECT * { ?s ?p ?o FILTER(?s < ?o && ?o > ?s) }",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_that_reaches_the_network_is_refused(text: str) -> None:
    for guard in (guard_query, guard_update):
        with pytest.raises(QueryError):
            guard(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_the_same_words_in_harmless_places_are_allowed(text: str) -> None:
    assert guard_query(text).form == "SELECT"


def test_the_operator_can_allow_an_endpoint_by_its_iri() -> None:
    text = "SELECT * { SERVICE SILENT <https://e.org/sparql> { ?s ?p ?o } }"
    assert guard_query(text, services={"https://e.org/sparql"}).form == "SELECT"


def test_from_may_name_only_graphs_of_the_store() -> None:
    text = "PREFIX g: <http://e/> SELECT * FROM g:one FROM NAMED <http://e/two> { ?s ?p ?o }"
    guarded = guard_query(text, graphs={"http://e/one", "http://e/two"})
    assert (guarded.from_graphs, guarded.from_named) == (("http://e/one",), ("http://e/two",))
    with pytest.raises(QueryError, match="http://e/two"):
        guard_query(text, graphs={"http://e/one"})


def test_a_refusal_says_where() -> None:
    with pytest.raises(QueryError, match="line 2, column 3"):
        guard_query("SELECT * {\n  SERVICE <http://e/> { ?s ?p ?o } }")


@pytest.mark.parametrize("bracket", ["{", "(", "[", "!", "-"])
def test_deep_nesting_is_refused(bracket: str) -> None:
    with pytest.raises(QueryError, match="nested"):
        guard_query("ASK { FILTER " + bracket * 200)


def test_an_update_is_no_query_and_a_query_no_update() -> None:
    with pytest.raises(QueryError, match="update"):
        guard_query("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="query"):
        guard_update("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("piece", ["a.", "a:.", "<a", '"', "'''", "a:a%", "\\u0041", "@a-", "?"])
def test_long_odd_texts_are_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    with pytest.raises(QueryError):
        guard_query(piece * (65_000 // len(piece)))
    assert time.process_time() - started < 2


@given(st.text(max_size=300))
def test_any_text_is_guarded_without_a_crash(text: str) -> None:
    try:
        guard_query(text)
    except QueryError as error:
        assert str(error)


@settings(deadline=None)
@given(st.text(alphabet="<>\"'#\\?$:{}() \nSERVICEservice", max_size=40))
def test_no_text_hides_a_service_from_the_guard(text: str) -> None:
    from rdflib.plugins.sparql.parser import parseQuery

    query = f"SELECT * {{ ?s ?p ?o {text} }}"
    try:
        tree = parseQuery(query)
    except Exception:
        return
    if "ServiceGraphPattern" in repr(tree):
        with pytest.raises(QueryError):
            guard_query(query)

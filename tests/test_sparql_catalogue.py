"""Questions are found, checked and rendered; what a user types stays a value."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import Question, QuestionError, ask, names, parse, question, render

TEXT = """#+ summary: What is named so?
#+ summary@zh: 什么叫这个名字？
#+ parameters:
#+   name: string required The name
#+   other: string optional Another name
#+   on: date optional The day
#+   plan: iri(rbm:Plan) optional The plan
#+   most: integer optional The number
#+   tongue: language optional The language
#+ tags: test, gaps
#+ source: §1
PREFIX rbm: <https://w3id.org/rbm/ns#>

SELECT ?thing WHERE {
  VALUES ?name { UNDEF } VALUES ?other { UNDEF }
  VALUES ?on { UNDEF } # when on
  ?thing rbm:dueDate ?on . # when on
  VALUES ?plan { UNDEF }
  VALUES ?most { UNDEF }
  VALUES ?tongue { UNDEF }
  ?thing rbm:valueText ?name, ?other .
}
ORDER BY ?thing
"""
NAMED = parse("named", TEXT)


def shape(query: str) -> object:
    """Return the parsed query as nested tuples, every literal and IRI masked by its class."""
    return _masked(prepareQuery(query).algebra)


def _masked(node: object) -> object:
    if isinstance(node, Literal | URIRef):
        return type(node).__name__
    if isinstance(node, dict):
        name = getattr(node, "name", "")
        return name, tuple((str(key), _masked(value)) for key, value in node.items())
    if isinstance(node, list | tuple):
        return tuple(_masked(item) for item in node)
    if isinstance(node, set | frozenset):
        return frozenset(str(item) for item in node)
    return str(node)


def literals(node: object) -> set[str]:
    """Return the text of every literal below a node of the parsed query."""
    if isinstance(node, Literal):
        return {str(node)}
    items = node.values() if isinstance(node, dict) else node
    if isinstance(node, str) or not isinstance(items, Iterable):
        return set()
    return set().union(*(literals(item) for item in items))


def test_every_question_has_a_summary_in_six_languages() -> None:
    for name in names():
        assert {"en", "fr", "es", "zh", "ar", "ru"} <= set(question(name).summary), name


def test_every_question_answers_with_evidence_in_a_fixed_order() -> None:
    for name in names():
        text = question(name).text
        assert "?evidence" in text, name
        assert "ORDER BY" in text, name


def test_a_header_gives_typed_parameters_tags_and_source() -> None:
    assert NAMED.summary["zh"] == "什么叫这个名字？"
    assert NAMED.title("fr") == "What is named so?"
    assert NAMED.tags == ("test", "gaps")
    assert NAMED.source == "§1"
    kinds = {parameter.name: (parameter.kind, parameter.required) for parameter in NAMED.parameters}
    assert kinds["name"] == ("string", True)
    assert kinds["plan"] == ("iri", False)
    assert NAMED.parameters[3].target == RBM.Plan


def test_an_unknown_question_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(QuestionError, match=r"no question “who-knows”.*linked-strategies"):
        question("who-knows")


def test_an_unknown_parameter_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(QuestionError, match=r"no parameter “nom”. Allowed: most, name, on"):
        render(NAMED, {"nom": "x"})


def test_a_missing_parameter_is_named_with_what_it_means() -> None:
    with pytest.raises(QuestionError, match=r"needs parameter “name” \(string\): The name"):
        render(NAMED, {"name": " "})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("on", "2008-13-01", "not a date such as 2008-11-01"),
        ("on", "20081101", "not a date"),
        ("on", "yesterday", "not a date"),
        ("plan", "plan", "not an absolute IRI"),
        ("plan", "https://x/> } #", "not an absolute IRI"),
        ("plan", "https://x/\u0085y", "not an absolute IRI"),
        ("most", "1.5", "not a whole number"),
        ("most", "٣", "not a whole number"),
        ("tongue", "English please", "not a language tag"),
        ("other", "x" * 2001, "at most 2000 characters"),
        ("other", "a\0b", "characters that no text may hold"),
    ],
)
def test_an_ill_typed_value_is_refused(name: str, value: str, message: str) -> None:
    with pytest.raises(QuestionError, match=f"“{name}”.*{message}"):
        render(NAMED, {"name": "x", name: value})


def test_a_parameter_that_is_not_given_leaves_no_trace() -> None:
    text = render(NAMED, {"name": "x"})
    assert 'VALUES ?name { "x" }' in text
    assert "UNDEF" not in text
    assert "dueDate" not in text


def test_a_parameter_that_is_given_brings_its_narrowing_pattern() -> None:
    text = render(NAMED, {"name": "x", "on": "2008-11-01"})
    assert 'VALUES ?on { "2008-11-01"^^<http://www.w3.org/2001/XMLSchema#date> }' in text
    assert "?thing rbm:dueDate ?on .\n" in text
    assert "# when" not in text


def test_a_line_can_stand_only_where_a_parameter_is_not_given() -> None:
    asked = parse("named", TEXT.replace("?name, ?other .", "?name, ?other . # unless on"))
    assert "rbm:valueText" in render(asked, {"name": "x"})
    assert "rbm:valueText" not in render(asked, {"name": "x", "on": "2008-11-01"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace("#+ source: §1\n", ""), "no source"),
        (TEXT.replace("name: string", "name: text"), "kind required|optional"),
        (TEXT.replace("VALUES ?most { UNDEF }", ""), "blocks differ"),
    ],
)
def test_a_faulty_header_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse("named", text)


ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
ATTACKS = st.sampled_from(
    [
        '" } #',
        "VALUES ?other { UNDEF }",
        'VALUES ?other { UNDEF } " ?s ?p ?o . "',
        "\\",
        "\\u0022 } INSERT",
        "\\\\u0022 }",
        "\\U00000022 }",
        "x # when on",
        "\n} ; DROP ALL #",
        "\u2028",
        "?x . FILTER(1=1)",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.one_of(ANYTHING, ATTACKS), st.one_of(ANYTHING, ATTACKS))
def test_no_text_changes_the_shape_of_the_query(name: str, other: str) -> None:
    plain = shape(render(NAMED, {"name": "x", "other": "y"}))
    if name.strip() and other.strip():
        query = render(NAMED, {"name": name, "other": other})
        assert shape(query) == plain
        assert {name.strip(), other.strip()} <= literals(prepareQuery(query).algebra)


@settings(deadline=None, max_examples=60)
@given(ANYTHING)
def test_no_iri_changes_the_shape_of_the_query(tail: str) -> None:
    plain = shape(render(NAMED, {"name": "x", "plan": "https://x/"}))
    try:
        query = render(NAMED, {"name": "x", "plan": f"https://x/{tail}"})
    except QuestionError:
        return
    assert shape(query) == plain


class Fixed:
    """An endpoint that answers every query with one row."""

    def select(self, query: str) -> Table:
        return Table(("evidence",), ((Literal("b a"),),), "7")

    def ask(self, query: str) -> bool:
        raise NotImplementedError

    def construct(self, query: str) -> Graph:
        raise NotImplementedError


def test_asking_sorts_the_evidence_of_a_row_and_names_the_snapshot() -> None:
    answer = ask(Fixed(), "unlinked-strategies", {})
    assert answer.rows == ((Literal("a b"),),)
    assert answer.snapshot == "7"


def test_a_question_is_a_value() -> None:
    assert isinstance(question("said-in"), Question)
    assert question("said-in") == question("said-in")

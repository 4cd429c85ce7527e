"""No parameter of any question becomes query text: the query keeps its tokens but for one value."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparql.catalogue import Parameter, QuestionError, names, question, render
from sparql.guard import guard_query, tokens
from sparql.terms import TermError, iri
from webapp.answers import fill

HARMLESS = {
    "iri": "https://example.org/x",
    "date": "2008-11-01",
    "integer": "7",
    "string": "harmless",
    "language": "en",
}
ATTACKS = st.sampled_from(
    [
        '" } INSERT DATA { <a:a> <a:b> <a:c> } #',
        "https://example.org/> ?p ?o . SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #",
        '2008-11-01"^^<a:a> . ?s ?p ?o',
        "7 } UNION { ?s ?p ?o",
        'en" . ?s ?p "',
        "\\u0022 } #",
        "\\",
        "UNDEF",
        "{ UNDEF }",
        "?x",
    ]
)
TEXTS = st.one_of(
    ATTACKS,
    st.text(max_size=60),
    st.text(alphabet="<>\"'{}()\\#?$:.;, \n\tabuU0279/", max_size=60),
    st.builds(lambda tail: f"https://example.org/{tail}", st.text(max_size=40)),
)
CALM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def parameters() -> Iterator[tuple[str, Parameter]]:
    for name in names():
        for parameter in question(name).parameters:
            yield name, parameter


def shape(query: str) -> list[tuple[str, str]]:
    """Return the kinds and texts of the tokens, those of values without their texts."""
    return [
        (kind, "" if kind in ("iri", "string") or token.isdigit() else token)
        for kind, token, _ in tokens(query)
    ]


@pytest.mark.parametrize(("name", "parameter"), list(parameters()), ids=str)
@CALM
@given(text=TEXTS)
def test_no_value_of_a_parameter_changes_the_shape_of_a_question(
    name: str, parameter: Parameter, text: str
) -> None:
    asked = question(name)
    given_ = {each.name: HARMLESS[each.kind] for each in asked.parameters}
    try:
        query = render(asked, {**given_, parameter.name: text})
    except QuestionError:
        return
    if not text.strip():  # nothing was given, so its lines are left out
        return
    assert shape(query) == shape(render(asked, given_))
    guard_query(query)


@CALM
@given(text=TEXTS)
def test_no_iri_changes_the_shape_of_a_pages_own_query(text: str) -> None:
    query = "SELECT ?name { VALUES ?thing { UNDEF } ?thing ?p ?name }"
    try:
        filled = fill(query, "thing", [iri(text)])
    except TermError:
        return
    assert shape(filled) == shape(fill(query, "thing", ["<https://example.org/x>"]))

"""The compiled engine: what it tells of a fault, where it stops, and what it leaves to others."""

from datetime import date

import pytest
from rdflib import SH, Graph, Literal, Namespace

from shapes.compiled import validate
from shapes.compiler.faults import NotWellFormed
from shapes.compiler.prebinding import IllegalQuery, Template
from shapes.compiler.run import Run
from shapes.compiler.tokens import at_moment, joined, substitute, tokens
from shapes.finding import Finding, Level
from sparql.embedded import EmbeddedStore

EX = Namespace("https://example.org/")
HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .
:o sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/" ] .
"""


def graph(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def store(text: str) -> EmbeddedStore:
    filled = EmbeddedStore(None)
    filled.add("https://example.org/data", graph(text))
    return filled


def found(data: str, shapes: str, **options: object) -> list[Finding]:
    return list(validate(store(data), graph(shapes), **options))  # type: ignore[arg-type]


COUNTED = ":IN-01 a sh:PropertyShape ; sh:targetClass :A ; sh:path :p ; sh:minCount 1 ; "
MANY = "".join(f":x{i} a :A . " for i in range(30))


def test_a_finding_names_rule_place_and_what_was_expected() -> None:
    (finding,) = found(
        ":x a :A ; :p 3 .",
        ":IN-02 sh:targetClass :A ; sh:path :p ; sh:maxInclusive 2 ; sh:severity sh:Warning .",
    )
    assert (finding.rule, finding.level) == ("IN-02", Level.WARNING)
    assert (finding.focus, finding.path) == (str(EX.x), str(EX.p))
    assert (finding.value, finding.expected) == ("3", "2")
    assert finding.component == str(SH.MaxInclusiveConstraintComponent)
    assert finding.shape == str(EX["IN-02"])


def test_a_message_is_filled_in_every_language_it_is_written_in() -> None:
    (finding,) = found(
        ":x a :A ; :p 3 .",
        """:S sh:targetClass :A ; sh:path :p ; sh:maxInclusive 2 ;
        sh:message "{?value} of {$this} is above {$maxInclusive}."@en, "{?value}太大。"@zh .""",
    )
    assert finding.message == {"en": "3 of https://example.org/x is above 2.", "zh": "3太大。"}


def test_a_shape_without_a_message_has_one_in_english_and_chinese() -> None:
    (finding,) = found(":x a :A .", COUNTED + ".")
    assert finding.message == {"en": "At least 1 value(s) are needed.", "zh": "至少需要 1 个值。"}


def test_the_message_of_a_query_is_filled_from_its_answer() -> None:
    (finding,) = found(
        ":x a :A ; :p 3 .",
        """:S a sh:NodeShape ; sh:targetClass :A ; sh:sparql :RS-01 . :RS-01 sh:prefixes :o ;
        sh:message "{?value} is not {?expected}" ; sh:select
        "SELECT $this ?value ?expected { $this :p ?value . BIND (4 AS ?expected) }" .""",
    )
    assert (finding.rule, finding.message["en"], finding.expected) == ("RS-01", "3 is not 4", "4")


def test_a_long_path_is_shown_as_sparql_writes_it() -> None:
    (finding,) = found(
        ":x a :A ; :p :y . :z :q :y ; a :B .",
        ":S sh:targetClass :A ; sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 0 .",
    )
    assert finding.path == "<https://example.org/p>/(^<https://example.org/q>)"


@pytest.mark.parametrize("word", ["node", "and", "or", "xone"])
@pytest.mark.parametrize("inner", ["sh:minLength 99", "sh:property [ sh:path :q ; sh:minCount 2 ]"])
def test_what_fails_below_a_shape_stands_in_the_details(word: str, inner: str) -> None:
    value = f"[ {inner} ]" if word == "node" else f"( [ {inner} ] )"
    (finding,) = found(
        ":x a :A ; :p :y .", f":S sh:targetClass :A ; sh:path :p ; sh:{word} {value} ."
    )
    assert finding.focus == str(EX.x)
    (detail,) = finding.details
    assert detail.focus == str(EX.y)
    component, path = (SH.MinLengthConstraintComponent, None)
    if "sh:path" in inner:
        component, path = (SH.MinCountConstraintComponent, str(EX.q))
    assert (detail.component, detail.path) == (str(component), path)


def test_a_limit_shows_few_findings_and_counts_all() -> None:
    run = validate(store(MANY), graph(COUNTED + "."), limit=4)
    assert len(list(run)) == 4
    assert run.counts == {"IN-01": 30}


def test_progress_is_told_before_each_shape_and_at_the_end() -> None:
    heard: list[tuple[str, int, int]] = []
    shapes = graph(COUNTED + ". :IN-02 sh:targetClass :A ; sh:path :q ; sh:minCount 1 .")
    list(validate(store(":x a :A ."), shapes, progress=lambda *step: heard.append(step)))
    assert heard == [("IN-01", 0, 2), ("IN-02", 1, 2), ("", 2, 2)]


def test_closing_stops_the_run() -> None:
    heard: list[str] = []
    shapes = graph(
        "".join(f":S{i} sh:targetClass :A ; sh:path :p{i} ; sh:minCount 1 ." for i in range(9))
    )
    run = validate(store(MANY), shapes, progress=lambda name, *_: heard.append(name))
    next(run)
    run.close()
    assert list(run) == []
    assert len(heard) < 5


def test_processes_give_the_same_findings_in_the_same_order() -> None:
    shapes = "".join(f":S{i} sh:targetClass :A ; sh:path :p{i} ; sh:minCount 1 ." for i in range(9))
    same = store(MANY)
    alone = list(validate(same, graph(shapes)))
    assert list(validate(same, graph(shapes), processes=3)) == alone
    assert len(alone) == 270


def test_a_shape_that_met_nothing_is_named() -> None:
    run = validate(store(":x a :A ."), graph(COUNTED + ". :IN-09 sh:targetClass :Nothing ."))
    list(run)
    assert run.idle == ["IN-09"]


def test_only_the_nodes_asked_for_are_checked() -> None:
    findings = found(MANY, COUNTED + ".", focus=[str(EX.x3), str(EX.x7), str(EX.nobody)])
    assert [finding.focus for finding in findings] == [str(EX.x3), str(EX.x7)]


def test_the_day_of_the_check_stands_for_now() -> None:
    shapes = """:S sh:targetClass :A ; sh:path :p ; sh:sparql [ sh:prefixes :o ; sh:select
      "SELECT $this ?value { $this $PATH ?value . FILTER (YEAR(?value) > YEAR(NOW())) }" ] ."""
    data = ':x a :A ; :p "2030-01-01T00:00:00Z"^^xsd:dateTime .'
    assert len(found(data, shapes, as_of=date(2029, 5, 1))) == 1
    assert found(data, shapes, as_of=date(2031, 5, 1)) == []


def test_a_limited_query_runs_for_each_node_alone() -> None:
    shapes = """:S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :o ; sh:select
      "SELECT $this ?value { $this :p ?value } ORDER BY ?value LIMIT 1" ] ."""
    findings = found(":x a :A ; :p 1, 2 . :y a :A ; :p 3, 4 .", shapes)
    assert sorted((f.focus, f.value) for f in findings) == [(str(EX.x), "1"), (str(EX.y), "3")]


def test_a_query_that_counts_nothing_still_answers_for_each_node() -> None:
    shapes = """:S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :o ; sh:select
      "SELECT $this (COUNT(?p) AS ?value) { $this :p ?p } HAVING (COUNT(?p) = 0)" ] ."""
    assert [f.focus for f in found(":x a :A ; :p 1 . :y a :A .", shapes)] == [str(EX.y)]


def test_a_failing_query_is_named_and_the_other_shapes_run() -> None:
    shapes = graph(
        COUNTED
        + """. :T a sh:NodeShape ; sh:targetClass :A ;
        sh:sparql [ sh:select "SELECT $this { $this nonsense }" ] ."""
    )
    run = validate(store(":x a :A ."), shapes)
    assert [finding.rule for finding in run] == ["IN-01"]
    assert [str(fault.shape) for fault in run.refused] == [str(EX.T)]


def test_a_result_that_reports_a_failure_is_named() -> None:
    shapes = graph(
        """:T a sh:NodeShape ; sh:targetClass :A ;
        sh:sparql [ sh:select "SELECT $this ?failure { BIND (true AS ?failure) }" ] ."""
    )
    run = Run(store(":x a :A ."), shapes)
    assert list(run) == []
    assert "failure" in run.refused[0].reason


def test_a_broken_shape_is_refused_before_anything_runs() -> None:
    with pytest.raises(NotWellFormed, match="more than one sh:path"):
        validate(store(""), graph(":S sh:targetClass :A ; sh:path :p, :q ."))


def test_a_number_is_found_in_the_form_that_the_store_keeps() -> None:
    (finding,) = found(
        ':x a :A ; :p "-1.00"^^xsd:decimal .',
        ":S sh:targetClass :A ; sh:path :p ; sh:minInclusive 0 .",
    )
    assert finding.value == "-1"


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("dateTime", "2024-02-29T23:59:59.5+05:30", "2024-02-30T00:00:00"),
        ("gYear", "2024", "24"),
        ("gYearMonth", "2024-12", "2024-13"),
        ("time", "23:59:00", "25:00:00"),
        ("duration", "P1Y2M3DT4H5M6.7S", "P1M2Y"),
        ("boolean", "true", "yes"),
        ("integer", "12345678901234567890123", "1.5"),
        ("decimal", "1.5", "1,5"),
        ("double", "NaN", "1,5"),
        ("nonNegativeInteger", "7", "-7"),
        ("hexBinary", "0aFF", "0aF"),
    ],
)
def test_a_literal_has_the_form_of_its_datatype(datatype: str, good: str, bad: str) -> None:
    data = f':x a :A ; :p "{good}"^^xsd:{datatype}, "{bad}"^^xsd:{datatype} .'
    shape = f":S sh:targetClass :A ; sh:path :p ; sh:datatype xsd:{datatype} ."
    assert [finding.value for finding in found(data, shape)] == [bad]


def test_absence_over_two_patterns_becomes_an_optional() -> None:
    query = Template(
        "SELECT $this { FILTER NOT EXISTS { $this <p> ?x . ?x <q> ?y } }", frozenset(("this",))
    ).select("?this a <C> .")
    assert "NOT EXISTS" not in query
    assert "OPTIONAL {" in query


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT $this { $this <p> ?x MINUS { ?x <q> 1 } }", "MINUS"),
        ("SELECT $this { VALUES ?x { 1 } }", "VALUES"),
        ("SELECT $this { SERVICE <s> { ?x ?y ?z } }", "SERVICE"),
        ("SELECT $this { BIND (1 AS $this) }", "AS may not bind"),
        ("SELECT $this { { SELECT ?x { ?x ?y ?z } } }", "must return"),
        ("SELECT $this { $this <p> ?x ", "braces"),
        ("SELECT $this } {", "brace"),
    ],
)
def test_an_illegal_query_is_refused_by_name(query: str, reason: str) -> None:
    with pytest.raises(IllegalQuery, match=reason):
        Template(query, frozenset(("this",)))


def test_strings_and_comments_are_no_part_of_a_querys_structure() -> None:
    query = """SELECT $this { # MINUS {
      $this <p> "SERVICE { \\" ?this", 'VALUES'@en-GB, \"\"\"}{\"\"\" FILTER (?x <= 1.5e3) }"""
    assert joined(t.text for t in tokens(query)).count("{") == 3
    Template(query, frozenset(("this",)))


def test_terms_are_put_in_place_of_variables_and_prefixed_names() -> None:
    query = "PREFIX b: <urn:b:> SELECT $x { ?s a:p-1/b:q* $x FILTER (bound($x) && '$x' != ?y) }"
    assert substitute(query, {"x": "<urn:x>"}, {"a": "urn:a:"}) == (
        "SELECT <urn:x> { ?s <urn:a:p-1> / <urn:b:q>* <urn:x> FILTER(( true ) && '$x' != ?y ) }"
    )
    assert at_moment("FILTER (?x < now ( ))", '"d"') == 'FILTER( ?x < "d" )'


def test_results_keep_the_terms_of_the_report() -> None:
    run = Run(
        store(':x a :A ; :p "a"@en .'), graph(":S sh:targetClass :A ; sh:path :p ; sh:maxCount 0 .")
    )
    (result,) = run
    assert (result.focus, result.path, result.severity) == (EX.x, EX.p, SH.Violation)
    (other,) = Run(
        store(':x a :A ; :p "a"@en .'),
        graph(":S sh:targetClass :A ; sh:path :p ; sh:nodeKind sh:IRI ."),
    )
    assert other.value == Literal("a", lang="en")

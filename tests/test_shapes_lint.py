"""Faults of shapes are named, with the line of the shape."""

from collections.abc import Callable

import pytest
from rdflib import Graph

from shapes import rules
from shapes.compiled import validate
from shapes.compiler.faults import NotWellFormed, Recursive
from shapes.lint import FIXES, MESSAGES, lint
from shapes.validation import check
from sparql.embedded import EmbeddedStore

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .

"""
SOUND = """ex:S a sh:NodeShape ; sh:targetClass ex:A ;
  sh:property [ sh:path ex:p ; sh:minCount 1 ] .
"""
AIMED = SOUND + "ex:P sh:targetClass ex:A ; "

FAULTS = {
    "no shape": ("ex:S ex:p 1 .", "SHAPES-EMPTY"),
    "a misspelt term": (SOUND.replace("minCount", "minCout"), "SHAPES-TERM"),
    "a script": (SOUND + 'ex:S sh:js [ sh:jsFunctionName "check" ] .', "SHAPES-SCRIPT"),
    "a misspelt severity": (
        SOUND + "ex:S sh:severity sh:Warnng .",
        "SHAPES-SEVERITY",
    ),
    "a severity of text": (SOUND + 'ex:S sh:severity "Warning" .', "SHAPES-SEVERITY"),
    "no path": (SOUND + "ex:P a sh:PropertyShape ; sh:targetClass ex:A .", "SHAPES-FORM"),
    "two paths": (SOUND + "ex:P sh:path ex:p , ex:q ; sh:targetClass ex:A .", "SHAPES-FORM"),
    "no list": (AIMED + "sh:in ex:l .", "SHAPES-FORM"),
    "a count in words": (
        AIMED + 'sh:path ex:p ; sh:maxCount "one" .',
        "SHAPES-FORM",
    ),
    "a count on a node shape": (
        AIMED + "sh:minCount 1 .",
        "SHAPES-FORM",
    ),
    "sh:node of a property shape": (
        AIMED + "sh:node [ sh:path ex:p ] .",
        "SHAPES-FORM",
    ),
    "sh:property of a node shape": (
        AIMED + "sh:property [ sh:nodeKind sh:IRI ] .",
        "SHAPES-FORM",
    ),
    "a broken pattern": (
        AIMED + 'sh:path ex:p ; sh:pattern "(" .',
        "SHAPES-FORM",
    ),
    "a loop": (
        AIMED + "sh:node ex:Q . ex:Q sh:node ex:P .",
        "SHAPES-LOOP",
    ),
    "a query that is none": (
        AIMED + 'sh:sparql [ sh:select "SELECT $this { $this }" ] .',
        "SHAPES-QUERY",
    ),
    "an illegal query": (
        AIMED + 'sh:sparql [ sh:select "SELECT $this { MINUS { ?a ?b ?c } }" ] .',
        "SHAPES-FORM",
    ),
    "a shape that never runs": (
        SOUND + "ex:P a sh:NodeShape ; sh:nodeKind sh:IRI .",
        "SHAPES-IDLE",
    ),
    "a pattern that looks ahead": (
        AIMED + 'sh:path ex:p ; sh:pattern "a(?!b)" .',
        "SHAPES-SLOW",
    ),
    "a target of another standard": (
        SOUND + "ex:P a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ] .",
        "SHAPES-SLOW",
    ),
    "a datatype the store forgets": (
        AIMED + "sh:path ex:p ; sh:datatype xsd:byte .",
        "SHAPES-STORE",
    ),
}


def graph(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    text, rule = FAULTS[name]
    assert rule in {finding.rule for finding in lint(graph(text))}


def test_every_kind_of_fault_has_an_example() -> None:
    assert {rule for _, rule in FAULTS.values()} == set(MESSAGES)
    assert set(FIXES) <= set(MESSAGES)


def test_a_sound_shape_has_no_fault() -> None:
    assert lint(graph(SOUND)) == []


def test_the_rules_have_no_fault() -> None:
    assert lint(rules.shapes()) == []


def test_a_fault_has_the_line_of_its_shape() -> None:
    text = HEAD + SOUND.replace("minCount", "minCout") + "\n<https://example.org/T> sh:path 3 .\n"
    (finding,) = lint(Graph().parse(data=text, format="turtle"), text, "own.ttl")
    assert str(finding.places[0]) == "own.ttl:5"
    assert finding.message["en"] == "SHACL has no term sh:minCout; did you mean sh:minCount?"


@pytest.mark.parametrize(("name", "error"), [("a loop", Recursive), ("two paths", NotWellFormed)])
def test_a_shape_that_breaks_the_standard_is_refused_before_anything_runs(
    name: str, error: Callable[..., Exception]
) -> None:
    with pytest.raises(NotWellFormed) as caught:
        validate(EmbeddedStore(None), graph(FAULTS[name][0]))
    assert type(caught.value) is error
    assert "https://example.org/P" in str(caught.value)


def test_a_shape_beyond_the_compiler_is_named_and_the_others_run() -> None:
    store = EmbeddedStore(None)
    store.add("https://example.org/g", graph("ex:x a ex:A ."))
    run = validate(store, graph(FAULTS["a pattern that looks ahead"][0]))
    assert [finding.focus for finding in run] == ["https://example.org/x"]
    (fault,) = run.refused
    assert str(fault.shape) == "https://example.org/P"
    assert "looks ahead" in fault.reason


def test_a_shape_beyond_the_compiler_runs_on_the_reference_engine() -> None:
    shapes = graph(FAULTS["a pattern that looks ahead"][0])
    data = graph('ex:x a ex:A ; ex:p "ab", "ac" .')
    report = check(data, rules=[], extra=[shapes])
    assert [(finding.rule, finding.value) for finding in report.findings] == [("P", "ab")]
    assert report.refused == ()

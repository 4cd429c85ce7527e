"""Random shapes over random data: the compiled engine finds what pySHACL finds."""

import logging
import warnings
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from shapes import compiled, reference
from shapes.finding import Finding
from sparql.embedded import EmbeddedStore

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .
"""
CLASSES = ":B rdfs:subClassOf :A . :C rdfs:subClassOf :B ."
GRAPH = "https://example.org/data"

nodes = st.sampled_from([f":n{i}" for i in range(6)] + ["_:b1", "_:b2"])
iris = st.sampled_from([f":n{i}" for i in range(6)])
classes = st.sampled_from([":A", ":B", ":C", ":D"])
predicates = st.sampled_from([":p", ":q", ":r"])
literals = st.sampled_from(
    [
        "1",
        "2",
        "30",
        "2.5",
        '"a"',
        '"abc"',
        '"a"@en',
        '"b"@en',
        '"c"@fr',
        '"d"@en-gb',
        '"x"^^xsd:integer',
    ]
)
# Dates stand alone: the reference lets a date or a boolean pass where a number is the bound.
days = st.sampled_from(
    [f'"{day}"^^xsd:date' for day in ("2020-02-28", "2020-02-29", "2021-12-01", "2021-02-29")]
)
terms = st.one_of(nodes, literals)
named = st.one_of(iris, literals)


@st.composite
def datas(draw: st.DrawFn) -> str:
    lines = [f"{draw(nodes)} a {draw(classes)} ." for _ in range(draw(st.integers(1, 7)))]
    lines += [
        f"{draw(nodes)} {draw(predicates)} {draw(terms)} ." for _ in range(draw(st.integers(0, 18)))
    ]
    for day in (":day", ":until"):
        lines += [f"{draw(nodes)} {day} {draw(days)} ." for _ in range(draw(st.integers(0, 4)))]
    return PREFIXES + CLASSES + "\n".join(lines)


def listed(items: list[str]) -> str:
    return "( " + " ".join(items) + " )"


paths = st.recursive(
    predicates,
    lambda inner: st.one_of(
        # The reference walks the inverse of a sequence in the wrong order.
        inner.filter(lambda p: "(" not in p).map(lambda p: f"[ sh:inversePath {p} ]"),
        st.lists(inner, min_size=2, max_size=3).map(listed),
        st.lists(inner, min_size=2, max_size=2).map(
            lambda ps: f"[ sh:alternativePath {listed(ps)} ]"
        ),
        inner.map(lambda p: f"[ sh:zeroOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:oneOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:zeroOrOnePath {p} ]"),
    ),
    max_leaves=3,
)
kinds = st.sampled_from(
    ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]
)
types = st.sampled_from(
    ["xsd:integer", "xsd:string", "xsd:date", "xsd:decimal", "rdf:langString", "xsd:boolean"]
)
bounds = st.sampled_from(["1", "2", "2.5"])
local = st.one_of(
    classes.map(lambda c: f"sh:class {c}"),
    types.map(lambda t: f"sh:datatype {t}"),
    kinds.map(lambda k: f"sh:nodeKind sh:{k}"),
    st.tuples(
        st.sampled_from(["minExclusive", "minInclusive", "maxExclusive", "maxInclusive"]), bounds
    ).map(lambda pair: f"sh:{pair[0]} {pair[1]}"),
    # With 0 a blank node still breaks it (section 4.4.1); the reference lets it pass.
    st.integers(1, 4).map(lambda n: f"sh:minLength {n}"),
    st.integers(0, 4).map(lambda n: f"sh:maxLength {n}"),
    st.sampled_from(['"^a"', '"[0-9]+"', '"A" ; sh:flags "i"']).map(lambda p: f"sh:pattern {p}"),
    st.sampled_from(['( "en" )', '( "fr" "en" )', "()"]).map(lambda t: f"sh:languageIn {t}"),
    st.lists(named, min_size=0, max_size=4).map(lambda xs: f"sh:in {listed(xs)}"),
    named.map(lambda x: f"sh:hasValue {x}"),
    predicates.map(lambda p: f"sh:equals {p}"),
    predicates.map(lambda p: f"sh:disjoint {p}"),
)
of_property = st.one_of(
    st.integers(0, 3).map(lambda n: f"sh:minCount {n}"),
    st.integers(0, 3).map(lambda n: f"sh:maxCount {n}"),
    st.just("sh:uniqueLang true"),
)


def property_shape(path: str, constraints: list[str]) -> str:
    return f"[ sh:path {path} ; " + " ; ".join(dict.fromkeys(constraints)) + " ]"


def nesting(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.filter(lambda s: "sh:path" not in s.split(";")[0]).map(lambda s: f"sh:node {s}"),
        inner.map(lambda s: f"sh:not {s}"),
        some.map(lambda ss: f"sh:and {listed(ss)}"),
        some.map(lambda ss: f"sh:or {listed(ss)}"),
        some.map(lambda ss: f"sh:xone {listed(ss)}"),
    )


def once(constraints: list[str]) -> list[str]:
    """Return constraints without a second one of a kind that a shape may have only once."""
    kept: dict[str, str] = {}
    for constraint in constraints:
        kept.setdefault(constraint.split()[0], constraint)
    return list(kept.values())


def property_shapes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    qualified = st.tuples(inner, st.integers(0, 2), st.integers(0, 2), st.booleans()).map(
        lambda q: (
            f"sh:qualifiedValueShape {q[0]} ; sh:qualifiedMinCount {q[1]} ; "
            f"sh:qualifiedMaxCount {q[2]} ; sh:qualifiedValueShapesDisjoint {str(q[3]).lower()}"
        )
    )
    constraint = st.one_of(local, of_property, nesting(inner), qualified)
    return st.builds(property_shape, paths, st.lists(constraint, min_size=1, max_size=4).map(once))


dated = st.lists(
    st.one_of(
        st.just("sh:datatype xsd:date"),
        days.map(lambda d: f"sh:maxInclusive {d}"),
        days.map(lambda d: f"sh:minExclusive {d}"),
        st.lists(days, max_size=3).map(lambda ds: f"sh:in {listed(ds)}"),
        st.just("sh:maxCount 1"),
        st.sampled_from(["sh:lessThan :until", "sh:lessThanOrEquals :until"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda cs: property_shape(":day", once(cs)))
leaves = st.one_of(
    dated,
    st.lists(local, min_size=1, max_size=2).map(lambda cs: "[ " + " ; ".join(once(cs)) + " ]"),
    st.builds(
        property_shape,
        paths,
        st.lists(st.one_of(local, of_property), min_size=1, max_size=2).map(once),
    ),
)


def node_shapes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    constraint = st.one_of(
        local,
        nesting(inner),
        property_shapes(inner).map(lambda s: f"sh:property {s}"),
        st.just("sh:closed true ; sh:ignoredProperties ( rdf:type :q )"),
    )
    return st.lists(constraint, min_size=1, max_size=3).map(
        lambda cs: "[ " + " ; ".join(once(cs)) + " ]"
    )


inner_shapes = st.one_of(leaves, node_shapes(leaves), property_shapes(leaves))
targets = st.one_of(
    classes.map(lambda c: f"sh:targetClass {c}"),
    named.map(lambda n: f"sh:targetNode {n}"),
    predicates.map(lambda p: f"sh:targetSubjectsOf {p}"),
    predicates.map(lambda p: f"sh:targetObjectsOf {p}"),
)


@st.composite
def shape_graphs(draw: st.DrawFn) -> str:
    blocks = []
    for index in range(draw(st.integers(1, 2))):
        body = draw(st.one_of(node_shapes(inner_shapes), property_shapes(inner_shapes)))
        aims = " ; ".join(draw(st.lists(targets, min_size=1, max_size=2)))
        kind = "sh:PropertyShape" if body.startswith("[ sh:path") else "sh:NodeShape"
        level = draw(st.sampled_from(["sh:Violation", "sh:Warning", "sh:Info"]))
        blocks.append(f":S{index} a {kind} ; {aims} ; sh:severity {level} ; {body[1:-1]} .")
    return PREFIXES + "\n".join(blocks)


def key(finding: Finding) -> tuple[str | None, ...]:
    shape = finding.shape if finding.shape and ":" in finding.shape else ""
    parts = (finding.focus, finding.path, finding.value, finding.component, shape)
    return (*parts, str(finding.level))


@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(datas(), shape_graphs())
def test_random_shapes_give_the_results_of_the_reference(data: str, shapes: str) -> None:
    compare(data, shapes)


logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def compare(data: str, shapes: str) -> None:
    store = EmbeddedStore(None)
    rules = Graph().parse(data=shapes, format="turtle")
    store.add(GRAPH, Graph().parse(data=data, format="turtle"))
    stored = store.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    run = compiled.validate(store, rules)
    found = Counter(key(finding) for finding in run)
    assert run.refused == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = Counter(key(finding) for finding in reference.validate(stored, rules))
    assert found == wanted

"""A check of what changed finds what a check of everything finds."""

import random
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace
from rdflib.term import Node
from test_shapes_compiled_differential import CLASSES, GRAPH, PREFIXES, datas, shape_graphs

from ontology.vocabulary import RBM
from shapes import change, rules
from shapes.change import Change
from shapes.compiler.run import Run
from sparql.embedded import EmbeddedStore

EX = Namespace("https://example.org/")
EXAMPLE = Path(__file__).parent.parent / "ontology" / "example"
DAY = date(2026, 11, 22)
Row = tuple[Node, Node | None, Node | None, Node, Node]


def store(data: Graph) -> EmbeddedStore:
    filled = EmbeddedStore(None)
    filled.add(GRAPH, data)
    return filled


def found(
    at: EmbeddedStore,
    shapes: Graph,
    focus: Mapping[Node, Collection[Node] | None] | None = None,
) -> Counter[Row]:
    run = Run(at, shapes, focus=focus, as_of=DAY)
    rows = Counter((r.focus, r.path, r.value, r.component, r.shape) for r in run)
    assert run.refused == []
    return rows


def compare(data: Graph, shapes: Graph, added: list[change.Triple], removed: list[change.Triple]):
    """Hold a whole check after a change against what was known before and a check of the change."""
    after = Graph()
    after += data
    for triple in removed:
        after.remove(triple)
    for triple in added:
        after.add(triple)
    old, new = store(data), store(after)
    touched = change.affected(new, shapes, Change(added, removed))
    everything = {part for graph in (data, after) for s, _, o in graph for part in (s, o)}
    everything |= set(shapes.objects()) - set(shapes.subjects())
    others = {
        root: () if nodes is None else {n for n in everything - nodes if not isinstance(n, BNode)}
        for root, nodes in touched.items()
    }
    assert found(new, shapes) == found(new, shapes, touched) + found(old, shapes, others)
    return touched


nodes = st.sampled_from([f":n{i}" for i in range(6)])
edits = st.lists(
    st.tuples(nodes, st.sampled_from([":p", ":q", ":r", ":day", "a"]), nodes).map(" ".join),
    max_size=3,
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(datas(), shape_graphs(), edits, st.integers(0, 999))
def test_random_edits_under_random_shapes(
    data: str, shapes: str, added: list[str], seed: int
) -> None:
    # A blank node among the changed triples makes every shape run whole; names show more.
    text = data.replace("_:b", ":b")
    before = Graph().parse(data=text, format="turtle")
    more = Graph().parse(data=PREFIXES + " . ".join([*added, ""]), format="turtle")
    rest = sorted(t for t in before if t[1] != RDFS.subClassOf)
    removed = random.Random(seed).sample(rest, min(2, len(rest)))
    new = [t for t in more if t not in before and t not in removed]
    compare(before, Graph().parse(data=shapes, format="turtle"), new, removed)


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_of_the_example_under_all_rules(seed: int) -> None:
    data = Graph()
    for file in EXAMPLE.glob("*.ttl"):
        data.parse(file)
    triples = sorted(data)
    chance = random.Random(seed)
    removed = chance.sample(triples, 6)
    added = [
        (subject, predicate, chance.choice(triples)[2])
        for subject, predicate, _ in chance.sample(triples, 6)
        if predicate != RDFS.subClassOf
    ]
    new = [t for t in added if t not in data]
    touched = compare(data, rules.shapes(), new, removed)
    whole = [root for root, nodes in touched.items() if nodes is None]
    assert whole == []


def test_a_change_touches_only_what_reads_it() -> None:
    shapes = graph(
        ":S a sh:NodeShape ; sh:targetClass :A ;"
        " sh:property [ sh:path ( :p :q ) ; sh:maxCount 1 ] ."
    )
    data = graph(":x a :A ; :p :y . :y :q :z . :u a :A ; :p :v . :v :q :w .")
    touched = change.affected(store(data), shapes, Change([(EX.y, EX.q, EX.z)]))
    assert touched == {EX.S: {EX.x}}


def test_a_query_is_followed_back_to_its_focus() -> None:
    shapes = graph(
        """:S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :o ; sh:select
        '''SELECT $this ?value { $this :p ?value . ?other :p ?value .
           FILTER NOT EXISTS { ?other a :A . ?other :q ?n } }''' ] .
        :o sh:declare [ sh:prefix "" ; sh:namespace "https://example.org/" ] ."""
    )
    data = graph(":x a :A ; :p 1 . :y a :B ; :p 1 ; :q 3 . :z a :A ; :p 2 .")
    touched = change.affected(store(data), shapes, Change([(EX.y, EX.q, Literal(3))]))
    assert touched == {EX.S: {EX.x, EX.y}}


def test_an_observation_touches_those_of_its_own_indicator() -> None:
    data = graph(
        "@prefix rbm: <https://w3id.org/rbm/ns#> . "
        ":a a rbm:Target ; rbm:ofIndicator :i . :b a rbm:Target ; rbm:ofIndicator :i . "
        ":c a rbm:Target ; rbm:ofIndicator :j ."
    )
    shapes = rules.selection(["TG-07"])
    edit = Change([(EX.b, RDF.type, RBM.Target), (EX.b, RBM.ofIndicator, EX.i)])
    touched = change.affected(store(data), shapes, edit)
    assert [sorted(nodes or ()) for nodes in touched.values()] == [[EX.a, EX.b]]


def test_a_query_that_nothing_ties_to_its_focus_runs_whole() -> None:
    shapes = graph(
        """:S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:select
        "SELECT $this { $this a <urn:A> . ?x <urn:p> ?y . FILTER (?y > 3) }" ] ."""
    )
    touched = change.affected(store(graph(":x a :A .")), shapes, Change([(EX.x, EX.p, EX.y)]))
    assert touched == {EX.S: None}


def test_a_changed_class_hierarchy_touches_everything() -> None:
    shapes = graph(":S a sh:NodeShape ; sh:targetClass :A ; sh:class :B .")
    edit = Change([(EX.D, RDFS.subClassOf, EX.A)])
    assert change.affected(store(graph(CLASSES)), shapes, edit) == {EX.S: None}


def test_a_blank_node_in_a_change_touches_everything_that_reads_it() -> None:
    shapes = graph(":S a sh:NodeShape ; sh:targetClass :A . :T a sh:NodeShape ; sh:targetNode :x .")
    edit = Change([(BNode("b"), RDF.type, EX.A)])
    touched = change.affected(store(graph("")), shapes, edit)
    assert touched == {EX.S: None, EX.T: frozenset()}


def test_only_the_touched_nodes_are_checked() -> None:
    shapes = graph(
        ":S a sh:NodeShape ; sh:targetClass :A ; sh:property [ sh:path :p ; sh:minCount 1 ] ."
    )
    data = graph(":x a :A . :y a :A .")
    findings = list(change.validate(store(data), shapes, Change([(EX.y, RDF.type, EX.A)])))
    assert [finding.focus for finding in findings] == [str(EX.y)]


def graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")

"""Rules run on a copy of what surrounds many nodes, and find what they find in the whole store."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Namespace
from rdflib.term import Node
from test_shapes_compiled_differential import GRAPH, PREFIXES, datas, shape_graphs

from ontology.vocabulary import RBM
from shapes import rules
from shapes.compiler import surroundings
from shapes.compiler.run import Run
from sparql.embedded import EmbeddedStore

EX = Namespace("https://example.org/")
EXAMPLE = Path(__file__).parent.parent / "ontology" / "example"
DAY = date(2026, 11, 22)
NUMBERS = count()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy what surrounds any node."""
    monkeypatch.setattr(surroundings, "FEW", 0)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as place:
        yield Path(place)


def on_disk(folder: Path, data: Graph) -> EmbeddedStore:
    store = EmbeddedStore(folder / str(next(NUMBERS)), writable=True)
    store.add(GRAPH, data)
    return store


def in_memory(data: Graph) -> EmbeddedStore:
    store = EmbeddedStore(None)
    store.add(GRAPH, data)
    return store


def run(
    store: EmbeddedStore, shapes: Graph, focus: Mapping[Node, Collection[Node]]
) -> tuple[Run, Counter[tuple[Node | None, ...]]]:
    run = Run(store, shapes, focus=focus, as_of=DAY)
    rows = Counter((r.focus, r.path, r.value, r.component, r.shape) for r in run)
    assert run.refused == []
    return run, rows


def compare(folder: Path, data: Graph, shapes: Graph, every: int = 1) -> tuple[Run, int]:
    """Hold the findings on named nodes of a store on disk against those in memory."""
    named = sorted({part for s, _, o in data for part in (s, o) if not isinstance(part, BNode)})
    roots = Run(in_memory(data), shapes)._roots
    focus = dict.fromkeys(roots, frozenset(named[::every]))
    copied, here = run(on_disk(folder, data), shapes, focus)
    _, there = run(in_memory(data), shapes, focus)
    assert here == there
    return copied, here.total()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(datas(), shape_graphs(), st.sampled_from([1, 3, 9]))
def test_random_shapes_find_the_same_on_a_copy(
    folder: Path, data: str, shapes: str, every: int
) -> None:
    here = Graph().parse(data=data, format="turtle")
    compare(folder, here, Graph().parse(data=shapes, format="turtle"), every)


def example() -> Graph:
    data = Graph()
    for file in EXAMPLE.glob("*.ttl"):
        data.parse(file)
    return data


@pytest.mark.parametrize("every", [1, 5, 25])
def test_every_rule_finds_the_same_on_a_copy_of_the_example(folder: Path, every: int) -> None:
    copied, findings = compare(folder, example(), rules.shapes(), every)
    assert copied._held == set(copied._roots)
    assert findings


def test_a_shape_that_reads_too_much_runs_where_its_data_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Graph()
    lines = (f":t{n} a rbm:Target ; rbm:ofIndicator :i ; rbm:value {n} ." for n in range(900))
    data.parse(data=f"{PREFIXES} @prefix rbm: <{RBM}> .\n" + "\n".join(lines), format="turtle")
    shapes, target = rules.selection(["TG-07", "VA-01"]), EX.t7
    focus = dict.fromkeys(Run(in_memory(data), shapes)._roots, frozenset([target]))
    monkeypatch.setattr(surroundings, "LEAST", 500)
    copied, here = run(on_disk(folder, data), shapes, focus)
    far = set(copied._roots) - copied._held
    assert {str(root).rpartition("#")[2] for root in far} == {"TG-07"}
    assert here == run(in_memory(data), shapes, focus)[1]
    assert here


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("SELECT $this { $this :p ?x . ?x :q ?value FILTER (?value < 3) }", True),
        ("SELECT $this ?value { $this :p+ ?x . ?x :r ?value }", True),
        ('SELECT $this { $this :q ?value FILTER (?value > "1"^^xsd:integer) }', True),
        ("SELECT $this { $this :p ?x . GRAPH ?graph { ?x :q ?value } }", False),
        ("SELECT $this { $this :p ?x . ?other :q ?value }", False),
    ],
)
def test_what_a_query_reads_is_copied_blank_nodes_on_the_way_too(
    folder: Path, query: str, held: bool
) -> None:
    deep = ":p [ :p [ :p [ :p [ :r 6 ] ] ] ]"
    text = f":a a :A ; :q 2 ; :p [ :q 2 ; :r 5 ; {deep} ] . :b a :A ; :p :c . :c :q 4 ."
    data = Graph().parse(data=PREFIXES + text, format="turtle")
    shapes = Graph().parse(
        data=PREFIXES
        + ":S a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:prefixes :o ; sh:select "
        f"'''{query}''' ] . :o sh:declare [ sh:prefix '' ; sh:namespace '{EX}'^^xsd:anyURI ] , "
        "[ sh:prefix 'xsd' ; sh:namespace 'http://www.w3.org/2001/XMLSchema#'^^xsd:anyURI ] .",
        format="turtle",
    )
    copied, findings = compare(folder, data, shapes)
    assert (copied._held == {EX.S}) is held
    assert findings


def test_shapes_below_others_are_asked_of_the_copy_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Graph().parse(data=f"{PREFIXES} :a a :A ; :p :b . :b :q 2 .", format="turtle")
    shapes = Graph().parse(
        data=f"{PREFIXES} :S a sh:NodeShape ; sh:targetClass :A ; sh:not :T , :U ;"
        " sh:property [ sh:path :p ; sh:qualifiedValueShape :T ; sh:qualifiedMinCount 2 ] ;"
        " sh:xone ( :T :U ) . :T sh:property [ sh:path :p ; sh:node :V ] ."
        " :U sh:property [ sh:path ( :p :q ) ; sh:or ( :V :W ) ] . :V sh:closed true ."
        " :W sh:datatype xsd:integer .",
        format="turtle",
    )
    store = on_disk(folder, data)
    focus = dict.fromkeys(Run(in_memory(data), shapes)._roots, frozenset([EX.a]))
    expected = run(in_memory(data), shapes, focus)[1]
    checked = Run(store, shapes, focus=focus, as_of=DAY)

    def refuse(*_: object) -> None:
        raise AssertionError("the store on disk was asked again")

    for method in ("select", "ask", "construct", "run"):
        monkeypatch.setattr(store, method, refuse)
    assert Counter((r.focus, r.path, r.value, r.component, r.shape) for r in checked) == expected
    assert expected

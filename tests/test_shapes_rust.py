"""The Rust engine beside the compiler: what one finds in the shapes it takes, the other finds."""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import test_shapes_compiled_differential as random
from hypothesis import HealthCheck, given, settings
from rdflib import SH, Graph, URIRef

from ontology.datasets import dataset
from shapes import compiled, rules, rust
from shapes.compiler import whole
from shapes.compiler.graph import ShapesGraph
from shapes.finding import Finding
from shapes.validation import BACKGROUND, background, check
from sparql.embedded import EmbeddedStore

BENCH = Path(__file__).parents[1] / "benchmarks" / "validation"
sys.path.insert(0, str(BENCH))

import generate  # noqa: E402


def key(finding: Finding) -> tuple[object, ...]:
    """Return all that a finding says; details come in no order."""
    return (
        finding.rule,
        finding.level,
        finding.focus,
        finding.path,
        finding.value,
        finding.expected,
        finding.component,
        finding.shape,
        tuple(sorted(finding.message.items())),
        tuple(sorted(Counter(map(key, finding.details)).items(), key=str)),
    )


def compare(store: EmbeddedStore, shapes: Graph, limit: int | None = None) -> int:
    """Hold the findings of both engines equal; return how many shapes the Rust engine took."""
    known = ShapesGraph(shapes)
    taken = [root for root in known.roots() if rust.takes(known, root)]
    plain, fast = (
        compiled.validate(store, shapes, limit=limit, fast=fast) for fast in (False, True)
    )
    wanted, found = list(plain), list(fast)
    assert fast.counts == plain.counts
    assert sorted(fast.idle) == sorted(plain.idle)
    assert [str(fault) for fault in fast.refused] == [str(fault) for fault in plain.refused]
    if limit is None:
        assert Counter(map(key, found)) == Counter(map(key, wanted))
    return len(taken)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(random.datas(), random.shape_graphs())
def test_random_shapes_give_the_results_of_the_compiler(data: str, shapes: str) -> None:
    store = EmbeddedStore(None)
    store.add(random.GRAPH, Graph().parse(data=data, format="turtle"))
    compare(store, Graph().parse(data=shapes, format="turtle"))


def test_the_rules_find_the_same_in_the_ilo_data() -> None:
    store = EmbeddedStore(None)
    store.add(random.GRAPH, dataset("ilo"))
    store.add(BACKGROUND, background())
    assert compare(store, rules.shapes()) > 20


@pytest.mark.parametrize("limit", [None, 3])
def test_the_engines_agree_on_generated_data_with_every_fault(
    limit: int | None, tmp_path: Path
) -> None:
    generate.write(tmp_path / "data.nt", 5_000)
    store = EmbeddedStore(None)
    store.fill(tmp_path / "data.nt")
    shapes = Graph().parse(BENCH / "core.ttl") + Graph().parse(BENCH / "queries.ttl")
    assert compare(store, shapes, limit) > 5


def test_details_come_from_a_second_pass_and_blank_nodes_keep_their_name() -> None:
    store = EmbeddedStore(None)
    turtle = """
        @prefix : <https://example.org/> .
        :a a :Plan ; :part _:x , :y . _:x :cost "07" . :y :cost 3 . :b a :Plan ; :part [] ."""
    store.add(random.GRAPH, Graph().parse(data=turtle, format="turtle"))
    shapes = Graph().parse(
        data=random.PREFIXES
        + """
        :S a sh:NodeShape ; sh:targetClass :Plan ;
            sh:property [ sh:path ( :part :cost ) ; sh:datatype xsd:integer ] ;
            sh:property [ sh:path :part ; sh:nodeKind sh:IRI ] .
        :T a sh:NodeShape ; sh:targetNode :y , :a ; sh:or ( [ sh:property :C ] [ sh:class :D ] ) .
        :C a sh:PropertyShape ; sh:path :cost ; sh:minCount 1 ; sh:datatype xsd:date .
        :I a sh:NodeShape ; sh:targetClass :Idle ; sh:nodeKind sh:IRI .""",
        format="turtle",
    )
    assert compare(store, shapes) == 3
    assert rust.takes(ShapesGraph(shapes), URIRef("https://example.org/T"))
    details = [
        len(one.details)
        for one in compiled.validate(store, shapes, fast=True)
        if one.component == str(SH.OrConstraintComponent)
    ]
    assert details == [2, 2]


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:sparql [ sh:select 'SELECT $this { $this ?p ?o }' ]",
        "sh:property [ sh:path :p ; sh:datatype xsd:byte ]",
        "sh:property [ sh:path :p ; sh:hasValue 1.50 ]",
        "sh:class :A , :B",
        "sh:property [ sh:path :p ; sh:pattern '(?=a)b' ]",
        (
            "sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ;"
            " sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedValueShapesDisjoint true ]"
        ),
    ],
)
def test_shapes_that_it_is_not_equal_on_go_to_the_compiler(constraint: str) -> None:
    shapes = Graph().parse(
        data=f"{random.PREFIXES} :S a sh:NodeShape ; sh:targetClass :A ; {constraint} .",
        format="turtle",
    )
    assert not rust.takes(ShapesGraph(shapes), URIRef("https://example.org/S"))


def test_without_it_the_compiler_does_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    generate.write(tmp_path / "data.nt", 2_000)
    store = EmbeddedStore(None)
    store.fill(tmp_path / "data.nt")
    shapes = Graph().parse(BENCH / "core.ttl")
    wanted = list(compiled.validate(store, shapes))
    monkeypatch.setattr(whole, "ENGINE", "shapes.not_installed")
    assert list(compiled.validate(store, shapes, fast=True)) == wanted


def test_where_it_fails_its_shapes_run_as_queries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("out of order")

    generate.write(tmp_path / "data.nt", 2_000)
    store = EmbeddedStore(None)
    store.fill(tmp_path / "data.nt")
    shapes = Graph().parse(BENCH / "core.ttl")
    wanted = Counter(map(key, compiled.validate(store, shapes)))
    monkeypatch.setattr(rust, "results", fail)
    assert Counter(map(key, compiled.validate(store, shapes, fast=True))) == wanted
    assert Counter(map(key, compiled.validate(store, shapes, fast=True, seconds=60))) == wanted


def test_a_check_may_ask_for_it() -> None:
    data = dataset("ilo")
    day = date(2008, 11, 1)
    plain, fast = (check(data, as_of=day, engine=name) for name in ("compiled", "fast"))
    assert fast.engine == "fast"
    assert (fast.counts, fast.idle, fast.refused) == (plain.counts, plain.idle, plain.refused)
    assert Counter(map(key, fast.findings)) == Counter(map(key, plain.findings))

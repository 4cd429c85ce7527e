"""The links of one plan read from the lines are those that the store finds by the question."""

import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.term import Identifier, Node

from ontology.vocabulary import RBM
from sparql import links, ordering, pairs
from sparql.answers import Table
from sparql.catalogue import ask, question, render
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.graphs import ONTOLOGY
from sparql.limits import Limits
from sparql.lines import FILE, Lines
from sparql.pool import Pool
from sparql.pooled import PooledEndpoint
from sparql.snapshots import SnapshotStore
from webapp.commands.demo import publish

EX = "https://example.org/"
KINDS: list[Node] = [URIRef(f"{EX}kind/{number}") for number in range(3)]
PLANS = "SELECT DISTINCT ?plan { ?x rbm:incidencePlan|rbm:linksFrom ?plan } ORDER BY ?plan"


class Far:
    """The same snapshot as a store that is not here: only queries reach it."""

    def __init__(self, store: EmbeddedStore):
        self.select, self.ask, self.construct = store.select, store.ask, store.construct


def plans(store: Endpoint) -> list[str]:
    rows = store.select(f"PREFIX rbm: <{RBM}> {PLANS}").rows
    return [str(row[0]) for row in rows if isinstance(row[0], URIRef)]


def compare(store: EmbeddedStore, asked: list[str]) -> int:
    """Compare both answers about each plan; return how many derived links were told."""
    told = 0
    for plan in asked:
        for name in links.ROWS:
            here = ask(store, name, {"strategy": plan})
            assert here == ask(Far(store), name, {"strategy": plan})
            told += sum(str(row["basis"]) == "derived" for row in here)
        for other in asked[:3]:
            given = {"strategy": plan, "other": other}
            assert ask(store, "linked-strategies", given) == ask(
                Far(store), "linked-strategies", given
            )
    return told


def chance(pick: random.Random) -> Graph:
    things: list[Node] = [URIRef(f"{EX}thing/{number}") for number in range(9)]
    some: list[Node] = [URIRef(f"{EX}plan/{number}") for number in range(12)]
    graph = Graph()
    for plan in some:
        graph.add((plan, RDF.type, RBM.Strategy))
        for _ in range(pick.randrange(9)):
            how = pick.choice([RBM.seeks, RBM.servesSdg, RBM.answersLesson, RBM.inCountry])
            graph.add((plan, how, pick.choice(things)))
        if pick.random() < 0.7:
            graph.add((plan, RBM.statedAt, URIRef(f"{EX}page/{pick.randrange(4)}")))
    for thing in things:
        kind = pick.choice([RBM.Outcome, RBM.ImmediateOutcome, RBM.Lesson])
        graph.add((thing, RDF.type, kind))
    for number in range(10):
        link = URIRef(f"{EX}link/{number}")
        graph.add((link, RBM.linksFrom, pick.choice(some)))
        graph.add((link, RBM.linksTo, pick.choice(some)))
        graph.add((link, RBM.hasLinkKind, pick.choice(KINDS)))
    return graph


@pytest.fixture
def random_store(tmp_path: Path) -> Iterator[SnapshotStore]:
    """Give a store that was published, then changed twice."""
    store = SnapshotStore(tmp_path / "data")
    pick = random.Random(5)
    classes = Graph()
    for kind, broader in ((RBM.Strategy, RBM.Plan), (RBM.ImmediateOutcome, RBM.Outcome)):
        classes.add((kind, RDFS.subClassOf, broader))
    for step in range(3):
        with store.candidate(f"step {step}") as candidate:
            if not step:
                candidate.add(ONTOLOGY, classes)
            candidate.remove(f"{EX}graph")
            candidate.add(f"{EX}graph", chance(pick))
            candidate.publish()
    yield store


def test_random_links_are_told_alike(random_store: SnapshotStore) -> None:
    reader = random_store.reader()
    assert compare(reader, plans(reader)) > 40


def test_all_pairs_are_told_alike_as_far_as_the_limit_goes(random_store: SnapshotStore) -> None:
    reader = random_store.reader()
    here, there = ask(reader, pairs.NAME, {}), ask(Far(reader), pairs.NAME, {})
    assert here == there
    assert {str(row["basis"]) for row in here} == {"stated", "derived"}
    folder = reader.beside
    assert folder
    query = render(question(pairs.NAME), {})
    for most in (1, 7, len(here) - 1, len(here)):
        some = pairs.collected(reader, Lines(folder / FILE), query, most)
        assert [row[:5] for row in some.rows] == [row[:5] for row in there.rows[:most]]
        assert some.truncated is (most < len(here))


def test_workers_put_all_pairs_together(random_store: SnapshotStore) -> None:
    reader = random_store.reader()
    folder, expected = reader.beside, ask(reader, pairs.NAME, {})
    assert folder
    pool = Pool(1)
    try:
        whole = PooledEndpoint(pool, folder / "store", "7-x", Limits(), "anonymous")
        found = ask(whole, pairs.NAME, {})
        assert (found.rows, found.snapshot, found.truncated) == (expected.rows, "7-x", False)
        cut = ask(
            PooledEndpoint(pool, folder / "store", "7-x", Limits(rows=5), "anonymous"),
            pairs.NAME,
            {},
        )
        assert cut.truncated and cut.rows == expected.rows[:5]
    finally:
        pool.close()


def test_random_chains_are_told_alike(random_store: SnapshotStore) -> None:
    reader, told, hops = random_store.reader(), 0, set()
    for first, second in pairwise(plans(reader)):
        given = {"first": first, "second": second}
        here = ask(reader, "why-linked", given)
        assert here == ask(Far(reader), "why-linked", given)
        there = ordering.select(reader, render(question("why-linked"), given))
        rows = [tuple(map(unlisted, row)) for row in there.rows]
        assert [tuple(map(unlisted, row)) for row in here.rows] == rows
        told += sum(str(row["basis"]) == "derived" for row in here)
        hops.update(str(row["hops"]) for row in here)
    assert told > 100 and {"2", "3", "4"} <= hops


def unlisted(cell: Identifier | None) -> object:
    """Return a cell of evidence as a set, any other as it is."""
    return frozenset(cell.split()) if isinstance(cell, Literal) and "/page/" in cell else cell or ""


def test_links_of_the_ilo_and_the_example_are_told_alike(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    publish(tmp_path, ("ilo", "example"))
    reader = store.reader()
    assert compare(reader, plans(reader)[::4]) > 50


def test_more_links_than_may_be_told_are_left_to_the_store(
    random_store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = random_store.reader()
    plan = max(
        plans(reader), key=lambda one: len(ask(reader, "linked-strategies", {"strategy": one}))
    )
    queries: list[str] = []
    select = reader.select

    def watched(query: str) -> Table:
        queries.append(query)
        return select(query)

    monkeypatch.setattr(reader, "select", watched)
    ask(reader, "linked-strategies", {"strategy": plan})
    assert not any("incidencePlan" in query for query in queries)
    monkeypatch.setattr(links, "MOST", 1)
    ask(reader, "linked-strategies", {"strategy": plan})
    assert any("incidencePlan" in query for query in queries)


def test_a_writable_store_has_no_lines_beside_it(random_store: SnapshotStore) -> None:
    with random_store.candidate("more") as candidate:
        assert candidate.embedded.beside is None


def test_lines_are_found_by_plan_and_by_thing(tmp_path: Path) -> None:
    lines = Lines(tmp_path / FILE)
    one, two, three = (f"outcome\t{EX}{plan}\t{EX}x\t{EX}seeks\t" for plan in "abc")
    lines.change((), [one, two, three])
    assert (len(lines), set(lines)) == (3, {one, two, three})
    assert lines.about("plan", [f"{EX}a", f"{EX}none"]) == {one}
    assert lines.about("thing", [f"{EX}x"]) == {one, two, three}
    assert lines.shared_beside({f"{EX}a"}, [f"{EX}x"]) == {f"{EX}x"}
    assert lines.shared_beside({f"{EX}a", f"{EX}b"}, [f"{EX}x"]) == set()
    assert lines.rules(["outcome", "sdg"]) == {"outcome"}
    lines.change([one, two], [f"{one}{EX}page"])
    assert set(lines) == {f"{one}{EX}page", three}

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from ontology.modules import codes, graph
from ontology.vocabulary import RBM
from shapes.partial import NothingSound, reduce, rows
from shapes.validation import check
from sparql.candidate import Candidate
from sparql.scratch import scratch
from sparql.snapshots import SnapshotStore

FILES = Path(__file__).parent / "rules"
DAY = date(2026, 6, 30)
HERE = "https://w3id.org/rbm/graph/import"
Make = Callable[[Graph], Candidate]
CLINIC = "https://w3id.org/rbm/id/clinic/"


@pytest.fixture
def store_of(tmp_path: Path) -> Iterator[Make]:
    """Give what makes a copy for a check that holds some data and what rules need beside it."""
    with scratch(SnapshotStore(tmp_path)) as store:

        def make(data: Graph) -> Candidate:
            store.add("https://w3id.org/rbm/graph/ontology", graph())
            store.add("https://w3id.org/rbm/graph/codes", codes())
            store.add(HERE, data)
            return store

        yield make


def size(store: Candidate, name: str = HERE) -> int:
    return len(store.select(f"SELECT * WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"))


def file(rule: str, stem: str = "bad") -> Graph:
    return Graph().parse(FILES / rule / f"{stem}.ttl")


def left(store: Candidate) -> set[str]:
    rows = store.select(f"SELECT DISTINCT ?s WHERE {{ GRAPH <{HERE}> {{ ?s ?p ?o }} }}")
    return {str(row["s"]).removeprefix(CLINIC) for row in rows}


def test_sound_data_stays_as_it_is(store_of: Make) -> None:
    data = file("IN-01", "good")
    store = store_of(data)
    partial = reduce(store, HERE, as_of=DAY)
    assert partial.left_out == partial.cut == ()
    assert size(store) == len(data)


def test_what_breaks_a_must_is_left_out_with_its_reason(store_of: Make) -> None:
    store = store_of(file("IN-05"))
    partial = reduce(store, HERE, as_of=DAY)
    first = partial.left_out[0]
    assert (first.thing, first.because.rule, first.round) == (CLINIC + "indicator", "IN-05", 1)
    assert "outcome" in left(store)
    assert "indicator" not in left(store)


def test_a_chain_of_reasons_is_followed_to_its_end(store_of: Make) -> None:
    # Without a sound indicator the immediate outcome is unsound too: IN-01, in a later round.
    data = file("IN-01", "good")
    data.remove((URIRef(CLINIC + "indicator"), RBM.unitText, None))
    store = store_of(data)
    partial = reduce(store, HERE, as_of=DAY)
    reasons = {each.thing.removeprefix(CLINIC): each for each in partial.left_out}
    assert reasons["indicator"].because.rule == "IN-05"
    assert reasons["immediate"].because.rule == "IN-01"
    assert reasons["immediate"].round > reasons["indicator"].round
    assert "intermediate" in left(store)


def test_no_reference_to_what_was_left_out_remains(store_of: Make) -> None:
    data = file("IN-01", "good")
    data.remove((URIRef(CLINIC + "indicator"), RBM.unitText, None))
    store = store_of(data)
    partial = reduce(store, HERE, as_of=DAY)
    gone = {each.thing for each in partial.left_out}
    values = store.select(f"SELECT DISTINCT ?o WHERE {{ GRAPH <{HERE}> {{ ?s ?p ?o }} }}")
    assert gone.isdisjoint(str(row["o"]) for row in values)
    assert "CD-03" not in partial.report.counts
    assert (CLINIC + "unit", str(RBM.isAccountableFor), CLINIC + "immediate") in {
        (end.subject, end.predicate, end.value) for end in partial.cut
    }


def test_what_remains_breaks_no_must(store_of: Make) -> None:
    whole = Graph()
    for path in sorted(FILES.glob("*/bad.ttl")):
        text = path.read_text(encoding="utf-8").replace("/id/clinic/", f"/id/{path.parent.name}/")
        whole.parse(data=text, format="turtle")
    store = store_of(whole)
    partial = reduce(store, HERE, as_of=DAY)
    again = check(store, graphs=[HERE], as_of=DAY)
    assert not any(finding.level == "violation" for finding in again.findings)
    assert 0 < size(store) < len(whole)
    assert len(list(rows(partial))) == len(partial.left_out) + len(partial.cut)


def test_a_reference_to_nothing_is_cut_and_the_thing_stays(store_of: Make) -> None:
    store = store_of(file("CD-03"))
    partial = reduce(store, HERE, as_of=DAY)
    assert partial.left_out == ()
    assert [end.value for end in partial.cut] == [CLINIC + "mission"]
    assert "objective" in left(store)


def test_things_without_a_name_cannot_be_left_out_one_by_one(store_of: Make) -> None:
    data = Graph().parse(data="[] a <https://w3id.org/rbm/ns#Milestone> .", format="turtle")
    with pytest.raises(NothingSound):
        reduce(store_of(data), HERE, as_of=DAY)


def test_other_graphs_are_not_touched(store_of: Make) -> None:
    store = store_of(file("IN-05"))
    other = "https://w3id.org/rbm/graph/other"
    extra = Graph()
    extra.add((URIRef("https://example.org/x"), RDF.type, RBM.Milestone))
    extra.add((URIRef("https://example.org/x"), RBM.order, Literal(1)))
    store.add(other, extra)
    reduce(store, HERE, as_of=DAY)
    assert size(store, other) == 2

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from rdflib import RDF, SH, Graph, URIRef

from shapes import compiled
from shapes.compiler.faults import CutOff
from shapes.validation import check
from sparql.embedded import EmbeddedStore
from sparql.snapshots import SnapshotStore
from sparql.worker import CallJob

OWN = """
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/shapes#> .

ex:A-before a sh:NodeShape ; sh:targetClass rbm:Output ;
    sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
ex:B-endless a sh:NodeShape ; sh:targetClass rbm:Output ; sh:sparql [ sh:select '''
SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l .
  FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "never") }''' ] .
ex:C-after a sh:NodeShape ; sh:targetClass rbm:Output ;
    sh:property [ sh:path rbm:unit ; sh:minCount 1 ] .
ex:D-idle a sh:NodeShape ; sh:targetClass rbm:Impact ; sh:nodeKind sh:IRI .
"""
GRAPH = "https://w3id.org/rbm/graph/many"


def things() -> Graph:
    data = Graph()
    for number in range(300):
        data.add((URIRef(f"https://w3id.org/rbm/id/o{number}"), RDF.type, OUTPUT))
    return data


OUTPUT = URIRef("https://w3id.org/rbm/ns#Output")


@pytest.fixture
def own() -> Graph:
    return Graph().parse(data=OWN, format="turtle")


@pytest.fixture
def memory() -> Iterator[EmbeddedStore]:
    store = EmbeddedStore(None)
    store.add(GRAPH, things())
    yield store


def read(run: compiled.Findings) -> tuple[dict[str, int], list[str], list[str]]:
    list(run)
    assert all(isinstance(fault, CutOff) for fault in run.refused)
    return dict(run.counts), [str(fault.shape) for fault in run.refused], run.idle


EXPECTED = (
    {"A-before": 300, "C-after": 300},
    ["https://example.org/shapes#B-endless"],
    ["D-idle"],
)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_query_without_end_is_cut_off_and_the_others_are_reported(
    memory: EmbeddedStore, own: Graph, processes: int
) -> None:
    began = monotonic()
    run = compiled.validate(memory, own, seconds=2, processes=processes)
    assert read(run) == EXPECTED
    assert "longer than 2 seconds" in run.refused[0].reason
    assert monotonic() - began < 60


def test_a_store_on_disk_is_opened_again_by_the_fork(own: Graph, tmp_path: Path) -> None:
    written = EmbeddedStore(tmp_path / "store", writable=True)
    written.add(GRAPH, things())
    # What is not on the disk yet is seen too, and nothing of the copy stays.
    assert read(compiled.validate(written, own, seconds=2)) == EXPECTED
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    written.add("https://w3id.org/rbm/graph/more", Graph().add((OUTPUT, RDF.type, OUTPUT)))
    written.close()
    readable = EmbeddedStore(tmp_path / "store")
    assert readable.count() == 301
    counts, _, _ = read(compiled.validate(readable, own, seconds=2))
    assert counts == {"A-before": 301, "C-after": 301}


def test_a_candidate_is_checked_while_it_is_written(own: Graph, tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    with store.candidate("test") as candidate:
        candidate.add(GRAPH, things())
        assert read(compiled.validate(candidate, own, seconds=2)) == EXPECTED
        candidate.publish()
    assert store.reader().count(GRAPH) == 300


def test_the_report_names_the_rule_that_was_cut_off(own: Graph) -> None:
    report = check(things(), rules=["RC-01"], extra=[own], seconds=2)
    assert report.counts["A-before"] == report.counts["C-after"] == 300
    assert [text for text in report.refused if "B-endless" in text and "cut off" in text]


def test_a_limit_holds_over_the_fork_and_the_count_is_true(
    memory: EmbeddedStore, own: Graph
) -> None:
    run = compiled.validate(memory, own, seconds=2, limit=7)
    assert len(list(run)) == 14
    assert run.counts == {"A-before": 300, "C-after": 300}


def test_the_fork_finds_what_this_process_finds(memory: EmbeddedStore) -> None:
    shapes = Graph().parse(data=OWN, format="turtle")
    shapes.remove((None, SH.sparql, None))
    told: list[tuple[str, int, int]] = []
    apart = compiled.validate(memory, shapes, seconds=60, progress=lambda *step: told.append(step))
    here = compiled.validate(memory, shapes)
    assert list(apart) == list(here)
    assert told[-1] == ("", 4, 4)


def test_a_fault_in_the_fork_is_raised_here(memory: EmbeddedStore) -> None:
    def fail(shape: str, done: int, total: int) -> None:
        raise ValueError("told enough")

    shapes = Graph().parse(data=OWN, format="turtle")
    with pytest.raises(ValueError, match="told enough"):
        list(compiled.validate(memory, shapes, seconds=60, progress=fail))


def test_closing_ends_the_fork(
    memory: EmbeddedStore, own: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def forked() -> int:
        made.append(fork())
        return made[-1]

    fork = os.fork
    monkeypatch.setattr(os, "fork", forked)
    run = compiled.validate(memory, own, seconds=600)
    next(run)
    run.close()
    assert len(made) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(made[0], 0)


def forked_in_a_worker(progress: object) -> tuple[dict[str, int], list[str], list[str]]:
    store = EmbeddedStore(None)
    store.add(GRAPH, things())
    return read(compiled.validate(store, Graph().parse(data=OWN, format="turtle"), seconds=2))


def test_it_works_in_a_worker_of_the_web_service() -> None:
    from sparql.pool import Pool

    pool = Pool(1)
    try:
        job = CallJob(f"{__name__}:forked_in_a_worker")
        (outcome,) = pool.submit(job, patience=60).pieces
    finally:
        pool.close()
    assert outcome == EXPECTED


class Elsewhere:
    """A store that bounds its queries itself, as one behind a pool or an address does."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.snapshot, self.select, self.ask = store.snapshot, store.select, store.ask
        self.construct = store.construct


def test_a_store_elsewhere_is_read_without_a_fork_and_its_progress_is_told(
    memory: EmbeddedStore, own: Graph
) -> None:
    bounded = Graph() + own
    bounded.remove((URIRef("https://example.org/shapes#B-endless"), None, None))
    steps: list[str] = []
    run = compiled.validate(
        Elsewhere(memory),
        bounded,
        seconds=5,
        progress=lambda shape, done, total: steps.append(shape),
    )
    assert read(run) == ({"A-before": 300, "C-after": 300}, [], ["D-idle"])
    assert "C-after" in steps

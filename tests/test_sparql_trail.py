from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDFS

from sparql.graphs import ONTOLOGY, PROVENANCE
from sparql.snapshots import SnapshotStore
from sparql.trail import Change, Import, trail

EX = "https://example.org/"
ONE, TWO = f"{EX}graph/one", f"{EX}graph/two"


def triple(text: str) -> Graph:
    return Graph().add((URIRef(f"{EX}a"), RDFS.label, Literal(text)))


def test_the_trail_tells_who_published_what_from_which_file_and_what_it_replaced(
    tmp_path: Path,
) -> None:
    store = SnapshotStore(tmp_path)
    source = Import(ONE, "plan A.ttl", "ab" * 32, "turtle 0.1.0", "rules 1", 1, 2, 3)
    with store.candidate("first import", by="Ana María") as candidate:
        candidate.add(ONE, triple("one"))
        candidate.record(source)
        candidate.publish()
    with store.candidate("second import") as candidate:
        candidate.add(TWO, triple("two"))
        candidate.remove(ONE)
        candidate.publish()
    second, first = trail(store.reader())
    assert (first.number, first.note, first.by) == (1, "first import", "Ana María")
    assert first.changes == (Change(ONE, 1, None, source),)
    assert (second.number, second.note, second.by) == (2, "second import", None)
    assert second.changes == (Change(ONE, 0, 1), Change(TWO, 1, None))
    assert first.started <= first.ended <= second.started <= second.ended


def test_the_trail_names_only_graphs_that_people_changed(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    axiom = Graph().add((URIRef(f"{EX}A"), RDFS.subClassOf, URIRef(f"{EX}B")))
    with store.candidate("an ontology") as candidate:
        candidate.add(ONTOLOGY, axiom)
        candidate.add(ONE, Graph().parse(data=f"<{EX}x> a <{EX}A> .", format="turtle"))
        candidate.publish()
    (publication,) = trail(store.reader())
    assert [change.graph for change in publication.changes] == [ONE, ONTOLOGY]


def test_the_trail_is_prov_o(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path)
    with store.candidate("import", by="someone") as candidate:
        candidate.add(ONE, triple("one"))
        candidate.record(Import(ONE, "a.ttl", "0f" * 32, "turtle 0.1.0"))
        candidate.publish()
    assert store.reader().ask(
        f"""ASK {{ GRAPH <{PROVENANCE}> {{
          ?version a <{PROV.Entity}> ; <{PROV.wasGeneratedBy}> ?activity ;
            <{PROV.specializationOf}> <{ONE}> ; <{PROV.wasDerivedFrom}> <urn:sha256:{"0f" * 32}> .
          ?activity a <{PROV.Activity}> ; <{PROV.wasAssociatedWith}> ?agent .
          ?agent a <{PROV.Agent}> ; <{RDFS.label}> "someone" }} }}"""
    )

"""Work done aside in a fork, whatever becomes of the fork."""

import os
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.forked import aside

EX = "https://example.org/"


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedStore:
    folder = tmp_path / "store" if request.param == "disk" else None
    filled = EmbeddedStore(folder, writable=True)
    filled.add(f"{EX}graph", Graph().add((URIRef(f"{EX}a"), URIRef(f"{EX}p"), URIRef(f"{EX}b"))))
    return filled


def counted(data: Endpoint) -> tuple[int, int]:
    return os.getpid(), len(data.select("SELECT * { ?s ?p ?o }"))


def test_work_is_done_in_a_fork_that_reads_the_data_as_it_was(store: EmbeddedStore) -> None:
    with aside(store, counted) as result:
        store.add(f"{EX}more", Graph().add((URIRef(f"{EX}c"), URIRef(f"{EX}p"), URIRef(EX))))
        process, number = result()
    assert process != os.getpid()
    assert number == 1
    assert counted(store) == (os.getpid(), 2)


def test_what_goes_wrong_there_is_told_here(store: EmbeddedStore) -> None:
    def fail(data: Endpoint) -> int:
        raise ValueError(f"{len(data.select('SELECT * { ?s ?p ?o }'))} is too few")

    with pytest.raises(ValueError, match="1 is too few"), aside(store, fail) as result:
        result()


def test_where_the_fork_ends_the_work_is_done_here(store: EmbeddedStore) -> None:
    here = os.getpid()

    def die(data: Endpoint) -> tuple[int, int]:
        if os.getpid() != here:
            os._exit(1)
        return counted(data)

    with aside(store, die) as result:
        assert result() == (here, 1)


def test_a_store_elsewhere_is_read_without_a_fork(store: EmbeddedStore) -> None:
    class Far:
        select, ask, construct = store.select, store.ask, store.construct

    with aside(Far(), counted) as result:
        assert result() == (os.getpid(), 1)

"""Chains are found shortest first, and a hub is not walked through."""

from collections.abc import Iterable

import pytest
from rdflib import Graph

from sparql import chains
from sparql.edges import Edges
from sparql.embedded import EmbeddedStore

EX = "https://example.org/"


def store(links: Iterable[tuple[str, str]]) -> EmbeddedStore:
    """Return a store in which plans are linked as told."""
    text = "\n".join(
        f"[] rbm:linksFrom ex:{start} ; rbm:linksTo ex:{end} ; rbm:hasLinkKind ex:kind ; "
        f"rbm:statedAt ex:page-{start}-{end} ."
        for start, end in links
    )
    graph = Graph().parse(
        data=f"@prefix ex: <{EX}> . @prefix rbm: <https://w3id.org/rbm/ns#> .\n{text}",
        format="turtle",
    )
    filled = EmbeddedStore(None)
    filled.add(f"{EX}graph", graph)
    return filled


def found(links: Iterable[tuple[str, str]], first: str, second: str) -> list[str]:
    told, _ = chains.chains(Edges(store(links)), EX + first, EX + second)
    return [" ".join(node.removeprefix(EX) for node in chain) for chain in told]


def test_chains_have_up_to_four_hops_and_the_shortest_come_first() -> None:
    links = [("a", "z"), ("a", "b"), ("b", "z"), ("c", "b"), ("a", "c"), ("c", "d"), ("d", "z")]
    assert found(links, "a", "z") == ["a z", "a b z", "a c b z", "a c d z", "a b c d z"]


def test_no_chain_has_five_hops() -> None:
    assert found([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "z")], "a", "z") == []


def test_a_chain_walks_a_link_both_ways_but_no_thing_twice() -> None:
    assert found([("b", "a"), ("b", "z"), ("b", "c")], "a", "z") == ["a b z"]


def test_a_hub_joins_two_ends_that_touch_it() -> None:
    hub = [("hub", f"n{number}") for number in range(chains.HUB)]
    assert found([*hub, ("hub", "a"), ("hub", "z")], "a", "z") == ["a hub z"]


def test_a_hub_is_not_walked_through_and_that_is_told() -> None:
    hub = [("hub", f"n{number}") for number in range(chains.HUB)]
    links = store([*hub, ("hub", "a"), ("hub", "b"), ("b", "c"), ("c", "z")])
    told, passed_by = chains.chains(Edges(links), f"{EX}a", f"{EX}z")
    assert (told, passed_by) == ((), True)
    assert chains.table(links, f"{EX}a", f"{EX}z").truncated


def test_every_hop_names_its_kind_direction_and_evidence() -> None:
    table = chains.table(store([("a", "b"), ("z", "b")]), f"{EX}a", f"{EX}z")
    hops = [(str(row[4]), str(row[5]), str(row[7]), str(row[8])) for row in table.rows]
    assert hops == [
        ("to", f"{EX}kind", "stated", f"{EX}page-a-b"),
        ("from", f"{EX}kind", "stated", f"{EX}page-z-b"),
    ]


@pytest.mark.parametrize("middle", [chains.MOST, chains.MOST + 7])
def test_no_more_chains_are_told_than_people_read(middle: int) -> None:
    links = [(end, f"m{number:02}") for number in range(middle) for end in ("a", "z")]
    assert len(found(links, "a", "z")) == chains.MOST

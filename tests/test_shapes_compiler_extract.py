"""A query that asks beyond its nodes is answered in a store of what it reads for them."""

import random

import pytest
from rdflib import Graph, Namespace
from test_shapes_compiled_differential import GRAPH, PREFIXES

from ontology.vocabulary import RBM
from shapes import rules
from shapes.compiled import validate
from shapes.compiler.extract import extract
from shapes.compiler.prebinding import Template
from sparql.embedded import EmbeddedStore

EX = Namespace("https://example.org/")
HEAD = f"@prefix rbm: <{RBM}> . @prefix dcterms: <http://purl.org/dc/terms/> . "
SIBLINGS = "SELECT $this ?other { $this <urn:of> ?i . ?other <urn:of> ?i ; <urn:year> ?year }"


def store(text: str) -> EmbeddedStore:
    filled = EmbeddedStore(None)
    filled.add(GRAPH, Graph().parse(data=PREFIXES + HEAD + text, format="turtle"))
    return filled


def test_what_a_query_reads_for_a_node_is_copied_and_nothing_else() -> None:
    data = store(
        ":a <urn:of> :i ; <urn:year> 1 . :b <urn:of> :i ; <urn:year> 2 ; <urn:note> 9 ."
        ":c <urn:of> :j ; <urn:year> 3 ."
    )
    few = extract(data, SIBLINGS, (), [EX.a])
    assert few is not None
    lines = {line.replace(str(EX), ":") for line in few.text().splitlines()}
    kind = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert lines == {
        "<:a> <urn:of> <:i> .",
        "<:b> <urn:of> <:i> .",
        f'<:a> <urn:year> "1"{kind} .',
        f'<:b> <urn:year> "2"{kind} .',
    }


def test_a_blank_node_on_the_way_leaves_the_query_to_the_whole_store() -> None:
    data = store(":a <urn:of> [ <urn:of> :i ] . :b <urn:of> :i .")
    query = "SELECT $this ?x { $this <urn:of> ?blank . ?blank <urn:of> ?x . ?x <urn:y> ?z }"
    assert extract(data, query, (), [EX.a]) is None


@pytest.mark.parametrize(
    ("query", "beyond"),
    [
        (SIBLINGS, False),
        ("SELECT $this { { SELECT $this ?x { $this <urn:p> ?x } } }", False),
        ("SELECT $this { $this <urn:p> ?x { SELECT $this ?x { ?o <urn:p> ?x } } }", True),
    ],
)
def test_a_nested_select_without_the_node_asks_beyond_it(query: str, beyond: bool) -> None:
    assert Template(query, frozenset(("this",))).asks_beyond is beyond


@pytest.mark.parametrize("seed", range(3))
def test_chosen_nodes_get_the_findings_that_they_have_among_all(seed: int) -> None:
    chance = random.Random(seed)
    lines = []
    for number in range(60):
        lines.append(
            f":o{number} a rbm:{chance.choice(('Target', 'Actual'))} ; "
            f"rbm:ofIndicator :i{chance.randrange(12)} ; rbm:startDate :d{chance.randrange(2)} ; "
            f'dcterms:identifier "{chance.randrange(40)}" .'
        )
    data, shapes = store("\n".join(lines)), rules.selection(["TG-07", "CD-04"])
    some = {str(EX[f"o{number}"]) for number in chance.sample(range(60), 20)}
    found = {(f.rule, f.focus, f.value) for f in validate(data, shapes)}
    chosen = {(f.rule, f.focus, f.value) for f in validate(data, shapes, focus=some)}
    assert chosen == {row for row in found if row[1] in some}
    assert {rule for rule, _, _ in chosen} == {"TG-07", "CD-04"}

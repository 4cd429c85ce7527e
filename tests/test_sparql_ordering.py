import random
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from sparql import ordering
from sparql.answers import Table
from sparql.catalogue import names, question, render
from sparql.embedded import EmbeddedStore

EX = "https://example.org/"
P = URIRef(f"{EX}p")
ROWS = f"SELECT ?s ?o ?n WHERE {{ ?s <{P}> ?o OPTIONAL {{ ?s <{EX}n> ?n }} }}\n"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    pick = random.Random(2)
    graph, filled = Graph(), EmbeddedStore(None)
    for number in range(120):
        subject = URIRef(f"{EX}{pick.randrange(10**6)}")
        value = pick.choice([Literal(pick.randrange(1000) / 8, datatype=XSD.decimal), Literal(7)])
        graph.add((subject, P, pick.choice([value, URIRef(f"{EX}é{number}")])))
        if number % 3:
            graph.add((subject, URIRef(f"{EX}n"), Literal(pick.choice("abcÄ中"))))
    filled.add(f"{EX}g", graph)
    return filled


@pytest.mark.parametrize(
    "clause", ["?o ?s", "DESC(?o) ?s", "BOUND(?n) DESC(?n) ?s", "STR(?o) DESC(STR(?n)) ?s", "?n ?s"]
)
def test_rows_stand_as_the_store_would_sort_them(store: EmbeddedStore, clause: str) -> None:
    query = f"{ROWS}ORDER BY {clause}\n"
    assert ordering.select(store, query) == store.select(query)


def test_what_is_no_column_is_left_to_the_store(store: EmbeddedStore) -> None:
    asked: list[str] = []

    class Watched:
        snapshot = None

        def select(self, query: str) -> Table:
            asked.append(query)
            table = store.select(query)
            return Table(table.variables, table.rows[:5], truncated="cut" in query)

    for clause in ("(?o + 1)", "?s LIMIT 3"):
        query = f"{ROWS}ORDER BY {clause}\n"
        ordering.select(Watched(), query)  # type: ignore[arg-type]
        assert asked.pop() == query and not asked
    cut = f"# cut\n{ROWS}ORDER BY ?s\n"
    assert ordering.select(Watched(), cut).truncated  # type: ignore[arg-type]
    assert asked == [cut.replace("ORDER BY ?s\n", ""), cut]


def test_every_question_is_ordered_by_its_columns() -> None:
    for name in names():
        text = Path(f"sparql/questions/{name}.rq").read_text(encoding="utf-8")
        assert text.splitlines()[-1].startswith("ORDER BY ")
        needed = {each.name: "2008-01-01" for each in question(name).parameters if each.required}
        given = {key: value if key == "on" else f"{EX}x" for key, value in needed.items()}
        clause = ordering._CLAUSE.search(render(question(name), given))
        assert clause and ordering._keys(clause["keys"]), name

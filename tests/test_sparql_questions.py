"""Every question of the catalogue gives the answer that was checked by hand.

An answer stands in `answers/<data set>/<question>[.<what is asked>].csv`: first the parameters, one
`# name value` line each, then the rows. IRIs of the product are shortened: `~` stands for
`https://w3id.org/rbm/`. An empty answer is a fact only where a line `# empty:` says why.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ontology.datasets import dataset, graph_iri
from ontology.modules import codes, graph
from ontology.words import graph as crosswalk
from sparql import ordering
from sparql.answers import Row, Table
from sparql.catalogue import ask, names, question, render
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.graphs import CODES, CROSSWALK, ONTOLOGY
from sparql.snapshots import SnapshotStore

FOLDER = Path(__file__).parent / "answers"
SHORT = "https://w3id.org/rbm/"
Stores = Callable[[str], Endpoint]


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked of a data set, and its answer as text."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem.partition(".")[0]

    @property
    def data(self) -> str:
        return self.path.parent.name

    @property
    def comments(self) -> dict[str, str]:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        found = (line[2:].partition(" ") for line in lines if line.startswith("# "))
        return {name: value.replace("~", SHORT) for name, _, value in found}

    @property
    def parameters(self) -> dict[str, str]:
        return {name: value for name, value in self.comments.items() if name != "empty:"}

    @property
    def answer(self) -> str:
        lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("# "))


CASES = [Case(path) for path in sorted(FOLDER.glob("*/*.csv"))]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.data}-{case.path.stem}")


def as_text(table: Table) -> str:
    """Return a table as CSV with shortened IRIs."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.variables)
    for row in table.rows:
        writer.writerow("" if cell is None else str(cell).replace(SHORT, "~") for cell in row)
    return buffer.getvalue()


def as_set(row: Row) -> tuple[frozenset[str], ...]:
    """Return each cell as the words it holds: the order inside a list is free."""
    return tuple(frozenset(str(cell or "").split()) for cell in row)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Return what opens a data set, published as `rbm demo` publishes it."""
    opened: dict[str, Endpoint] = {}

    def store(name: str) -> Endpoint:
        if name not in opened:
            snapshots = SnapshotStore(tmp_path_factory.mktemp(name))
            with snapshots.candidate(name) as candidate:
                candidate.add(ONTOLOGY, graph())
                candidate.add(CODES, codes())
                candidate.add(str(graph_iri(name)), dataset(name))
                candidate.add(CROSSWALK, crosswalk())
                candidate.publish()
            opened[name] = snapshots.reader()
        return opened[name]

    return store


@EACH
def test_a_question_gives_the_answer_that_was_checked(case: Case, stores: Stores) -> None:
    assert as_text(ask(stores(case.data), case.name, case.parameters)) == case.answer


@EACH
def test_an_answer_is_empty_only_where_that_is_a_fact(case: Case) -> None:
    assert (case.answer.count("\n") > 1) is not ("empty:" in case.comments)


@EACH
def test_no_two_rows_stand_at_the_same_place(case: Case, stores: Stores) -> None:
    """Pages of an answer are counted off, so its order leaves nothing to chance."""
    table = ask(stores(case.data), case.name, case.parameters)
    clause = ordering._CLAUSE.search(render(question(case.name), case.parameters))
    keys = ordering._keys(clause["keys"]) if clause else None
    assert keys
    places = [
        tuple(ordering._place(row[table.variables.index(key.name)], key) for key in keys)
        for row in table.rows
    ]
    assert len(set(places)) == len(places)


@EACH
def test_every_row_names_places_that_exist(case: Case, stores: Stores) -> None:
    store = stores(case.data)
    table = ask(store, case.name, case.parameters)
    at = table.variables.index("evidence")
    places = {place for row in table.rows for place in str(row[at] or "none").split()}
    if case.name != "crosswalk":
        known = {
            str(row["place"])
            for row in store.select(
                "SELECT ?place WHERE { ?place a <https://w3id.org/rbm/ns#SourceLocation> }"
            )
        }
        assert places <= known


def test_every_question_has_an_answer_that_is_not_empty() -> None:
    assert {case.name for case in CASES if "empty:" not in case.comments} == set(names())


@EACH
def test_the_query_that_is_shown_gives_the_rows_that_are_told(case: Case, stores: Stores) -> None:
    store = stores(case.data)
    shown = store.select(render(question(case.name), case.parameters))
    told = ask(store, case.name, case.parameters)
    assert shown.variables == told.variables
    assert [as_set(row) for row in shown.rows] == [as_set(row) for row in told.rows]


@pytest.mark.parametrize("name", names())
def test_a_question_about_nothing_known_has_no_rows_of_something_else(
    name: str, stores: Stores
) -> None:
    """Ask with IRIs that nothing bears: what answers then does not depend on the parameter."""
    asked = question(name)
    iris = {
        each.name: "https://example.org/none" for each in asked.parameters if each.kind == "iri"
    }
    days = {each.name: "2007-12-31" for each in asked.parameters if each.kind == "date"}
    if iris:
        table = ask(stores("example"), name, iris | days)
        assert not [row for row in table.rows if any(isinstance(cell, URIRef) for cell in row)]


def test_a_milestone_that_was_reported_settled_neither_waits_nor_blocks() -> None:
    store = EmbeddedStore(None)
    store.add("https://example.org/g", Graph().parse(data=WAITING, format="turtle"))
    asked = {"on": "2008-11-01", "roadmap": "https://example.org/map"}
    rows = ask(store, "blocked-milestones", asked).rows
    found = {(str(row[0])[-1], str(row[2])[-1]) for row in rows}
    assert found == {("a", "b"), ("a", "e"), ("b", "e")}


WAITING = """
PREFIX : <https://example.org/> PREFIX rbm: <https://w3id.org/rbm/ns#>
PREFIX state: <https://w3id.org/rbm/code/milestone-states/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:a rbm:inRoadMap :map ; rbm:dependsOn :b , :c . :b rbm:inRoadMap :map ; rbm:dependsOn :e .
:c rbm:inRoadMap :map . :d rbm:inRoadMap :map ; rbm:dependsOn :b . :e rbm:inRoadMap :map .
:r1 rbm:reportsOn :c ; rbm:reportedOn "2008-06-01"^^xsd:date ; rbm:hasMilestoneState state:reached .
:r2 rbm:reportsOn :d ; rbm:reportedOn "2008-07-01"^^xsd:date ; rbm:hasMilestoneState state:dropped .
:r3 rbm:reportsOn :b ; rbm:reportedOn "2008-05-01"^^xsd:date ; rbm:hasMilestoneState state:reached .
:r4 rbm:reportsOn :b ; rbm:reportedOn "2008-08-01"^^xsd:date ; rbm:hasMilestoneState state:open .
:r5 rbm:reportsOn :e ; rbm:reportedOn "2009-01-01"^^xsd:date ; rbm:hasMilestoneState state:reached .
"""

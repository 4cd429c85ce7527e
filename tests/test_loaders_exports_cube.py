"""The cube meets every integrity constraint of the RDF Data Cube that applies to it.

Each constraint of the recommendation is a query in `tests/cube`, true where it is broken, beside a
small cube that breaks it. Its header says whether our cube has what it speaks of.
"""

from pathlib import Path

import pytest
from rdflib import QB, RDF, Graph

from loaders.exports.cube import CUBE, DIMENSIONS, cube
from ontology.datasets import dataset
from ontology.vocabulary import RBM

FOLDER = Path(__file__).parent / "cube"
CONSTRAINTS = sorted(FOLDER.glob("*.rq"))
TURNED_OFF = {
    "slices": QB.Slice,
    "attribute": QB.AttributeProperty,
    "measure": QB.measureType,
    "hierarchy": QB.HierarchicalCodeList,
}
"""What a constraint that does not apply speaks of, by a word of the reason its header gives."""


def applies(constraint: Path) -> str:
    line = constraint.read_text(encoding="utf-8").splitlines()[1]
    return line.removeprefix("#+ applies: ")


def broken(constraint: Path, graph: Graph) -> bool:
    return bool(graph.query(constraint.read_text(encoding="utf-8")).askAnswer)


@pytest.fixture(scope="module")
def example() -> Graph:
    return dataset("example")


@pytest.fixture(scope="module")
def made(example: Graph) -> Graph:
    return cube(example)[0]


def test_all_constraints_of_the_recommendation_are_there() -> None:
    assert [file.stem for file in CONSTRAINTS] == [f"IC-{number:02}" for number in range(1, 22)]
    assert sum(applies(file) == "yes" for file in CONSTRAINTS) == 10


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda file: file.stem)
def test_the_cube_meets_its_integrity_constraints(made: Graph, constraint: Path) -> None:
    assert not broken(constraint, made)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda file: file.stem)
def test_a_small_cube_breaks_each_constraint_and_no_other(constraint: Path) -> None:
    wrong = Graph().parse(constraint.with_suffix(".ttl"), format="turtle")
    assert [file.stem for file in CONSTRAINTS if broken(file, wrong)] == [constraint.stem]


@pytest.mark.parametrize(
    "constraint",
    [file for file in CONSTRAINTS if applies(file) != "yes"],
    ids=lambda file: file.stem,
)
def test_a_constraint_does_not_apply_as_the_cube_lacks_what_it_speaks_of(
    made: Graph, constraint: Path
) -> None:
    (thing,) = (thing for word, thing in TURNED_OFF.items() if word in applies(constraint))
    assert thing not in {term for triple in made for term in triple}


def test_no_two_observations_of_the_cube_share_a_key(example: Graph, made: Graph) -> None:
    observations = list(made.subjects(RDF.type, QB.Observation))
    keys = {tuple(made.value(each, CUBE[name]) for name in DIMENSIONS) for each in observations}
    assert len(keys) == len(observations) > 10
    numbers = {str(each) for each in example.subjects(RBM.value)}
    assert {str(each) for each in observations} <= numbers

"""The page about the data sets counts and names what is there."""

import re
from pathlib import Path

import pytest
from rdflib import RDF

from ontology.datasets import dataset, files
from ontology.vocabulary import BASE, RBM

PAGE = (Path(__file__).parent.parent / "docs" / "ilo-dataset.md").read_text(encoding="utf-8")
COUNTS = re.findall(r"^\| ([A-Z]\w+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE)
FILES = re.findall(r"^\| `(\w+\.ttl)` \|", PAGE, re.MULTILINE)
GAPS = re.findall(r"^\| `([a-z]+/[\w-]+)` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("name", "column"), [("ilo", 1), ("example", 2)])
def test_the_counts_are_those_of_the_data(name: str, column: int) -> None:
    graph = dataset(name)
    assert len(COUNTS) == 18
    for row in COUNTS:
        things = set(graph.subjects(RDF.type, getattr(RBM, row[0])))
        assert len(things) == int(row[column]), row[0]


def test_the_files_are_those_of_the_folder() -> None:
    assert sorted(FILES) == [file.name for file in files("ilo")]


def test_the_gaps_are_things_of_the_example() -> None:
    known = {str(thing) for thing in dataset("example").subjects(RDF.type)}
    assert len(GAPS) == 12
    assert {f"{BASE}example/{gap}" for gap in GAPS} <= known


def test_the_chart_entry_it_shows_has_that_label() -> None:
    place = "source/gb297-pfa-1-1/chart-2008-circulars"
    labels = [
        str(text) for thing, text in dataset("ilo").subject_objects() if str(thing).endswith(place)
    ]
    assert any(label.startswith("§100, chart, entry 42 (2008") for label in labels)

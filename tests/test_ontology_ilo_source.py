"""What the ILO data set quotes is found in the paper, blanks and page furniture aside."""

import re
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from ontology.datasets import dataset
from ontology.vocabulary import BASE, RBM

# page headers, two footnotes inside paragraphs, and the garbled heading of a table
FURNITURE = re.compile(
    r"^\s*(STUIVWXY|GB\.297/PFA/1/1|.*GB297-PFA-1-1-06-10-0265-Ch\.doc.*|[78]\s?局长报告，第.*)\s*$",
    re.MULTILINE,
)
BULLETS = re.compile(r"^\s*[!\ufffd–—\x00-\x1f\ue000-\uf8ff]\s", re.MULTILINE)
PARA = BASE + "ilo/source/gb297-pfa-1-1/para-"
CHART = BASE + "ilo/source/gb297-pfa-1-1/chart-"
NOTE = BASE + "ilo/source/gb297-pfa-1-1/note-"

pytestmark = pytest.mark.shared


def bare(text: str) -> str:
    return re.sub(r"\s", "", BULLETS.sub("", text))


@pytest.fixture(scope="module")
def ilo() -> Graph:
    return dataset("ilo")


@pytest.fixture(scope="module")
def printed(shared: Path) -> str:
    return (shared / "seed" / "000_713ce620be6610c1.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def paper(printed: str) -> str:
    return bare(FURNITURE.sub("", printed))


@pytest.mark.parametrize(("kind", "count"), [(PARA, 102), (CHART, 50)])
def test_every_paragraph_and_entry_is_found_verbatim(
    ilo: Graph, paper: str, kind: str, count: int
) -> None:
    places = [place for place in ilo.subjects(RDF.type, RBM.SourceLocation) if kind in place]
    assert len(places) == count
    for place in places:
        assert bare(str(ilo.value(place, RBM.quotation))) in paper, place


def test_every_note_is_found_verbatim(ilo: Graph, printed: str) -> None:
    whole = bare(printed)
    notes = [place for place in ilo.subjects(RDF.type, RBM.SourceLocation) if NOTE in place]
    assert len(notes) == 9
    for note in notes:
        assert bare(str(ilo.value(note, RBM.quotation))) in whole, note


def test_every_other_quotation_is_found_line_by_line(ilo: Graph, paper: str) -> None:
    quoted = [
        (thing, line)
        for thing, text in ilo.subject_objects(RBM.quotation)
        if (thing, RDF.type, RBM.SourceLocation) not in ilo
        for line in str(text).split("\n")
    ]
    assert len({thing for thing, _ in quoted}) == 53
    for thing, line in quoted:
        assert bare(line) in paper, thing


def test_paragraphs_stand_in_the_order_of_the_paper(ilo: Graph, paper: str) -> None:
    starts = []
    for number in range(1, 103):
        text = str(ilo.value(URIRef(PARA + str(number)), RBM.quotation))
        starts.append(paper.find(f"{number}.{bare(text)}"))
    assert -1 not in starts
    assert starts == sorted(starts)


def test_every_slip_is_printed_that_way(ilo: Graph, paper: str) -> None:
    for slip, text in ilo.subject_objects(RBM.textAsPrinted):
        # the year of an entry stands in a cell of its own
        assert bare(re.sub(r"^\d{4}年 ", "", str(text))) in paper, slip

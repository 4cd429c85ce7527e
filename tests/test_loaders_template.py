"""Our workbook loads as written, and a data set comes back from it as the same graph."""

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import Loaded, load_file
from rdflib import DCTERMS, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from loaders.source import Kept
from loaders.template import OTHERS, TABS, concepts, expanded
from loaders.template_book import LONGEST, Content, TooLong, write
from loaders.template_export import content_of, workbook_of
from ontology.datasets import dataset
from ontology.vocabulary import RBM

ITEM = Namespace("https://w3id.org/rbm/id/test/item/")
CODE = Namespace("https://w3id.org/rbm/code/")
EX = Namespace("https://example.org/")


def empty() -> openpyxl.Workbook:
    stream = io.BytesIO()
    write(Content(), stream)
    return openpyxl.load_workbook(stream)


def filled(folder: Path, rows: dict[str, list[dict[str, object]]]) -> Loaded:
    """Return what an empty template says after rows are written into its sheets."""
    book = empty()
    for name, things in rows.items():
        sheet = book[name]
        headers = [cell.value for cell in sheet[1]]
        for number, thing in enumerate(things, start=2):
            for header, value in thing.items():
                if header not in headers:
                    headers.append(header)
                    sheet.cell(1, len(headers), header)
                sheet.cell(number, headers.index(header) + 1, value)
    book.save(folder / "framework.xlsx")
    return load_file(folder / "framework.xlsx", folder)


def came_back(graph: Graph, folder: Path) -> Graph:
    """Return a graph after its way through a workbook, without what the import adds."""
    with (folder / "data.xlsx").open("wb") as file:
        workbook_of(graph, file)
    back = load_file(folder / "data.xlsx", folder).graph
    document = URIRef("https://w3id.org/rbm/id/test/document/data.xlsx")
    kept = Graph()
    for triple in back:
        spot = str(triple[0]).startswith(f"{document}#") or triple[0] == document
        if not spot and not (triple[1] == RBM.statedAt and str(triple[2]).startswith(document)):
            kept.add(triple)
    return kept


@pytest.mark.parametrize("name", ["ilo", "example"])
def test_a_data_set_comes_back_as_the_same_graph(name: str, tmp_path: Path) -> None:
    graph = dataset(name)
    assert isomorphic(came_back(graph, tmp_path), graph)


def test_nearly_all_that_the_columns_are_made_for_stands_in_them() -> None:
    graph = dataset("example")
    content = content_of(graph)
    beside = {row["property"] for row in content.others if "/indicator/" in row["subject"]}
    assert beside.isdisjoint({"rbm:measures", "rbm:hasDirection", "rbm:unitText"})
    held = sum(len(row) for rows in content.rows.values() for row in rows)
    assert held > len(content.others) / 2


def test_the_template_guides_people() -> None:
    book = empty()
    assert book.sheetnames[0] == "Guidance"
    assert set(book.sheetnames) >= {tab.name for tab in TABS} | {OTHERS, "Lists"}
    assert book["Lists"].sheet_state == "hidden"
    for tab in TABS:
        sheet = book[tab.name]
        titles = {cell.value: cell for cell in sheet[1]}
        assert [*titles][:2] == ["id", "type"]
        assert all(cell.comment is not None for cell in titles.values())
        coloured = {
            title for title, cell in titles.items() if cell.fill.start_color.rgb == "FFFCE4B8"
        }
        required = {column.header for column in tab.columns if column.required}
        assert coloured == required | {"id", "type"}
    lists = book["Indicators"].data_validations.dataValidation
    columns = {str(one.sqref)[0] for one in lists}
    assert len(lists) == len(columns) == 6


def test_every_code_list_of_the_template_has_concepts() -> None:
    schemes = {column.scheme for tab in TABS for column in tab.columns if column.scheme}
    assert all(concepts(scheme) for scheme in schemes)
    assert all(expanded(column.predicate) for tab in TABS for column in tab.columns)


def test_what_people_fill_in_becomes_things(tmp_path: Path) -> None:
    loaded = filled(
        tmp_path,
        {
            "Results": [
                {"id": "OC1", "type": "Outcome", "title": "Fair work", "title (fr)": "Travail"},
                {
                    "id": "OP1",
                    "type": "Output",
                    "title": "Laws",
                    "contributes to": "OC1",
                    "SDG": "8.8\n8.5",
                },
            ],
            "Indicators": [
                {"id": "I1", "type": "Indicator", "title": "Laws in force", "measures": "OP1"}
                | {"direction": "increase", "aggregatable": "yes"}
            ],
            "Values": [
                {"id": "T1", "type": "Target", "title": "Target", "indicator": "I1", "value": 1500}
                | {"observed on": 2024}
            ],
            OTHERS: [
                {"subject": "OC1", "property": "skos:note", "value": "seen", "language": "en"}
            ],
        },
    )
    graph = loaded.stated
    assert loaded.loader == "template"
    assert loaded.tally.findings == []
    assert set(graph.objects(ITEM.OC1, RDFS.label)) == {
        Literal("Fair work", lang="en"),
        Literal("Travail", lang="fr"),
    }
    assert (ITEM.OP1, RBM.contributesTo, ITEM.OC1) in graph
    assert len(set(graph.objects(ITEM.OP1, RBM.servesSdg))) == 2
    assert (ITEM.I1, RBM.hasDirection, CODE["directions/increase"]) in graph
    assert (ITEM.T1, RBM.valueText, Literal("1500")) in graph
    assert graph.value(ITEM.T1, RBM.observedOn) == Literal("2024", datatype=XSD.gYear)
    assert loaded.places.places(str(ITEM.OP1), str(RBM.contributesTo))[0].cell == "F3"


def test_what_is_wrong_is_told_at_its_cell(tmp_path: Path) -> None:
    loaded = filled(
        tmp_path,
        {
            "Results": [
                {"id": "OC1", "type": "Outcome", "title": "A", "contributes to": "nowhere"},
                {"id": "OC1", "type": "Goal", "title": "B"},
                {"type": "Outcome", "title": "C"},
                {"id": "OC4", "type": "Outcome", "SDG": "18", "mood": "good"},
            ]
        },
    )
    told = {(finding.rule, finding.places[0].cell) for finding in loaded.tally.findings}
    assert told == {
        ("LOAD-REFERENCE", "F2"),
        ("LOAD-DUPLICATE", "A3"),
        ("LOAD-TYPE", "B3"),
        ("LOAD-ID", "A4"),
        ("LOAD-REQUIRED", "C5"),
        ("LOAD-VALUE", "I5"),
        ("LOAD-COLUMN", "N1"),
    }
    cells = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    assert cells == 4 + 3 + 2 + 4
    assert loaded.tally.coverage["Results!mood"] == {Kept.UNMAPPED: 1}


def test_loading_twice_gives_the_same_facts(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        workbook_of(dataset("example"), file)
    one, two = (load_file(tmp_path / "a.xlsx", tmp_path) for _ in range(2))
    assert one.facts == two.facts


def test_a_text_longer_than_a_cell_is_refused_by_name() -> None:
    graph = Graph()
    graph.add((EX.a, DCTERMS.description, Literal("long " * LONGEST)))
    with pytest.raises(TooLong, match="long long"):
        workbook_of(graph, io.BytesIO())


TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\ufffe\uffff"),
    max_size=30,
)
TERMS = st.one_of(
    st.sampled_from([EX.a, EX.b, CODE["directions/increase"], URIRef("urn:x:y")]),
    st.builds(Literal, TEXTS),
    st.builds(Literal, TEXTS, lang=st.sampled_from(["en", "fr", "pt-BR"])),
    st.builds(Literal, TEXTS, datatype=st.sampled_from([XSD.date, XSD.decimal, EX.kind])),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    triples=st.lists(
        st.tuples(
            st.sampled_from([EX.a, EX.b]),
            st.sampled_from(
                [RDFS.label, RBM.hasDirection, RBM.measures, RBM.valueText, RBM.value, EX.own]
            ),
            TERMS,
        ),
        max_size=12,
    )
)
def test_any_graph_comes_back(
    triples: list[tuple[URIRef, URIRef, Literal]], tmp_path: Path
) -> None:
    graph = Graph()
    graph.add((EX.a, RDF.type, RBM.Indicator))
    graph.add((EX.b, RDF.type, RBM.Target))
    for triple in triples:
        graph.add(triple)
    assert set(came_back(graph, tmp_path)) == set(graph)

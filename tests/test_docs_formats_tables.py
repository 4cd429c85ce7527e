"""What the docs say of spreadsheets and mappings is what the code does."""

import re
from pathlib import Path

from loading import load_text
from rdflib import RDF, RDFS, Literal

from loaders.mapping_file import read_mapping, shipped
from loaders.mapping_loader import MappingLoader
from loaders.template import TABS
from ontology.vocabulary import RBM

DOCS = Path(__file__).parent.parent / "docs"
FORMATS = (DOCS / "formats.md").read_text("utf-8")
MAPPING = (DOCS / "mapping.md").read_text("utf-8")


def test_every_column_of_our_workbook_is_described() -> None:
    for tab in TABS:
        assert f"**{tab.name}** ({', '.join(tab.types)})" in FORMATS
        for column in tab.columns:
            kind = f"code of `{column.scheme}`" if column.scheme else column.kind
            need = " (required)" if column.required else ""
            assert f"| {column.header}{need} | `{column.predicate}` | {kind} |" in FORMATS


def test_every_shipped_mapping_and_the_things_of_the_unhcr_rows_are_described() -> None:
    for mapping in shipped():
        needs = ", ".join(f"`{column}`" for column in mapping.requires)
        assert f"| `{mapping.name}` | {mapping.title} | {needs} |" in FORMATS
    results = next(mapping for mapping in shipped() if mapping.name == "unhcr-results")
    for thing in results.things:
        columns = ", ".join(f"`{column}`" for column in thing.columns)
        assert re.search(rf"\| {thing.name} \| `[\w:]*` from {re.escape(columns)} \|", FORMATS)


def test_the_mapping_of_the_docs_reads_a_table(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", MAPPING, re.DOTALL)
    assert example is not None
    (tmp_path / "wells.toml").write_text(example[1], "utf-8")
    loader = MappingLoader(read_mapping(tmp_path / "wells.toml"))
    table = (
        "project,project name,start,outcome,level,wells dug,donor\n"
        "2024-7,Water,2024-01-01,Clean water,high,1.5,Exland\n"
    )
    loaded = load_text(table, tmp_path, "wells.csv", loader)
    graph = loaded.stated
    assert loaded.tally.findings == []
    assert graph.value(predicate=RDF.type, object=RBM.Impact) is not None
    assert (None, RDFS.label, Literal("Wells dug in 2024", lang="en")) in graph
    assert (None, RBM.valueText, Literal("1.5")) in graph
    assert (None, RDFS.comment, Literal("donor: Exland")) in graph

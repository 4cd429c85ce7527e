"""The page on formats says what the code does, and formats are told by content."""

import re
from csv import DictReader
from pathlib import Path

import pytest
from loading import load_file

from loaders.formats import LOADERS, recognize
from loaders.jsonld import CONTEXTS, bundled
from loaders.limits import LIMITS, MEGABYTE
from loaders.source import Refusal, Source
from ontology.vocabulary import RBM

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
PAGE = (ROOT / "docs/formats.md").read_text("utf-8")
MODULES = (
    "gather imports jsonld jsontext limits ntriples rdf rdfxml reading remote turtle values xml"
)
SOURCES = [ROOT / f"loaders/{name}.py" for name in MODULES.split()]
SOURCES += sorted((ROOT / "loaders/iati").glob("*.py"))
SOURCES += sorted((ROOT / "loaders/stratml").glob("*.py"))
TABLES = {
    "iati/mapping.tsv": ("path", "becomes"),
    "stratml/mapping.tsv": ("path", "kept", "becomes"),
    "terms/cids.tsv": ("term", "ours", "turned", "of", "via"),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_mapping_stands_on_the_page(name: str) -> None:
    lines = (ROOT / "loaders" / name).read_text("utf-8").splitlines()
    for row in DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"):
        cells = [row[column].replace("`", "") for column in TABLES[name]]
        shown = f"| {' | '.join(cells)} |"
        assert shown in PAGE.replace("`", ""), shown


def test_every_term_of_ours_in_the_mappings_exists() -> None:
    named = set(re.findall(r"rbm:(\w+)", PAGE))
    assert named
    for name in named:
        assert RBM[name]


def test_every_rule_of_the_loaders_stands_on_the_page() -> None:
    used = set()
    for path in SOURCES:
        used |= set(re.findall(r'"((?:LOAD|IATI|STRATML)-[A-Z]+)"', path.read_text("utf-8")))
    described = set(re.findall(r"`((?:LOAD|IATI|STRATML)-[A-Z]+)`", PAGE))
    assert used <= described


def test_every_bundled_context_stands_on_the_page_and_can_be_read() -> None:
    for address in CONTEXTS:
        assert address.partition("://")[2] in PAGE
        assert len(bundled(address)) > 20


def test_the_limits_are_those_of_the_page() -> None:
    assert LIMITS.file_bytes == LIMITS.archive_bytes == 4096 * MEGABYTE
    assert (LIMITS.archive_ratio, LIMITS.archive_members) == (200, 2_000)
    assert LIMITS.text_bytes == 256 * MEGABYTE
    assert LIMITS.item_bytes == LIMITS.json_bytes == 64 * MEGABYTE
    assert (LIMITS.xml_depth, LIMITS.json_depth, LIMITS.turtle_depth) == (200, 100, 100)


@pytest.mark.parametrize(
    ("name", "loader"),
    [
        ("iati-2.03.xml", "iati"),
        ("iati-1.05.xml", "iati"),
        ("stratml-part1.xml", "stratml"),
        ("stratml-part2.xml", "stratml"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_format_is_told_by_content_in_any_encoding(
    name: str, loader: str, encoding: str, tmp_path: Path
) -> None:
    text = (DATA / name).read_text("utf-8")
    declared = "UTF-16" if encoding == "utf-16" else "UTF-8"
    path = tmp_path / "data.csv"
    path.write_bytes(text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding))
    loaded = load_file(path, tmp_path)
    assert loaded.loader == loader
    assert loaded.facts == load_file(DATA / name, tmp_path).facts


def test_what_no_loader_knows_is_refused_with_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<unknown/>", "utf-8")
    with pytest.raises(Refusal) as refused:
        recognize(Source(path, "x.xml", "x"))
    assert all(loader.title in refused.value.finding.fix["en"] for loader in LOADERS)

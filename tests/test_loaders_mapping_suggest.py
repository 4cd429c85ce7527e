"""A mapping is drafted from headers, and what is drafted loads."""

from pathlib import Path

from click.testing import CliRunner
from loading import load_file

from loaders.mapping_file import read_mapping
from loaders.mapping_loader import MappingLoader
from loaders.mapping_suggest import draft, guesses
from ontology.vocabulary import RBM
from webapp.command import rbm

HEADERS = [
    "Project ID",
    "Project title",
    "Outcome",
    "Indicator",
    "Baseline",
    "Target value",
    "Note",
]
TABLE = ",".join(HEADERS) + "\nP1,Water,Clean water,Wells dug,10,25,dry year\n"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(rbm, words)
    return result.exit_code, result.output


def test_headers_are_known_by_likeness() -> None:
    found = {guess.column: (guess.thing, guess.role) for guess in guesses(HEADERS)}
    assert found == {
        "Project ID": ("plan", "id"),
        "Project title": ("plan", "title"),
        "Outcome": ("result", "title"),
        "Indicator": ("indicator", "title"),
        "Baseline": ("baseline", "value"),
        "Target value": ("target", "value"),
    }


def test_long_headers_are_known_by_their_last_words() -> None:
    found = {guess.column: guess.thing for guess in guesses(["result_indicator_target_value"])}
    assert found == {"result_indicator_target_value": "target"}


def test_a_draft_loads_the_table_it_was_made_from(tmp_path: Path) -> None:
    (tmp_path / "wells.csv").write_text(TABLE)
    (tmp_path / "wells.toml").write_text(draft("wells.csv", HEADERS, []), "utf-8")
    mapping = read_mapping(tmp_path / "wells.toml")
    loaded = load_file(tmp_path / "wells.csv", tmp_path, loader=MappingLoader(mapping))
    for term in (RBM.Plan, RBM.Result, RBM.Indicator, RBM.Baseline, RBM.Target):
        assert loaded.tally.things[f"<{term}>"] == 1
    assert loaded.tally.findings == []


def test_headers_with_quotes_and_backslashes_make_no_broken_draft(tmp_path: Path) -> None:
    odd = ['a "quoted" \\ header', "{id}", "Project ID", "line\nend"]
    (tmp_path / "odd.toml").write_text(draft('odd "name".csv', odd, [["x"] * 4]), "utf-8")
    assert read_mapping(tmp_path / "odd.toml").things


def test_the_command_drafts_checks_and_loads(tmp_path: Path) -> None:
    table, mapping = tmp_path / "wells.csv", tmp_path / "wells.toml"
    table.write_text(TABLE)
    code, output = run("mapping", "suggest", str(table), "-o", str(mapping))
    assert (code, "rbm load" in output) == (0, True)
    code, output = run("mapping", "check", str(mapping), str(table))
    assert code == 0
    assert "'Note'" in output
    data = ["--data", str(tmp_path / "data")]
    code, output = run(*data, "load", "--no-check", "--mapping", str(mapping), str(table))
    assert code == 0, output


def test_the_command_says_what_does_not_fit(tmp_path: Path) -> None:
    mapping, table = tmp_path / "wells.toml", tmp_path / "other.csv"
    mapping.write_text(draft("wells.csv", HEADERS, []), "utf-8")
    table.write_text("Project Idd,Colour\nP1,red\n")
    code, output = run("mapping", "check", str(mapping), str(table))
    assert code == 1
    assert "did 'Project Idd' mean it?" in output
    mapping.write_text("name = 1")
    assert run("mapping", "check", str(mapping))[0] == 2


def test_the_template_command_writes_what_load_reads(tmp_path: Path) -> None:
    book = tmp_path / "framework.xlsx"
    assert run("template", "--from-data", "example", "-o", str(book))[0] == 0
    assert run("template", "-o", str(book))[0] == 2
    assert load_file(book, tmp_path).loader == "template"

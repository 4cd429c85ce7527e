"""`rbm ask` and `rbm query`: answers, formats, and errors that say what to do."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from sparql.catalogue import names
from webapp.command import rbm
from webapp.commands.demo import publish

Run = Callable[..., Result]
HR = "ilo/strategy/hr-2005"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return what runs a command on the published ILO data."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder, ("ilo",))

    def command(*words: str, text: str | None = None) -> Result:
        return CliRunner().invoke(rbm, ["--data", str(folder), *words], input=text)

    return command


def test_without_a_name_all_questions_are_listed(run: Run) -> None:
    listed = run("ask", "--lang", "zh")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in names())
    assert "哪些战略" in listed.stdout


def test_help_tells_what_a_question_asks_and_needs(run: Run) -> None:
    told = run("ask", "milestones-due", "--help").stdout
    assert "On a given date" in told
    assert "The day on which the milestones are judged" in told


def test_an_answer_names_things_in_the_language_asked_for(run: Run) -> None:
    told = run("ask", "unlinked-strategies", "--lang", "zh")
    assert told.exit_code == 0
    assert "亚洲体面劳动十年" in told.stdout
    assert "GB.297/PFA/1/1 §89" in told.stdout
    assert "rows, snapshot 1-" in told.stderr


def test_an_iri_may_be_given_short(run: Run) -> None:
    short = run("ask", "linked-strategies", "--strategy", HR, "--format", "csv")
    whole = f"https://w3id.org/rbm/id/{HR}"
    assert (
        short.stdout
        == run("ask", "linked-strategies", "--strategy", whole, "--format", "csv").stdout
    )
    rows = list(csv.reader(io.StringIO(short.stdout)))
    assert len(rows) == 25
    assert "other name" in rows[0]


def test_json_and_a_workbook_hold_the_same_rows(run: Run, tmp_path: Path) -> None:
    answer = json.loads(run("ask", "lessons-applied", "--format", "json").stdout)
    file = tmp_path / "lessons.xlsx"
    done = run("ask", "lessons-applied", "--format", "xlsx", "-o", str(file))
    assert done.exit_code == 0
    assert openpyxl.load_workbook(file)["Answer"].max_row == len(answer["rows"]) + 1


def test_the_query_can_be_shown_and_run(run: Run) -> None:
    query = run("ask", "milestones-due", "--on", "2007-12-31", "--sparql").stdout
    answer = run("query", "-", "--format", "json", text=query)
    asked = run("ask", "milestones-due", "--on", "2007-12-31", "--format", "json")
    assert len(json.loads(answer.stdout)["rows"]) == len(json.loads(asked.stdout)["rows"]) > 40


def test_a_snapshot_of_a_day_can_be_asked(run: Run) -> None:
    assert run("ask", "coverage", "--as-of", "1").exit_code == 0
    early = run("ask", "coverage", "--as-of", "2001-01-01")
    assert early.exit_code == 2
    assert "No snapshot of 2001-01-01" in early.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ask", "who-knows"], "There is no question “who-knows”. Ask one of: accountable-units"),
        (["ask", "linked-strategies"], "Missing option '--strategy'"),
        (["ask", "linked-strategies", "--strategy", "ilo/none"], "Nothing is known of <https://"),
        (["ask", "linked-strategies", "--strategy", "a b:c"], "not an absolute IRI"),
        (["ask", "milestones-due", "--on", "yesterday"], "not a date such as 2008-11-01"),
        (["ask", "coverage", "--colour", "red"], "No such option"),
        (["query"], "Give a file with a query, or -e"),
        (["query", "-e", "SELECT ("], "error at 1:9"),
        (["query", "-e", "DROP ALL"], "only queries are answered"),
        (["query", "-e", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"], "SERVICE would ask"),
        (["query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], "use turtle"),
        (["query", "-e", "SELECT * { ?s ?p ?o }", "--format", "turtle"], "use table, csv"),
        (["query", "no-such-file.rq"], "No such file"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(run: Run, words: list[str], message: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert "Traceback" not in refused.output


def test_an_empty_store_is_told() -> None:
    refused = CliRunner().invoke(rbm, ["--data", "/nonexistent", "ask", "coverage"])
    assert refused.exit_code == 2
    assert "holds no data yet" in refused.stderr


def test_a_query_answers_in_every_form(run: Run) -> None:
    assert run("query", "-e", "ASK { ?s ?p ?o }").stdout == "true\n"
    rows = run("query", "-e", 'SELECT ("=1+1" AS ?x) (-1 AS ?n) {}', "--format", "csv").stdout
    assert rows.splitlines()[1] == "'=1+1,-1"
    graph = run("query", "-e", "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } LIMIT 2").stdout
    assert "@prefix" in graph or "<https://" in graph

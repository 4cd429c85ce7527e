"""`docs/questions.md` says what the catalogue says, and its examples run."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sparql.catalogue import Question, names, question
from webapp.command import rbm
from webapp.commands.demo import publish

DOCUMENT = (Path(__file__).parent.parent / "docs" / "questions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^rbm (ask .+)$", DOCUMENT, re.MULTILINE)
Run = Callable[[str], Result]


def section(asked: Question) -> str:
    """Return what the document has to say of a question, without its example."""
    lines = [f"### {asked.name}", "", f"{asked.title()} ({asked.source})", ""]
    for each in asked.parameters:
        need = "required" if each.required else "optional"
        target = f" of a {each.target.rpartition('#')[2]}" if each.target else ""
        lines.append(f"- `--{each.name}` ({each.kind}{target}, {need}): {each.summary}.")
    return "\n".join(lines).strip()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("data")
    publish(folder, ("ilo", "example"))
    return lambda line: CliRunner().invoke(rbm, ["--data", str(folder), *shlex.split(line)])


@pytest.mark.parametrize("name", names())
def test_each_question_is_told_with_its_parameters(name: str) -> None:
    assert section(question(name)) in DOCUMENT


def test_each_question_has_an_example_and_no_other_is_told() -> None:
    assert [shlex.split(line)[1] for line in EXAMPLES] == list(names())
    assert re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE) == list(names())


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_answers_with_rows(run: Run, line: str) -> None:
    answered = run(line)
    assert answered.exit_code == 0, answered.output
    assert not answered.stderr.startswith("0 rows")

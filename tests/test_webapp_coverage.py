"""The coverage of terms by questions and rules, and the document that tells it."""

import re
from pathlib import Path

from click.testing import CliRunner

from ontology import RBM
from ontology.terms import terms
from sparql.catalogue import names
from webapp.commands.ontology import ontology
from webapp.coverage import document, uses

WRITTEN = Path(__file__).parent.parent / "docs" / "ontology-coverage.md"


def test_a_term_knows_its_questions_and_rules() -> None:
    milestone = uses()[RBM.Milestone]
    assert "milestones-due" in milestone.questions
    assert "MS-01" in milestone.rules
    assert set(uses()) == set(terms())


def test_the_document_has_a_row_for_every_question_and_every_term() -> None:
    rows = set(re.findall(r"^\| `([\w-]+)` \|", document(), re.MULTILINE))
    assert rows == set(names()) | {term.name for term in terms().values()}


def test_the_document_in_the_repository_knows_every_question() -> None:
    text = WRITTEN.read_text(encoding="utf-8")
    for name in names():
        assert f"| `{name}` |" in text, "run make docs"


def test_the_command_writes_the_document(tmp_path: Path) -> None:
    target = tmp_path / "coverage.md"
    done = CliRunner().invoke(ontology, ["coverage", "-o", str(target)])
    assert done.exit_code == 0
    assert target.read_text(encoding="utf-8") == document()
    assert CliRunner().invoke(ontology, ["coverage"]).output == document()

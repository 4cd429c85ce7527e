"""What a worker does is told in the language of the reader."""

from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from ontology.datasets import dataset
from sparql.snapshots import SnapshotStore
from webapp.desk.steps import told
from webapp.desk.tasks import Task


@pytest.mark.parametrize(
    ("step", "total", "said"),
    [
        ("", 0, "Waiting for a free worker"),
        ("", 68, "Finishing"),
        ("plan.xlsx", 9, "Reading plan.xlsx"),
        ("IN-05", 68, "IN-05 Unit of a quantitative indicator"),
        ("Inferring from https://w3id.org/rbm/graph/a", 0, "Drawing conclusions from"),
        ("Deriving: what 2 plans share", 0, "Working out what links the plans"),
    ],
)
def test_a_step_is_told_in_words(step: str, total: int, said: str) -> None:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert told(Task(step=step, total=total)).startswith(said)


def test_what_the_store_tells_while_it_derives_is_known(tmp_path: Path) -> None:
    steps: list[str] = []
    with SnapshotStore(tmp_path).candidate("test") as candidate:
        candidate.add("https://w3id.org/rbm/graph/a", dataset("ilo"))
        candidate.derive(steps.append)
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert steps and not [step for step in steps if told(Task(step=step)).endswith(step)]

"""What the rules say is kept beside the snapshot, and is judged anew when its day has passed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from shapes import keeping
from tests.site import build
from webapp import findings
from webapp.answers import Library, answers
from webapp.installation import Installation


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = build(tmp_path)
    yield app
    app.extensions["rbm-service"].pool.close()


def restart(app: Flask) -> None:
    """Forget what is kept in memory, as a new process does."""
    old: Installation = app.extensions["rbm"]
    library = Library(app.extensions["rbm-service"])
    app.extensions["rbm"] = Installation(old.settings, library)


def test_the_rules_look_at_a_snapshot_once_a_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context("/"):
        first = findings.report()
        (file,) = answers().snapshot.folder.glob("answers/report-*.json")
    assert first.total > 0
    restart(app)

    def never(*_: object) -> None:
        raise AssertionError("the rules looked again")

    monkeypatch.setattr("webapp.findings.check", never)
    monkeypatch.setattr("webapp.findings.LARGE", 0)
    with app.test_request_context("/"):
        assert findings.ready() == first
    # A report of an earlier day is shown at once, and a new one is asked for.
    file.write_text(keeping.write(replace(first, as_of=date(2020, 1, 1))), encoding="utf-8")
    restart(app)
    asked: list[Flask] = []
    monkeypatch.setattr("webapp.findings.prepare", asked.append)
    with app.test_request_context("/"):
        shown = findings.ready()
        thing = next(each.focus for each in first.findings if each.focus)
        assert findings.of_thing(thing)
    assert shown and shown.as_of == date(2020, 1, 1)
    assert asked
    # What was kept for another snapshot, or is broken, is not shown.
    for text in (keeping.write(replace(first, snapshot="0-else")), "{"):
        file.write_text(text, encoding="utf-8")
        restart(app)
        with app.test_request_context("/"):
            assert findings.ready() is None

"""What the rules say of the current snapshot, kept beside it so that it outlives the process.

Dates are judged on a day: a report of an earlier day is shown, with that day, until the one of
today is made in the background.
"""

from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Lock, Thread

from flask import Flask, current_app
from flask_babel import gettext as _
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from shapes import keeping
from shapes.finding import Finding, Level
from shapes.rules import Rule, content_hash, rules
from shapes.validation import Report, check
from sparql import kept
from sparql.answers import Row, Table
from sparql.endpoint import StoreError
from sparql.pool import Busy
from webapp.answers import answers
from webapp.languages import interface
from webapp.tables import Sheet

CHECKING = Lock()
"""Held while the rules run: they look at the whole snapshot."""
LARGE = 50_000
"""Statements above which the page of a thing does not wait for the rules."""


def report() -> Report:
    """Return the report on the current snapshot, made once however many ask at the same time."""
    with CHECKING:
        return answers().keep("report", _today)


def _today() -> Report:
    known = _earlier()
    if known and _settled(known):
        return known
    made = check(answers().endpoint)
    with suppress(OSError):  # a folder that may not be written to
        kept.write(_file(), [keeping.write(made)])
    return made


def _earlier() -> Report | None:
    """Return what these rules said of this snapshot on the day they last looked at it."""
    try:
        known = keeping.read(_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return known if known.snapshot == answers().snapshot.id else None


def _settled(known: Report) -> bool:
    """Return whether a report is of today, and no rule was cut off while the machine was busy."""
    return known.as_of == date.today() and not known.refused


def _file() -> Path:
    return answers().snapshot.folder / kept.FOLDER / f"report-{content_hash()}.json"


def prepare(app: Flask) -> None:
    """Make the report in the background, so that the first reader need not wait for it."""

    def make() -> None:
        # A busy pool only means that the next reader has to wait.
        with app.test_request_context("/"), suppress(Busy, StoreError):
            report()

    Thread(target=make, daemon=True).start()


def broken(found: Report) -> list[Rule]:
    """Return the rules that something breaks, the gravest and most broken first."""
    gravity, counts = list(Level), found.counts
    every = [rule for rule in rules() if counts.get(rule.id)]
    return sorted(every, key=lambda rule: (gravity.index(rule.level), -counts[rule.id], rule.id))


def ready() -> Report | None:
    """Return the newest report there is, None while the rules first look at a large snapshot."""
    if answers().snapshot.total <= LARGE or answers().kept("report") is not None:
        return report()
    known = answers().keep("earlier report", _earlier)
    if known and _settled(known):
        return answers().keep("report", lambda: known)
    if not CHECKING.locked():
        prepare(current_app._get_current_object())  # type: ignore[attr-defined]
    return known


def of_thing(iri: str) -> tuple[Finding, ...] | None:
    """Return the findings on one thing, None while the rules first look at a large snapshot."""
    found = ready()
    if found is None:
        return None
    by_thing = answers().keep(("findings", found.as_of, found.seconds), lambda: _by_thing(found))
    return tuple(by_thing.get(iri, ()))


def of_rule(told: Report, name: str) -> Sheet:
    """Return the findings of one rule as a table."""
    found = [finding for finding in told.findings if finding.rule == name]
    return Sheet("findings", _("What breaks this rule now"), table(found))


def summary(found: Report | None) -> Sheet:
    """Return every rule with the number of its findings, without them while there is no report."""
    rows = tuple(
        (
            URIRef(rule.shape),
            Literal(rule.demand),
            Literal(rule.title.get(interface().tag) or rule.title["en"]),
            Literal(found.counts.get(rule.id, 0), datatype=XSD.integer) if found else None,
        )
        for rule in rules()
    )
    return Sheet(
        "rules", _("Findings by rule"), Table(("rule", "demand", "title", "findings"), rows)
    )


def table(found: list[Finding]) -> Table:
    """Return findings as a table: the thing, what is wrong, what to do."""
    tag = interface().tag
    rows: list[Row] = []
    for finding in found:
        fix = finding.fix.get(tag) or finding.fix.get("en")
        rows.append(
            (
                URIRef(finding.focus) if finding.focus else None,
                Literal(str(finding.level)),
                Literal(finding.text(tag)),
                Literal(fix) if fix else None,
            )
        )
    return Table(("thing", "level", "message", "fix"), tuple(rows), answers().snapshot.id)


def _by_thing(told: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in told.findings:
        if finding.focus:
            found.setdefault(finding.focus, []).append(finding)
    return found

"""The road map as a time line and as a table, on a day the reader chooses."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from sparql.catalogue import question, render
from sparql.terms import TermError, day
from webapp import naming, pictures, wording
from webapp.answers import answers
from webapp.choices import members
from webapp.drawings import timeline
from webapp.tables import Sheet, respond

pages = Blueprint("roadmap", __name__)


@dataclass(frozen=True, slots=True)
class Changes:
    """The milestones whose state changed since a day, one row each."""

    since: str
    rows: tuple[Mapping[str, Identifier], ...]


@pages.get("/roadmap")
def show() -> Response | str:
    """Return a road map as it stood on a day."""
    chosen, reported = chosen_roadmap()
    on = asked_day() or reported
    parameters = {"on": on, "roadmap": chosen}
    standing = pressing(answers().question("milestones-due", parameters))
    sheet = Sheet(
        "milestones",
        _("Milestones as they stood on %(day)s", day=on),
        standing,
        render(question("milestones-due"), parameters),
    )
    drawn = picture(chosen, standing, on)
    if request.args.get("format") in pictures.TYPES:
        title = naming.name(chosen).text
        return pictures.file(
            "drawings/timeline.svg", "road-map", picture=drawn, title=title, words=wording.WORDS
        )
    counts = Counter(
        state for _key, state in {(row["milestone"], str(row["standing"])) for row in standing}
    )
    return respond(
        "roadmap/roadmap.html",
        sheet,
        picture=drawn,
        roadmap=URIRef(chosen),
        roadmaps=members(RBM.RoadMap),
        on=on,
        counts=[(state, counts[state]) for state in wording.STANDINGS if counts[state]],
        words=wording.WORDS,
        changes=changes(chosen, on),
    )


def changes(roadmap: str, on: str) -> Changes:
    """Return what changed between the last report before a day and that day."""
    rows = list(answers().question("progress-report", {"on": on, "roadmap": roadmap}))
    changed = {row["milestone"]: row for row in rows if str(row["change"]) != "unchanged"}
    naming.learn(changed)
    return Changes(str(rows[0].get("compared", "")) if rows else "", tuple(changed.values()))


def chosen_roadmap() -> tuple[str, str]:
    """Return the road map in the address, else the largest, and the day of its last report."""
    known = {str(row["roadmap"]): row for row in answers().page("roadmaps")}
    if not known:
        abort(404, _("This snapshot holds no road map."))
    chosen = request.args.get("roadmap") or next(iter(known))
    if chosen not in known:
        abort(404, _("There is no road map %(iri)s here.", iri=chosen))
    return chosen, str(known[chosen].get("reported") or datetime.now(UTC).date())


def pressing(table: Table) -> Table:
    """Return the milestones with the most pressing first."""
    at = table.variables.index("standing")
    rows = sorted(table.rows, key=lambda row: wording.STANDINGS.index(str(row[at])))
    return Table(table.variables, tuple(rows), table.snapshot, table.truncated)


def asked_day() -> str | None:
    """Return the day in the address; status 400 where it is none."""
    asked = request.args.get("as_of", "")
    if asked:
        try:
            day(asked)
        except TermError as error:
            abort(400, str(error))
    return asked or None


def picture(roadmap: str, standing: Table, on: str) -> timeline.Timeline:
    """Return the layout of a road map's milestones."""
    states_ = {str(row["milestone"]): str(row["standing"]) for row in standing}
    rows = list(answers().page("milestones", roadmap=roadmap))
    naming.learn(term for row in rows for term in row.values())
    waits: dict[str, list[str]] = {}
    for row in rows:
        if "waitsFor" in row:
            waits.setdefault(str(row["milestone"]), []).append(str(row["waitsFor"]))
    events: dict[tuple[str, str], timeline.Event] = {}
    lanes: list[str] = []
    for row in rows:
        key = str(row["milestone"])
        place = row.get("area") or row.get("phase")
        lane = naming.name(place).text if place else _("Other milestones")
        if lane not in lanes:
            lanes.append(lane)
        called = naming.name(key)
        events.setdefault(
            (key, lane),
            timeline.Event(
                key,
                called.text,
                called.language,
                called.address,
                str(row.get("due", "")),
                states_.get(key, "undated"),
                lane,
                tuple(dict.fromkeys(waits.get(key, ()))),
            ),
        )
    return timeline.draw(events.values(), lanes, date.fromisoformat(on))

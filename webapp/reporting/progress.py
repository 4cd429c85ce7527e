"""The biennial report on a road map (§101-102): every milestone, and what changed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from rdflib.term import Identifier

from sparql.catalogue import question, render
from webapp import naming, wording
from webapp.answers import answers
from webapp.pages import roadmap
from webapp.reporting.document import (
    Cell,
    Grid,
    Report,
    Section,
    called,
    cell,
    figure,
    listed,
    report,
    words,
)
from webapp.reporting.drawing import picture
from webapp.tables import day
from webapp.wording import word

Rows = Sequence[Mapping[str, Identifier]]


def progress(roadmap_: str, on: str, since: str = "") -> Report | None:
    """Return the report on a road map for a day (§101-102); None where it has no milestones."""
    given = {"on": on, "roadmap": roadmap_, **({"since": since} if since else {})}
    table = answers().question("progress-report", given)
    rows = list(table)
    if not rows:
        return None
    naming.learn(term for row in rows for term in row.values())
    compared = str(rows[0].get("compared", ""))
    counts = Counter({str(row["milestone"]): str(row["standing"]) for row in rows}.values())
    changed = list({row["milestone"]: row for row in rows if _has_changed(row)}.values())
    areas: dict[Identifier | None, list[Mapping[str, Identifier]]] = defaultdict(list)
    for row in rows:
        areas[row.get("area")].append(row)
    standing = roadmap.pressing(
        answers().question("milestones-due", {"on": on, "roadmap": roadmap_})
    )
    drawn = roadmap.picture(roadmap_, standing, on)
    title = called(roadmap_)
    total = sum(counts.values())
    return report(
        "progress",
        _("Progress report"),
        title,
        _("As of %(day)s, compared with %(since)s", day=day(on), since=day(compared)),
        (
            Section(
                _("In short"),
                (
                    ngettext(
                        "The road map has %(num)s milestone.",
                        "The road map has %(num)s milestones.",
                        total,
                    ),
                ),
                picture("timeline", drawn, title.text, wording.WORDS) if drawn.marks else None,
                (_states(counts),),
            ),
            Section(
                _("What changed since %(day)s", day=day(compared)),
                () if changed else (_("No milestone changed its state."),),
                grids=(_changes(changed),) if changed else (),
            ),
            *(
                Section(called(area).text if area else _("Outside the areas"), grids=(_due(found),))
                for area, found in sorted(areas.items(), key=lambda item: item[0] is None)
            ),
        ),
        _(
            "A milestone counts as reached or dropped when its sources say so up to the day of "
            "the report. A milestone not reported on is overdue once its due date has passed; a "
            "date that names a year or a month counts at its end."
        ),
        [("progress-report", render(question("progress-report"), given))],
    )


def _has_changed(row: Mapping[str, Identifier]) -> bool:
    return str(row.get("change")) != "unchanged"


def _states(counts: Counter[str]) -> Grid:
    return listed(
        _("Milestones by state"),
        (_("State"), _("Milestones")),
        (
            (words(word(state)), figure(counts[state]))
            for state in wording.STANDINGS
            if counts[state]
        ),
    )


def _changes(rows: Rows) -> Grid:
    return listed(
        _("What changed"),
        (_("Milestone"), _("Due"), _("Before"), _("Now")),
        (
            (
                cell(row["milestone"]),
                _day(row),
                words(word(str(row["earlier"]))),
                words(word(str(row["standing"]))),
            )
            for row in rows
        ),
    )


def _due(rows: Rows) -> Grid:
    return listed(
        _("Milestones"),
        (_("Due"), _("Milestone"), _("State"), _("Responsible"), _("Evidence")),
        (
            (
                _day(row),
                cell(row["milestone"]),
                words(word(str(row["standing"]))),
                cell(row.get("unit")),
                cell(row.get("evidence"), "evidence"),
            )
            for row in rows
        ),
    )


def _day(row: Mapping[str, Identifier]) -> Cell:
    return words(day(str(row["due"]))) if "due" in row else Cell(())

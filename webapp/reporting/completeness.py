"""What is missing: by organization, framework and plan, by indicator and by rule."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import format_percent
from flask_babel import gettext as _

from sparql.answers import Table
from webapp import findings, naming
from webapp.pages import gaps
from webapp.reporting.document import (
    Cell,
    Grid,
    Report,
    Section,
    Text,
    cell,
    figure,
    grid,
    listed,
    report,
    words,
)
from webapp.reporting.drawing import bars
from webapp.tables import Sheet
from webapp.wording import word


def completeness() -> Report:
    """Return what is missing: by organization, framework and plan, by rule, by indicator."""
    coverage = gaps.sheet("coverage", _("Completeness, part by part"))
    standings = gaps.standings(coverage.table)
    naming.learn(each.thing for each in standings)
    lacking = gaps.sheet("smart-board", _("What each indicator lacks"))
    lacks = Counter(str(row["lacks"]) for row in lacking.table)
    checked = findings.ready()
    rules = findings.summary(checked)
    broken = [row for row in rules.table.rows if row[3] is not None and int(str(row[3]))]
    told = Sheet(rules.name, rules.caption, Table(rules.table.variables, tuple(broken)))
    naming.learn(told.things(len(broken)))
    return report(
        "completeness",
        _("Completeness report"),
        Text(_("What is missing")),
        "",
        (
            Section(
                _("The least complete first"),
                picture=bars(
                    _("Share complete, per cent"),
                    _shares(coverage.table),
                ),
                grids=(_completeness(standings),),
            ),
            Section(
                _("What indicators lack"),
                grids=(
                    listed(
                        _("What indicators lack"),
                        (_("Lacks"), _("Indicators")),
                        ((words(word(text)), figure(count)) for text, count in lacks.most_common()),
                    ),
                    grid(lacking),
                ),
            ),
            Section(
                _("Findings by rule"),
                ()
                if checked
                else (_("The rules are still being checked; make the report again in a minute."),),
                grids=(grid(told),) if broken else (),
            ),
        ),
        _(
            "Each part counts how many things have what a rule asks for; the share of a thing is "
            "the mean of the shares of its parts. Findings are those of the rules on this "
            "snapshot."
        ),
        [(sheet.name, sheet.query) for sheet in (coverage, lacking)],
    )


def _shares(table: Table) -> list[tuple[str, float]]:
    """Return how much of each part is complete over all things, in per cent, the least first."""
    complete: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for row in table:
        complete[str(row["part"])] += int(str(row["complete"]))
        every[str(row["part"])] += int(str(row["all"]))
    shares = [(word(part), round(100 * complete[part] / every[part])) for part in every]
    return sorted(shares, key=lambda share: share[1])


def _completeness(standings: Sequence[gaps.Standing]) -> Grid:
    return listed(
        _("Completeness, part by part"),
        (_("Thing"), _("Share complete"), _("Missing"), _("What is missing")),
        (
            (
                cell(each.thing),
                Cell((Text(str(format_percent(each.share))),), each.share),
                figure(each.missing),
                Cell(
                    tuple(
                        Text(f"{word(part.text)}: {part.complete}/{part.all}")
                        for part in each.parts
                        if part.complete < part.all
                    )
                ),
            )
            for each in standings
        ),
    )

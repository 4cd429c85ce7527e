"""The profile of a strategy or plan: all that a snapshot says of it."""

from flask_babel import gettext as _
from rdflib import URIRef

from webapp import findings, naming, sections
from webapp.answers import answers
from webapp.drawings import chain
from webapp.levels import LEVELS
from webapp.pages import results
from webapp.profiles import read
from webapp.reporting.document import Cell, Report, Section, called, cell, grid, listed, report
from webapp.reporting.drawing import picture
from webapp.tables import Sheet


def profile(strategy: str) -> Report | None:
    """Return the profile of a strategy or plan; None where the snapshot says nothing of it."""
    known = read(strategy)
    if known is None:
        return None
    parts = [sheet for sheet in sections.plan(strategy).sheets if sheet.table.rows]
    found = findings.of_thing(strategy) or ()
    facts = [
        (
            cell(URIRef(each.property)),
            Cell(tuple(cell(value).parts[0] for value in each.values[:6])),
        )
        for each in known.statements
        if each.values and len(each.values) <= 6
    ]
    about = [str(best) for each in known.descriptions if (best := naming.best(each.values))]
    return report(
        "profile",
        _("Profile of a strategy"),
        called(strategy),
        "; ".join(naming.name(kind).text for kind in known.kinds),
        (
            Section(
                _("In short"),
                tuple(about),
                grids=(listed(_("Facts"), (_("Property"), _("Value")), facts),),
            ),
            *_chain_of(strategy),
            *(Section(sheet.caption, grids=(grid(sheet),)) for sheet in parts),
            Section(
                _("Findings"),
                () if found else (_("The rules find nothing wrong with it."),),
                grids=(grid(Sheet("findings", _("Findings"), findings.table(list(found)))),)
                if found
                else (),
            ),
        ),
        _("All that this snapshot says of it, each with the place in a source that says so."),
        [(sheet.name, sheet.query) for sheet in parts if sheet.query],
    )


def _chain_of(strategy: str) -> tuple[Section, ...]:
    """Return the results chain of a plan as a picture, nothing where it seeks no results."""
    elements, _standing = results.merged(results.arranged(answers().page("chain", whole=strategy)))
    if not 1 < len(elements) <= results.MOST:
        return ()
    drawn = chain.draw(list(elements.values()), [naming.name(each).text for each in LEVELS])
    return (Section(_("Results chain"), picture=picture("chain", drawn, _("Results chain"))),)

"""Results frameworks and their matrices: statement, indicator, verification, assumptions."""

from dataclasses import dataclass, field

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql.answers import Table
from webapp import naming
from webapp.answers import answers
from webapp.choices import members
from webapp.levels import LEVELS, level
from webapp.pages.results import chosen_whole
from webapp.tables import Sheet, respond

pages = Blueprint("frameworks", __name__)


@dataclass(slots=True)
class Line:
    """One statement of a framework, or several of one wording, with what is said of it.

    `times` holds how many elements and how many indicators of one name stand together.
    """

    element: Identifier
    kinds: list[str] = field(default_factory=list)
    times: dict[Identifier, int] = field(default_factory=dict)
    indicators: dict[Identifier, list[Identifier]] = field(default_factory=dict)
    assumptions: list[Identifier] = field(default_factory=list)


@pages.get("/frameworks")
def index() -> Response | str:
    """Return the list of frameworks."""
    sheet = Sheet(
        "frameworks",
        _("Results frameworks"),
        answers().page("frameworks"),
        answers().text("frameworks"),
    )
    return respond("frameworks/index.html", sheet)


@pages.get("/frameworks/matrix")
def matrix() -> Response | str:
    """Return the matrix of a framework or a plan, level by level."""
    whole = chosen_whole()
    query = answers().text("logframe", whole=whole)
    table = answers().select(query)
    naming.learn(term for row in table.rows for term in row)
    sheet = Sheet("matrix", _("Framework matrix"), table, query)
    return respond(
        "frameworks/matrix.html",
        sheet,
        whole=URIRef(whole),
        plan=request.args.get("plan"),
        frameworks=members(RBM.ResultsFramework),
        levels=by_level(table),
    )


def by_level(table: Table) -> list[tuple[str, list[Line]]]:
    """Return the statements of a framework below their levels, the highest first."""
    lines: dict[Identifier, Line] = {}
    for row in table:
        line = lines.setdefault(row["element"], Line(row["element"]))
        line.kinds.append(str(row["kind"]))
        if "indicator" in row:
            texts = line.indicators.setdefault(row["indicator"], [])
            if "verification" in row and row["verification"] not in texts:
                texts.append(row["verification"])
        if "assumption" in row and row["assumption"] not in line.assumptions:
            line.assumptions.append(row["assumption"])
    groups: dict[str, dict[str, Line]] = {kind: {} for kind in LEVELS}
    for line in lines.values():
        same = groups.setdefault(level(line.kinds), {})
        together(same.setdefault(naming.name(line.element).text, Line(line.element)), line)
    return [(kind, list(found.values())) for kind, found in groups.items() if found]


def together(line: Line, more: Line) -> None:
    """Add a statement of the same wording; a source may repeat one for each group of people."""
    line.times[line.element] = line.times.get(line.element, 0) + 1
    named = {naming.name(indicator).text: indicator for indicator in line.indicators}
    for indicator, texts in more.indicators.items():
        known = named.setdefault(naming.name(indicator).text, indicator)
        line.times[known] = line.times.get(known, 0) + 1
        line.indicators.setdefault(known, []).extend(texts)
    line.assumptions += [each for each in more.assumptions if each not in line.assumptions]

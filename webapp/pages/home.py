"""The home page: what is here in numbers, and the questions in plain words."""

from dataclasses import dataclass

from flask import Blueprint, Response
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.namespace import ORG
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from webapp import naming
from webapp.answers import answers
from webapp.catalogue import themes
from webapp.pages import gaps
from webapp.tables import respond

pages = Blueprint("home", __name__)
MOST = 8
"""Organizations named on the home page."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the home page and the page that shows what it counts."""

    text: str
    count: int
    endpoint: str


@dataclass(frozen=True, slots=True)
class Owner:
    """An organization with its plans: how many there are, how many state the results they seek."""

    organization: Identifier
    plans: int
    seeking: int

    @property
    def share(self) -> float:
        """Return the share of plans that state results."""
        return self.seeking / self.plans


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete all frameworks or all plans are: the parts asked for, those that are there."""

    kind: str
    text: str
    things: int
    complete: int
    all: int

    @property
    def share(self) -> float:
        """Return the share of parts that are there."""
        return self.complete / self.all


@pages.get("/")
def show() -> Response | str:
    """Return the home page."""
    classes = answers().snapshot.classes

    def count(*kinds: URIRef) -> int:
        return sum(classes.get(str(kind), 0) for kind in kinds)

    figures = [
        Figure(
            _("organizations"),
            count(ORG.Organization) - count(ORG.OrganizationalUnit),
            "gaps.board",
        ),
        Figure(_("results frameworks"), count(RBM.ResultsFramework), "frameworks.index"),
        Figure(
            _("strategies and plans"),
            count(RBM.Strategy, RBM.Programme, RBM.Project, RBM.WorkPlan),
            "strategies.index",
        ),
        Figure(_("results"), count(RBM.Result), "results.chain"),
        Figure(_("indicators"), count(RBM.Indicator), "indicators.index"),
        Figure(_("milestones"), count(RBM.Milestone), "roadmap.show"),
        Figure(_("stated links"), count(RBM.Linkage), "linkage.matrix"),
        Figure(_("places in source documents"), count(RBM.SourceLocation), "documents.index"),
    ]
    whose = owners()
    naming.learn(owner.organization for owner in whose[:MOST])
    return respond(
        "home/home.html",
        figures=figures,
        themes=themes(),
        owners=whose,
        most=MOST,
        completeness=completeness(),
    )


def completeness() -> list[Completeness]:
    """Return how complete the frameworks and the plans are that anything is asked of."""
    known = gaps.standings(answers().question("coverage", {}))
    found = []
    for kind, text in gaps.kinds().items():
        parts = [part for each in known if each.kind == kind for part in each.parts]
        things = len([each for each in known if each.kind == kind])
        complete = sum([part.complete for part in parts])
        every = sum([part.all for part in parts])
        if kind != "organization" and every:
            found.append(Completeness(kind, text, things, complete, every))
    return found


def owners() -> list[Owner]:
    """Return the organizations that own plans, those with most plans first."""
    found = [
        Owner(row["thing"], int(str(row["all"])), int(str(row["complete"])))
        for row in answers().question("coverage", {})
        if str(row["part"]) == "plans that seek results" and int(str(row["all"]))
    ]
    return sorted(found, key=lambda owner: (-owner.plans, str(owner.organization)))

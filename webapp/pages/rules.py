"""The rules of the logical framework, each with its explanation and what breaks it now."""

import re

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _
from rdflib import URIRef

from shapes.rules import RULES_VERSION, is_rule, rule, rules, selection
from webapp import findings, naming
from webapp.negotiation import RDF, TABLES, wanted
from webapp.tables import respond

pages = Blueprint("rules", __name__)


@pages.get("/rules")
def index() -> Response | str:
    """Return all rules by subject, with the number of findings of each."""
    report = findings.ready()
    return respond(
        "rules/index.html",
        findings.summary(report),
        rules=rules(),
        counts=report.counts if report else None,
        subjects=subjects(),
        version=RULES_VERSION,
    )


@pages.get("/rules/<id>")
def show(id: str) -> Response | str:  # noqa: A002
    """Return one rule with its explanation and the things that break it, or its shape as RDF."""
    if not is_rule(id):
        abort(404, _("There is no rule %(id)s. The list of rules has all.", id=id))
    chosen = rule(id)
    format_ = wanted((*RDF, *TABLES))
    if format_ in RDF and "table" not in request.args:
        body = selection([id]).serialize(format=format_.rdflib, encoding="utf-8")
        return Response(body, content_type=f"{format_.media}; charset=utf-8")
    report = findings.ready()
    found = (findings.of_rule(report, id),) if report else ()
    naming.learn(URIRef(iri) for iri in chosen.scope)
    return respond(
        "rules/rule.html",
        *found,
        format_=format_,
        rule=chosen,
        report=report,
        open_places=open_places,
    )


def open_places(message: str) -> str:
    """Return a message with … where a finding names what it is about, as {$this} or {?value}."""
    return re.sub(r"\{[$?]\w+\}", "…", message)


def subjects() -> dict[str, str]:
    """Return the heading of each subject of rules."""
    return {
        "contribution": _("The results chain"),
        "indicators": _("Indicators"),
        "targets": _("Targets"),
        "values": _("Values"),
        "strategies": _("Strategies and their links"),
        "responsibility": _("Responsibility"),
        "milestones": _("Milestones"),
        "resources": _("Money"),
        "evaluation": _("Evaluation and review"),
        "plans": _("Plans"),
        "codes": _("Codes and identifiers"),
    }

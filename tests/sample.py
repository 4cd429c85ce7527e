"""One address of every kind of page, picked from whatever a store holds: the fullest of each."""

from collections.abc import Iterator, Mapping

from flask import Flask, current_app

from sparql.matrix import touches
from webapp import addresses
from webapp.answers import Answers, answers
from webapp.installation import settings

PREFIX = "PREFIX rbm: <https://w3id.org/rbm/ns#>"
FULLEST = {
    "organization": "SELECT ?o (COUNT(?x) AS ?n) WHERE { ?x rbm:ownedBy ?o } GROUP BY ?o",
    "result": "SELECT ?r (COUNT(?i) AS ?n) WHERE { ?i rbm:measures ?r } GROUP BY ?r",
    "indicator": "SELECT ?i (COUNT(?o) AS ?n) WHERE { ?o rbm:ofIndicator ?i } GROUP BY ?i",
    "milestone": "SELECT ?m (COUNT(?u) AS ?n) WHERE { ?m rbm:concerns ?u } GROUP BY ?m",
    "shared thing": "SELECT ?t (COUNT(?i) AS ?n) WHERE { ?i rbm:incidenceThing ?t } GROUP BY ?t",
    "place": "SELECT ?l (COUNT(?x) AS ?n) WHERE { ?x rbm:statedAt ?l } GROUP BY ?l",
}
"""Queries that give the thing of a kind on which most hangs."""
FIXED = {
    "home": "/",
    "strategies": "/strategies",
    "matrix": "/linkage",
    "matrix 200": "/linkage?size=200&order=cluster",
    "matrix stated": "/linkage?basis=stated",
    "road map": "/roadmap",
    "results": "/results",
    "frameworks": "/frameworks",
    "framework matrix": "/frameworks/matrix",
    "indicators": "/indicators",
    "gaps": "/gaps",
    "smart": "/gaps/smart",
    "coverage": "/coverage",
    "questions": "/questions",
    "question": "/questions/sdg-alignment",
    "reports": "/reports",
    "documents": "/documents",
    "rules": "/rules",
    "rule": "/rules/ST-01",
    "terms": "/terms",
    "term": "/ns/Outcome",
    "module": "/ontology/results",
    "crosswalk": "/crosswalk",
    "false friends": "/crosswalk/false-friends",
    "speaker": "/crosswalk/who",
    "search": "/search",
    "hits": "/search?q=education",
    "query": "/query",
    "data": "/data",
    "about": "/about",
    "sign in": "/sign-in",
    "history": "/history",
    "check": "/check",
    "not found": "/id/nothing/here",
}
"""Addresses that every store has."""


def sample(app: Flask) -> dict[str, str]:
    """Return an address of every kind of page by a short name, those that this store lacks not."""
    with app.test_request_context("/"):
        picked = dict(_picked(answers()))
        known = current_app.url_map.bind("")
        fixed = {
            name: address
            for name, address in FIXED.items()
            if known.test(address.partition("?")[0], method="GET")
        }
    return {**fixed, **picked}


def _picked(asked: Answers) -> Iterator[tuple[str, str]]:
    touched = touches(asked.endpoint)
    plans = touched.most_linked(2)
    if len(plans) == 2:
        yield "plan", page(plans[0])
        yield "plan history", f"/entity/history?iri={plans[0]}"
        yield "why linked", f"/linkage/why?first={plans[0]}&second={plans[1]}"
    for rule in touched.things:
        yield f"matrix by {addresses.compact(rule)}", f"/linkage?by={rule}".replace("#", "%23")
    for name, rows in (("framework", "frameworks"), ("document", "documents")):
        if found := asked.page(rows).rows:
            yield name, page(str(found[0][0]))
    for name, query in FULLEST.items():
        found = asked.select(f"{PREFIX} {query} ORDER BY DESC(?n) LIMIT 1").rows
        if found and found[0][0] is not None:
            yield name, page(str(found[0][0]))


def page(iri: str) -> str:
    """Return the address of a thing's page."""
    return addresses.page(iri, settings().base)


def named(app: Flask, names: list[str]) -> Mapping[str, str]:
    """Return the addresses of these names, all where none is named."""
    found = sample(app)
    return {name: found[name] for name in names} if names else found

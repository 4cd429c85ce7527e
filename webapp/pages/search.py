"""Search in names and descriptions of all languages, with facets."""

from flask import Blueprint, render_template, request
from rdflib import URIRef
from rdflib.namespace import OWL, PROV

from sparql import search
from webapp import naming
from webapp.answers import answers
from webapp.languages import content

pages = Blueprint("search", __name__)
GENERAL = frozenset({str(PROV.Entity), str(OWL.Axiom), str(OWL.NamedIndividual)})
"""Classes that tell a reader nothing."""
PAGE = 20
"""Hits shown at first; the address asks for more."""
MOST = 200


@pages.get("/search")
def show() -> str:
    """Return the things whose texts hold every word, best first."""
    words = request.args.get("q", "").strip()[:200]
    kind, graph = request.args.get("kind", ""), request.args.get("graph", "")
    shown = min(MOST, request.args.get("shown", PAGE, type=int) or PAGE)
    if not words:
        return render_template("search/search.html", words="")
    folder = answers().snapshot.folder
    hits = search.search(
        folder,
        words,
        content().tag,
        classes=[kind] if kind else (),
        graphs=[graph] if graph else (),
        limit=shown + 1,
    )
    facets = search.facets(folder, words)
    naming.learn(URIRef(iri) for hit in hits for iri in (hit.iri, *hit.classes))
    naming.learn(URIRef(iri) for iri in (*facets.classes, *facets.graphs))
    return render_template(
        "search/search.html",
        words=words,
        kind=kind,
        graph=graph,
        hits=hits[:shown],
        more=min(MOST, shown + PAGE) if len(hits) > shown else None,
        facets=facets,
        classes={iri: count for iri, count in facets.classes.items() if iri not in GENERAL},
        kinds={hit.iri: rarest(hit.classes) for hit in hits},
    )


def rarest(classes: tuple[str, ...]) -> str | None:
    """Return the class of a thing that has the fewest members, which says most about it."""
    members = answers().snapshot.classes
    known = [iri for iri in classes if iri not in GENERAL]
    return min(known, key=lambda iri: (members.get(iri, 0), iri), default=None)

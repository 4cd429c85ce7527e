"""Search in names and descriptions of all languages, with facets."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, PROV

from sparql import search
from sparql.answers import Row, Table
from webapp import naming
from webapp.answers import answers
from webapp.languages import content
from webapp.negotiation import HTML, TABLES, wanted
from webapp.tables import Sheet, sent

pages = Blueprint("search", __name__)
GENERAL = frozenset({str(PROV.Entity), str(OWL.Axiom), str(OWL.NamedIndividual)})
"""Classes that tell a reader nothing."""
PAGE = 20
"""Hits shown at first; the address asks for more."""
MOST = 200
FILED = 2_000
"""Hits of a file at most; one that holds fewer than there are says so."""
COLUMNS = ("thing", "class", "text", "language", "graph")


@pages.get("/search")
def show() -> Response | str:
    """Return the things whose texts hold every word, best first."""
    words = request.args.get("q", "").strip()[:200]
    kind, graph = request.args.get("kind", ""), request.args.get("graph", "")
    shown = min(MOST, request.args.get("shown", PAGE, type=int) or PAGE)
    format_ = wanted(TABLES)
    if format_ is not HTML:
        return sent(Sheet("hits", "", table(words, kind, graph)), format_)
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
    wholes = {str(row["thing"]): row["whole"] for row in belonging(hits[:shown])}
    naming.learn(wholes.values())
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
        wholes=wholes,
    )


def table(words: str, kind: str, graph: str) -> Table:
    """Return the hits for programs: thing, the class that says most of it, and the text found."""
    asked = answers()

    def found() -> Table:
        hits = search.search(
            asked.snapshot.folder,
            words,
            content().tag,
            classes=[kind] if kind else (),
            graphs=[graph] if graph else (),
            limit=FILED + 1,
        )
        rows = tuple(map(_row, hits[:FILED]))
        return Table(COLUMNS, rows, asked.snapshot.id, len(hits) > FILED)

    return asked.keep(("search", words, kind, graph, content().tag), found)


def _row(hit: search.Hit) -> Row:
    named = rarest(hit.classes)
    return (
        URIRef(hit.iri),
        URIRef(named) if named else None,
        Literal(hit.text, lang=hit.language or None),
        Literal(hit.language) if hit.language else None,
        URIRef(hit.graph),
    )


def belonging(hits: Sequence[search.Hit]) -> Table:
    """Return in what the hits stand, which tells apart those of one name."""
    return answers().page("belonging", thing=[hit.iri for hit in hits])


def rarest(classes: tuple[str, ...]) -> str | None:
    """Return the class of a thing that has the fewest members, which says most about it."""
    members = answers().snapshot.classes
    known = [iri for iri in classes if iri not in GENERAL]
    return min(known, key=lambda iri: (members.get(iri, 0), iri), default=None)

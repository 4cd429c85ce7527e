"""The data sets, the snapshots, and the whole as files."""

from flask import Blueprint, render_template
from rdflib import URIRef

from sparql.graphs import is_inferred
from webapp import naming
from webapp.answers import answers
from webapp.installation import installation

pages = Blueprint("data", __name__)
MOST = 50
"""Snapshots listed."""


@pages.get("/data")
def index() -> str:
    """Return the data sets of the current snapshot and the snapshots that are kept."""
    current = answers().snapshot
    graphs = {name: count for name, count in current.graphs.items() if not is_inferred(name)}
    naming.learn(URIRef(name) for name in graphs)
    kept = installation().library.store.snapshots()
    return render_template(
        "data/index.html",
        graphs=sorted(graphs.items(), key=lambda item: -item[1]),
        inferred=sum(count for name, count in current.graphs.items() if is_inferred(name)),
        snapshots=kept[::-1][:MOST],
    )

"""What became of one thing over the snapshots that are kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from rdflib import URIRef
from rdflib.term import Identifier

from sparql.manifest import Snapshot
from webapp import addresses, naming
from webapp.installation import installation

pages = Blueprint("changes", __name__)
MOST = 20
"""Snapshots that are compared, the newest first."""
Statement = tuple[Identifier | None, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A snapshot that says something else of the thing than the one before it."""

    snapshot: Snapshot
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]


@pages.get("/entity/history")
def show() -> str:
    """Return the snapshots in which what is said of a thing changed, the newest first."""
    iri = request.args.get("iri", "")
    if not addresses.is_linkable(iri):
        abort(400, _("Give an absolute IRI, for example %(example)s.", example="https://…"))
    library = installation().library
    kept = library.store.snapshots()[-MOST:]
    said = [
        (snapshot, frozenset(library.of(snapshot).page("statements", thing=iri).rows))
        for snapshot in kept
    ]
    found = changes(said)
    naming.learn(
        term for change in found for row in (*change.added, *change.removed) for term in row
    )
    return render_template(
        "entities/history.html", thing=URIRef(iri), changes=found, compared=len(kept)
    )


def changes(said: Sequence[tuple[Snapshot, frozenset[Statement]]]) -> list[Change]:
    """Return what each snapshot adds and removes, the newest first, those alike left out."""
    found = []
    before: frozenset[Statement] = frozenset()
    for snapshot, now in said:
        added, removed = sorted(now - before, key=str), sorted(before - now, key=str)
        if added or removed:
            found.append(Change(snapshot, tuple(added), tuple(removed)))
        before = now
    return found[::-1]

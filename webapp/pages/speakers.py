"""Other agencies and standards: the words of each, and the words that mislead."""

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from rdflib import Literal

from ontology.words import NEUTRAL, false_friends, speakers, words
from sparql.answers import Table
from webapp import naming
from webapp.tables import Sheet, respond
from webapp.termpage import by_speaker, misleading, read

pages = Blueprint("speakers", __name__)


@pages.get("/crosswalk/false-friends")
def friends() -> Response | str:
    """Return the pairs of words that look alike and mean different things."""
    pairs = [misleading(pair) for pair in false_friends()]
    naming.learn(one.term for pair in pairs for one in (pair.one, pair.other))
    return respond("speakers/friends.html", pairs=pairs)


@pages.get("/crosswalk/<slug>")
def speaker(slug: str) -> Response | str:
    """Return the words of one speaker beside ours."""
    chosen = next((one for one in speakers() if one.slug == slug != NEUTRAL), None)
    if chosen is None:
        abort(404, _("There is no speaker “%(slug)s”. The crosswalk names all.", slug=slug))
    spoken = by_speaker(word for word in words() if word.speaker == slug)
    rows = tuple(
        (
            Literal(one.text, lang=one.language),
            Literal(one.original[0], lang=one.original[1]) if one.original else None,
            Literal(one.closeness),
            one.term,
            Literal(one.definition[0], lang=one.definition[1]),
            Literal(one.note[0], lang=one.note[1]) if one.note else None,
        )
        for one in spoken
    )
    headings = {
        "word": _("Their word"),
        "original": _("In their own words"),
        "closeness": _("How close"),
        "term": _("Our term"),
        "meaning": _("What they mean"),
        "note": _("Note"),
    }
    table = without_empty(Table(tuple(headings), rows))
    sheet = Sheet("words", _("Their words and ours"), table, "", headings)
    return respond(
        "speakers/speaker.html",
        sheet,
        speaker=chosen,
        named=read(chosen.names),
        meant=read(chosen.definitions),
        noted=read(chosen.notes) if chosen.notes else None,
    )


def without_empty(table: Table) -> Table:
    """Return a table without the columns in which no row has anything."""
    filled = [at for at in range(len(table.variables)) if any(row[at] for row in table.rows)]
    return Table(
        tuple(table.variables[at] for at in filled),
        tuple(tuple(row[at] for at in filled) for row in table.rows),
    )

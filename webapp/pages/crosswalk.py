"""What others call our terms, and which words must not be taken for the same."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from rdflib import SKOS, Literal, URIRef

from ontology.words import NEUTRAL, words
from sparql.answers import Table
from sparql.catalogue import question, render
from webapp import naming
from webapp.answers import answers
from webapp.choices import Choice
from webapp.languages import content
from webapp.levels import LEVELS
from webapp.speaking import said, voices
from webapp.tables import Sheet, respond
from webapp.termpage import CLOSENESS

pages = Blueprint("crosswalk", __name__)
MARKS = {
    SKOS.exactMatch: "=",
    SKOS.closeMatch: "≈",
    SKOS.broadMatch: "<",
    SKOS.narrowMatch: ">",
    SKOS.relatedMatch: "~",
}
"""How close a word is to our term, as a sign in a narrow cell."""


@pages.get("/crosswalk")
def index() -> Response | str:
    """Return the mappings of all terms, or of one."""
    asked = question("crosswalk")
    term = request.args.get("term", "")
    given = {"term": term} if term else {}
    sheet = Sheet(
        "crosswalk",
        _("Our terms and those of others"),
        answers().question(asked.name, given),
        render(asked, given),
    )
    everything = answers().question(asked.name, {})
    at = everything.variables.index("subject")
    subjects = {row[at] for row in everything.rows if isinstance(row[at], URIRef)}
    naming.learn(subjects)
    choices = [Choice(str(each), naming.name(each).text) for each in subjects if each]
    return respond(
        "crosswalk/index.html",
        glance(),
        sheet,
        chosen=term,
        terms=sorted(choices, key=lambda choice: choice.text),
        marks=MARKS.items(),
        closeness_of=CLOSENESS,
    )


def glance() -> Sheet:
    """Return every term that others have a word for, a column for each speaker."""
    others = [one for one in voices() if one.value != NEUTRAL]
    tag = content().tag
    found: dict[URIRef, dict[str, list[str]]] = {}
    for word in words():
        if word.speaker != NEUTRAL:
            text = f"{said(word, tag)[0]}\u00a0{MARKS[word.closeness]}"
            found.setdefault(word.term, {}).setdefault(word.speaker, []).append(text)
    naming.learn(found)
    levels = [term for level in LEVELS if (term := URIRef(level)) in found]
    rows = tuple(
        (
            term,
            *(
                Literal("; ".join(texts), lang=tag) if texts else None
                for texts in (found[term].get(one.value) for one in others)
            ),
        )
        for term in [*levels, *sorted(found.keys() - set(levels))]
    )
    headings = {"term": _("Our term"), **{one.value: one.text for one in others}}
    table = Table(tuple(headings), rows)
    return Sheet("glance", _("What each speaker calls it"), table, "", headings)

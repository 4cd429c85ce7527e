"""Saying it in another agency's words: the speaker that the address of a page names."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request
from rdflib import URIRef

from ontology.words import NEUTRAL, Word, speakers, spoken_by
from webapp.languages import content

KEPT = frozenset(
    {"home", "strategies", "linkage", "roadmap", "results", "frameworks", "indicators", "gaps"}
    | {"entities", "search"}
)
"""Groups of pages that go on speaking as the page speaks from which a reader comes."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker to choose: its short name in the address and its name for people."""

    value: str
    text: str


def speaker() -> str:
    """Return the speaker that the address asks for, nothing where it names none we know."""
    if not has_request_context():
        return ""
    if "speaker" not in g:
        asked = request.args.get("speaker", "")
        g.speaker = asked if asked in {one.slug for one in speakers()} - {NEUTRAL} else ""
    return str(g.speaker)


def spoken(iri: str) -> tuple[str, str] | None:
    """Return what the asked speaker calls one of our terms, with the language of that word."""
    chosen = speaker()
    word = spoken_by(chosen).get(URIRef(iri)) if chosen else None
    return said(word, content().tag) if word else None


def said(word: Word, tag: str) -> tuple[str, str]:
    """Return a word and its language: the one asked for, English, or the speaker's own."""
    language = next(one for one in (tag, "en", *word.labels) if one in word.labels)
    return word.labels[language], language


def kept(address: str) -> str:
    """Return the address of a page with the speaker that the reader listens to."""
    if not speaker():
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'speaker': speaker()})}"


def keep(endpoint: str, values: dict[str, Any]) -> None:
    """Carry the speaker from page to page, so that a reader chooses once."""
    if endpoint.partition(".")[0] in KEPT and speaker():
        values.setdefault("speaker", speaker())


def voice() -> Voice | None:
    """Return the speaker that this page speaks as, None where it is nobody."""
    return next((one for one in voices() if one.value == speaker()), None)


def voices() -> list[Voice]:
    """Return the speakers to choose from, named in the reader's language."""
    tag = content().tag
    named = (
        Voice(one.slug, one.names.get(tag) or one.names["en"])
        for one in speakers()
        if one.slug != NEUTRAL
    )
    return sorted(named, key=lambda voice: voice.text.casefold())


def install(app: Flask) -> None:
    """Give the templates the speakers, and every address the one that is listened to."""
    app.url_default_functions.setdefault(None, []).append(keep)
    app.jinja_env.globals.update(voice=voice, voices=voices)

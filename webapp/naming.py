"""What things are called in the reader's language, and where that name is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Flask, g
from flask_babel import gettext as _
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier

from webapp import addresses
from webapp.answers import NOWHERE, answers
from webapp.installation import settings
from webapp.languages import content
from webapp.speaking import kept, spoken


@dataclass(frozen=True, slots=True)
class Name:
    """A thing's name as a page shows it: the text, its language and where its page is.

    `address` is None where the thing has no page: a blank node, or an IRI that is no safe link.
    """

    text: str
    language: str
    address: str | None


def choose(names: Mapping[str, str], tag: str) -> tuple[str, str] | None:
    """Return the text and its language: the one asked for, a regional form, English, any."""
    names = {language: text for language, text in names.items() if language != NOWHERE}
    for wanted in (tag, "en", ""):
        if wanted in names:
            return names[wanted], wanted
        for language, text in names.items():
            if wanted and language.startswith(f"{wanted}-"):
                return text, language
    return next(((text, language) for language, text in names.items()), None)


def learn(things: Iterable[Identifier | None]) -> None:
    """Fetch the names of many things at once, before a template asks for them one by one."""
    answers().names([str(thing) for thing in things if isinstance(thing, URIRef)])


def name(thing: Identifier | str) -> Name:
    """Return what to call a thing and where its page is."""
    text = str(thing)
    if isinstance(thing, BNode):
        return Name(text, "", None)
    names = answers().names([text])[text]
    chosen = spoken(text) or choose(names, content().tag)
    linkable = addresses.is_linkable(text)
    address = kept(addresses.page(text, settings().base)) if linkable else None
    if NOWHERE in names and text.startswith(settings().base):
        known = _("%(id)s (not described here)", id=addresses.compact(text))
        return Name(known, "", address)
    if chosen is None:
        return Name(addresses.compact(text), "", address)
    if chosen[1] not in ("", content().tag) and not chosen[1].startswith(f"{content().tag}-"):
        g.untranslated = True
    return Name(chosen[0], chosen[1], address)


def best(texts: Iterable[Identifier]) -> Literal | None:
    """Return the text in the reader's language out of several, None where there is none."""
    found = {str(text.language or ""): text for text in texts if isinstance(text, Literal)}
    chosen = choose({tag: str(text) for tag, text in found.items()}, content().tag)
    return found[chosen[1]] if chosen else None


def install(app: Flask) -> None:
    """Give the templates the names."""
    app.jinja_env.globals.update(name=name, best=best)
    app.jinja_env.filters["compact"] = addresses.compact

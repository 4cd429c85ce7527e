"""The language of the interface and the language of the content, chosen apart.

The catalogues of the interface are `translations/<language>/LC_MESSAGES/messages.po`; they are
read as they are, so an installation needs no compiled file.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale

FOLDER = Path(__file__).parent / "translations"
COOKIES = {"ui": "ui", "content": "content"}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Language:
    """A language as its own speakers name it."""

    tag: str
    name: str
    direction: str = "ltr"
    region: str = ""

    @property
    def locale(self) -> str:
        """Return the locale that dates and numbers are written in."""
        return f"{self.tag}_{self.region}" if self.region else self.tag


INTERFACE = (
    Language("en", "English", region="GB"),
    Language("fr", "Français"),
    Language("es", "Español"),
    Language("zh", "中文"),
    Language("ru", "Русский"),
    Language("ar", "العربية", "rtl"),
)
"""The languages of the interface; the content may be read in the same ones."""
BY_TAG = {language.tag: language for language in INTERFACE}


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return the catalogue of a language, empty for English, in which the pages are written."""
    file = FOLDER / tag / "LC_MESSAGES" / "messages.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag))
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):  # type: ignore[misc]
    """The catalogues in memory, in the place where flask-babel looks for compiled files."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language of this request."""
        return catalogue(get_locale().language)


class Interface(Babel):  # type: ignore[misc]
    """flask-babel with the catalogues above."""

    @property
    def domain_instance(self) -> Domain:
        """Return the catalogues."""
        return Catalogues()


def interface() -> Language:
    """Return the language of the interface: as asked, as kept, as the browser prefers."""
    if "interface" not in g:
        asked = request.args.get("ui") or request.cookies.get(COOKIES["ui"])
        if asked not in BY_TAG:
            asked = request.accept_languages.best_match(list(BY_TAG)) or "en"
        g.interface = BY_TAG[asked]
    language: Language = g.interface
    return language


def content() -> Language:
    """Return the language in which names and descriptions are preferred."""
    if "content" not in g:
        asked = request.args.get("content") or request.cookies.get(COOKIES["content"])
        g.content = BY_TAG.get(asked or "", interface())
    language: Language = g.content
    return language


def keep_choice(response: Response) -> Response:
    """Keep a language asked for in the address for the next pages."""
    for name, cookie in COOKIES.items():
        if request.args.get(name) in BY_TAG:
            response.set_cookie(
                cookie, request.args[name], max_age=YEAR, samesite="Lax", secure=request.is_secure
            )
    response.vary.update(["Accept-Language", "Cookie"])
    return response


def install(app: Flask) -> None:
    """Give the application its languages."""
    Interface(app, locale_selector=lambda: interface().locale)
    app.after_request(keep_choice)
    app.context_processor(
        lambda: {"interface": interface(), "content": content(), "languages": INTERFACE}
    )

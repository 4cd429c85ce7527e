"""The code lists of ISO 639, ISO 3166-1 and ISO 4217, as patterns that a rule's query can hold."""

from functools import cache

import pycountry
from babel import Locale

FIRST = ("en", "zh", "fr", "es", "ru", "ar")
"""The six official languages of the United Nations; a pattern tries them first."""


@cache
def languages() -> tuple[str, ...]:
    """Return the language subtags that CLDR knows, in lower case, the six of the UN first."""
    known = {str(code) for code in Locale("en").languages}
    known = {code for code in known if code.isalpha() and len(code) <= 3}
    known |= {str(entry.alpha_2) for entry in pycountry.languages if hasattr(entry, "alpha_2")}
    return (*FIRST, *sorted(known - set(FIRST)))


USER_ASSIGNED = ("XK", "XKX")
"""Codes outside of ISO 3166-1 that IATI, CLDR and the World Bank agree on: Kosovo."""


@cache
def countries() -> tuple[str, ...]:
    """Return the two-letter and three-letter codes of ISO 3166-1, and those all agree on."""
    codes = (str(code) for entry in pycountry.countries for code in (entry.alpha_2, entry.alpha_3))
    return tuple(sorted((*codes, *USER_ASSIGNED)))


@cache
def currencies() -> tuple[str, ...]:
    """Return the three-letter codes of ISO 4217."""
    return tuple(sorted(str(entry.alpha_3) for entry in pycountry.currencies))


def filled(query: str) -> str:
    """Return a query with each `%LANGUAGES%`, `%COUNTRIES%`, `%CURRENCIES%` spelt out.

    The lists change over the years, the rule does not; so the Turtle names the list.
    """
    for mark, codes in (
        ("%LANGUAGES%", languages),
        ("%COUNTRIES%", countries),
        ("%CURRENCIES%", currencies),
    ):
        if mark in query:
            query = query.replace(mark, "|".join(codes()))
    return query

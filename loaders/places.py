"""Countries as concepts: the same IRI from every format, so plans meet in them."""

from functools import cache

import pycountry

from loaders import tokens

COUNTRIES = "https://w3id.org/rbm/code/countries"
OTHERS = {"XK": "Kosovo"}
"""Codes outside ISO 3166-1 that the code list of IATI has."""

SKOS = "http://www.w3.org/2004/02/skos/core#"


@cache
def country(code: str) -> tuple[str, str | None]:
    """Return the token of a country and its English name, None where ISO 3166-1 has no such code.

    The code is of two or three letters; the IRI has the one of two.
    """
    key = code.strip().upper()
    if key in OTHERS:
        return tokens.name(COUNTRIES + "/", key), OTHERS[key]
    found = pycountry.countries.get(alpha_2=key) or pycountry.countries.get(alpha_3=key)
    if found is None:
        return tokens.name(COUNTRIES + "/", key), None
    name = getattr(found, "common_name", None) or found.name
    return tokens.name(COUNTRIES + "/", found.alpha_2), name

"""From an IRI to the page that shows it here, and back."""

from urllib.parse import quote, urlsplit

from ontology.vocabulary import RBM, RBMSH

TERMS = str(RBM._NS)
RULES = str(RBMSH)
SAFE = "/:@!$&'()*+,;=-._~"
LINKED = frozenset({"http", "https", "urn", "mailto"})


def is_linkable(iri: str) -> bool:
    """Return whether an IRI may become a link at all: never a script, never a file."""
    return urlsplit(iri.strip()).scheme.lower() in LINKED


def page(iri: str, base: str) -> str:
    """Return the address of an IRI's page on this site."""
    for prefix, path in ((base, "/id/"), (TERMS, "/ns/"), (RULES, "/rules/")):
        rest = iri.removeprefix(prefix)
        if rest and rest != iri and not rest.startswith("/") and "?" not in rest:
            return path + quote(rest, safe=SAFE)
    return "/entity?iri=" + quote(iri, safe="")


def compact(iri: str) -> str:
    """Return the part of an IRI that people read: what follows the last `#` or `/`."""
    for mark in "#/":
        head, _, tail = iri.rstrip("#/").rpartition(mark)
        if head and tail:
            return tail
    return iri

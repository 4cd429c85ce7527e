"""Which plan a reader means who types its name, a part of it, or its address."""

from collections.abc import Iterable

from rdflib import URIRef

from ontology.vocabulary import RBM
from sparql.search import search
from webapp import addresses, grids, naming
from webapp.answers import answers
from webapp.choices import Choice
from webapp.languages import content

MOST = 20
"""Plans named where the words fit several."""


def meant(text: str) -> tuple[str, ...]:
    """Return the plans that fit a text, best first; one alone where there is no doubt."""
    iri = grids.full(text.strip())
    if addresses.is_linkable(iri):
        return (iri,)
    hits = search(
        answers().snapshot.folder, text, content().tag, classes=[str(RBM.Plan)], limit=MOST
    )
    found = tuple(hit.iri for hit in hits)
    naming.learn(map(URIRef, found))
    wanted = " ".join(text.split()).casefold()
    exact = [each for each in found if naming.name(each).text.casefold() == wanted]
    return tuple(exact) if len(exact) == 1 else found


def choices(found: Iterable[str]) -> list[Choice]:
    """Return plans to choose from, each with what its address calls it where names are equal."""
    named = {each: naming.name(each).text for each in found}
    texts = list(named.values())
    return [
        Choice(each, text if texts.count(text) == 1 else f"{text} ({addresses.compact(each)})")
        for each, text in named.items()
    ]

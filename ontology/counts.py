"""How much the vocabulary holds, counted: terms, words, correspondences, texts by language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rdflib import RDF, SKOS, Graph, Literal, URIRef

from ontology.correspondences import correspondences
from ontology.modules import LANGUAGES, codes
from ontology.terms import KINDS, Term, sections, terms
from ontology.words import CLOSENESS, NEUTRAL, Word, false_friends, speakers, words

PREDICATES = tuple(str(closeness).rpartition("#")[2] for closeness in CLOSENESS)


def document() -> str:
    """Return the counts as Markdown."""
    parts = (_terms(), _languages(), _words(), _correspondences())
    lines = [
        "# The vocabulary, counted",
        "",
        "Written by `rbm ontology counts`; run `make docs` after a change.",
    ]
    for part in parts:
        lines += ["", *part]
    return "\n".join(lines) + "\n"


def _terms() -> Iterator[str]:
    yield "## Terms by module"
    yield ""
    kinds = list(KINDS.values())
    yield from _head("module", *kinds, "all", "with a source")
    everything = tuple(terms().values())
    for section in sections():
        yield _row(f"`{section.name}`", *_kinds(section.terms, kinds))
    yield _row("all", *_kinds(everything, kinds))


def _kinds(chosen: tuple[Term, ...], kinds: list[str]) -> list[int]:
    found = Counter(term.kind for term in chosen)
    return [*(found[kind] for kind in kinds), len(chosen), sum(bool(one.sources) for one in chosen)]


def _languages() -> Iterator[str]:
    yield "## Texts by language"
    yield ""
    yield from _head("what", "how many", *LANGUAGES)
    everything = tuple(terms().values())
    yield _row("terms, label", len(everything), *_by_language(one.labels for one in everything))
    yield _row(
        "terms, definition", len(everything), *_by_language(one.definitions for one in everything)
    )
    lists = codes()
    concepts = sorted({one for one in lists.subjects(SKOS.inScheme) if isinstance(one, URIRef)})
    for name, predicate in (("label", SKOS.prefLabel), ("definition", SKOS.definition)):
        found = [_texts(lists, concept, predicate) for concept in concepts]
        yield _row(f"codes, {name}", len(concepts), *_by_language(found))
    spoken = _once(words())
    yield _row("words, label", len(spoken), *_by_language(one.labels for one in spoken))
    own = (dict.fromkeys(one.own or LANGUAGES, "") for one in spoken)
    yield _row("words, of which the speaker's own", len(spoken), *_by_language(own))
    yield _row("words, definition", len(spoken), *_by_language(one.definitions for one in spoken))
    pairs = false_friends()
    yield _row("false friends, why", len(pairs), *_by_language(one.why for one in pairs))
    yield _row("false friends, instead", len(pairs), *_by_language(one.instead for one in pairs))


def _words() -> Iterator[str]:
    yield "## Words by speaker"
    yield ""
    yield (
        "A word may be mapped to several of our terms. *Seen* words name the source in which they "
        "were seen; the others carry a dated note. How close is read from the word to our term."
    )
    yield ""
    yield from _head("speaker", "words", "seen", "mappings", *PREDICATES)
    others = [one for one in speakers() if one.slug != NEUTRAL]
    for speaker in others:
        yield _row(
            speaker.names["en"], *_mapped(one for one in words() if one.speaker == speaker.slug)
        )
    yield _row("all", *_mapped(one for one in words() if one.speaker != NEUTRAL))


def _mapped(chosen: Iterable[Word]) -> list[int]:
    mapped = list(chosen)
    spoken = _once(mapped)
    found = Counter(one.closeness for one in mapped)
    seen = sum(not one.known_generally for one in spoken)
    return [len(spoken), seen, len(mapped), *(found[closeness] for closeness in CLOSENESS)]


def _correspondences() -> Iterator[str]:
    yield "## Correspondences with other vocabularies"
    yield ""
    yield "Rows of the SSSOM tables, read from our term; *not* counts the false friends."
    yield ""
    yield from _head("table", "rows", "with a source", *PREDICATES, "not")
    rows = correspondences()
    names = sorted({row.vocabulary for row in rows})
    for name in [*names, None]:
        chosen = [row for row in rows if name in (None, row.vocabulary)]
        stated = Counter(row.closeness for row in chosen if not row.negated)
        yield _row(
            f"`{name}`" if name else "all",
            len(chosen),
            sum(bool(row.source) for row in chosen),
            *(stated[closeness] for closeness in CLOSENESS),
            sum(row.negated for row in chosen),
        )


def _once(mapped: Iterable[Word]) -> list[Word]:
    """Return each word once, however many of our terms it is mapped to."""
    return list({word.iri: word for word in mapped}.values())


def _texts(graph: Graph, thing: URIRef, predicate: URIRef) -> dict[str, str]:
    return {
        text.language: str(text)
        for text in graph.objects(thing, predicate)
        if isinstance(text, Literal) and text.language and (thing, RDF.type, None) in graph
    }


def _by_language(texts: Iterable[Mapping[str, str]]) -> list[int]:
    found = Counter(language for one in texts for language in one)
    return [found[language] for language in LANGUAGES]


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield "|---|" + "---:|" * (len(cells) - 1)


def _row(*cells: str | int) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"

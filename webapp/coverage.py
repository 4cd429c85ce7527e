"""Which terms the questions and rules need: what makes each term earn its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import URIRef

from ontology.terms import Term, sections, terms
from ontology.uses import named_in, rule_texts, users
from shapes.rules import rules, shapes
from sparql.catalogue import names, question


@dataclass(frozen=True, slots=True)
class Uses:
    """The questions and rules that name a term, by name and by id."""

    questions: tuple[str, ...]
    rules: tuple[str, ...]


@cache
def uses() -> Mapping[URIRef, Uses]:
    """Return the uses of every term, empty ones too."""
    asked = users({name: question(name).text for name in names()})
    texts = rule_texts(shapes())
    ruled = users({rule.id: texts[rule.id] for rule in rules()})
    return {iri: Uses(asked.get(iri, ()), ruled.get(iri, ())) for iri in terms()}


def document() -> str:
    """Return the coverage as Markdown: terms by question, then questions and rules by term."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# The competency questions and the terms they need"
    yield ""
    yield "Written by `rbm ontology coverage`; run `make docs` after a change."
    yield ""
    yield "## By question"
    yield ""
    yield "| question | what it asks | source | terms it names |"
    yield "|---|---|---|---|"
    for name in names():
        asked = question(name)
        needed = ", ".join(f"`{terms()[iri].name}`" for iri in sorted(named_in(asked.text)))
        yield f"| `{name}` | {asked.title()} | {asked.source} | {needed} |"
    for section in sections():
        yield ""
        yield f"## {section.titles['en']}"
        yield ""
        yield "| term | questions that name it | rules that name it |"
        yield "|---|---|---|"
        for term in section.terms:
            yield _row(term)


def _row(term: Term) -> str:
    used = uses()[term.iri]
    questions = ", ".join(f"`{name}`" for name in used.questions)
    return f"| `{term.name}` | {questions} | {', '.join(used.rules)} |"

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from rdflib import RDFS, Literal

import webapp
from ontology.modules import graph
from ontology.vocabulary import RBM
from webapp.languages import FOLDER, INTERFACE, catalogue
from webapp.wording import PARAMETERS, WORDS

OTHERS = [language.tag for language in INTERFACE if language.tag != "en"]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.svg", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    found = extract_from_dir(Path(webapp.__file__).parent, METHODS, keywords=KEYWORDS)
    return {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, _comments, _context in found
    }


def read(tag: str) -> Catalog:
    with (FOLDER / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def entries(tag: str) -> Iterator[Message]:
    return (message for message in read(tag) if message.id)


@pytest.mark.parametrize("tag", OTHERS)
def test_every_sentence_of_the_pages_is_translated(tag: str, sentences: set[str]) -> None:
    known = read(tag)
    missing = [text for text in sentences if text not in known or not known[text].string]
    assert missing == []


@pytest.mark.parametrize("tag", OTHERS)
def test_no_translation_is_left_over(tag: str, sentences: set[str]) -> None:
    ids = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in entries(tag)}
    assert ids - sentences == set()


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_keeps_the_places_for_values(tag: str) -> None:
    for entry in entries(tag):
        told = entry.id if isinstance(entry.id, str) else entry.id[1]
        places = set(re.findall(r"%\(\w+\)s", told))
        texts = [entry.string] if isinstance(entry.string, str) else entry.string
        for text in texts:
            assert text, f"{tag}: {told}"
            assert set(re.findall(r"%\(\w+\)s", text)) == places, f"{tag}: {text}"


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_counts_as_its_language_does(tag: str) -> None:
    words = catalogue(tag)
    forms = {words.ngettext("%(num)s statement", "%(num)s statements", n) for n in range(120)}
    assert len(forms) == read(tag).num_plurals


def test_words_and_parameters_are_spelt_as_the_answers_spell_them() -> None:
    from sparql.catalogue import names, question

    summaries = {each.summary for name in names() for each in question(name).parameters}
    assert summaries == set(PARAMETERS)
    told = {
        text
        for name in names()
        for text in re.findall(r'"([a-z][a-z \']+[a-z])"', question(name).text)
        if text not in ("to", "from")
    }
    assert told - set(WORDS) == set()


TERMS = {
    "actual": RBM.Actual,
    "allocation": RBM.Allocation,
    "assumption": RBM.Assumption,
    "baseline": RBM.Baseline,
    "framework": RBM.ResultsFramework,
    "indicator": RBM.Indicator,
    "lesson": RBM.Lesson,
    "means of verification": RBM.meansOfVerification,
    "milestone": RBM.Milestone,
    "outcome": RBM.Outcome,
    "output": RBM.Output,
    "plan": RBM.Plan,
    "progress report": RBM.ProgressReport,
    "result": RBM.Result,
    "results framework": RBM.ResultsFramework,
    "road map": RBM.RoadMap,
    "source document": RBM.SourceDocument,
    "strategy": RBM.Strategy,
    "target": RBM.Target,
}
"""Words of the pages and the terms of the ontology that they name."""


def bare(text: str) -> str:
    """Return a word without capitals and without the Arabic article."""
    return " ".join(word.removeprefix("ال") for word in text.casefold().split())


@pytest.mark.parametrize("tag", OTHERS)
def test_the_pages_call_a_term_as_the_ontology_does(tag: str, sentences: set[str]) -> None:
    known, labels = catalogue(tag), graph()
    told = {
        (text, known.gettext(text)): term
        for text in sentences
        if (term := TERMS.get(text.casefold()))
    }
    assert len(set(told.values())) >= 15
    for (text, translated), term in told.items():
        wanted = {
            bare(str(label))
            for label in labels.objects(term, RDFS.label)
            if isinstance(label, Literal) and label.language == tag
        }
        assert bare(translated) in wanted, text

"""The crosswalk: every speaker's words are labelled, defined, sourced and mapped to our terms."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from ontology import RBM
from ontology.correspondences import correspondences
from ontology.modules import LANGUAGES
from ontology.modules import graph as ontology_graph
from ontology.words import (
    CLOSENESS,
    CROSSWALK,
    NEUTRAL,
    SSSOM,
    Word,
    false_friends,
    graph,
    speakers,
    spoken_by,
    words,
    words_for,
)

FOLDER = Path(__file__).parent.parent / "ontology"
SPEAKERS = {
    "cids",
    "ec",
    "fao",
    "iati",
    "ilo",
    "oecd",
    "sdg",
    "stratml",
    "un-secretariat",
    "undp",
    "unesco",
    "unfpa",
    "unhcr",
    "unicef",
    "wfp",
    "who",
    NEUTRAL,
}
ROWS = {
    "mandate": ("Mandate", "ilo un-secretariat who unesco stratml"),
    "long-term change": (
        "Impact StrategicObjective",
        "oecd un-secretariat undp unhcr who fao wfp unesco unfpa ec iati stratml cids sdg",
    ),
    "the constituents' change": (
        "IntermediateOutcome Outcome",
        "ilo oecd un-secretariat undp unicef unhcr who fao wfp unesco unfpa ec iati stratml cids",
    ),
    "the organization's direct result": (
        "ImmediateOutcome",
        "ilo un-secretariat undp unicef unhcr who fao unfpa",
    ),
    "product or service": (
        "Output",
        "ilo oecd un-secretariat undp unicef wfp unesco ec iati stratml cids",
    ),
    "activity": (
        "Activity Project",
        "ilo oecd un-secretariat undp unicef who wfp unesco unfpa iati stratml cids",
    ),
    "input": (
        "Input Allocation",
        "ilo oecd un-secretariat undp unicef unhcr who ec iati stratml cids",
    ),
    "indicator": (
        "Indicator IndicatorDefinition",
        "ilo oecd un-secretariat undp unicef unhcr who fao wfp unesco unfpa iati stratml cids sdg",
    ),
    "target value": (
        "Target",
        "ilo oecd un-secretariat undp unicef unhcr who fao wfp unesco unfpa iati stratml cids",
    ),
    "dated deliverable": ("Milestone", "ilo"),
    "actual": (
        "Actual Observation",
        "ilo un-secretariat undp unicef unhcr iati stratml cids sdg",
    ),
    "baseline": (
        "Baseline",
        "oecd un-secretariat undp unicef unhcr who unfpa iati cids",
    ),
    "how it is reached": (
        "Approach",
        "ilo un-secretariat undp unicef unhcr who iati cids",
    ),
    "strategy document": (
        "Strategy Programme Plan",
        "ilo undp unicef unhcr who fao wfp unesco unfpa stratml sdg",
    ),
    "assumption or risk": (
        "Assumption Risk",
        "ilo oecd un-secretariat undp unicef cids",
    ),
    "who answers": (
        "isAccountableFor isResponsibleFor hasImplementer hasParticipant ownedBy",
        "ilo un-secretariat undp unicef unhcr who unesco iati stratml cids sdg",
    ),
}
"""What the words of results-based management speak of: our terms, and who has a word for it."""
TERMS = set(ontology_graph().subjects(RDFS.isDefinedBy, None))


def test_the_speakers_are_the_sixteen_and_the_neutral_one() -> None:
    assert {speaker.slug for speaker in speakers()} == SPEAKERS
    for speaker in speakers():
        assert set(speaker.names) == set(LANGUAGES)
        assert set(speaker.definitions) == set(LANGUAGES)
        assert speaker.sources


@pytest.mark.parametrize("word", words(), ids=lambda word: word.iri.removeprefix(CROSSWALK))
def test_every_word_is_labelled_defined_and_mapped_to_a_term_that_exists(word: Word) -> None:
    assert word.term in TERMS
    assert word.term in RBM
    assert set(word.labels) == set(LANGUAGES)
    assert set(word.definitions) == set(LANGUAGES)
    assert word.speaker in SPEAKERS
    for text in word.notes.values():
        assert re.match(r"\d{4}-\d{2}-\d{2} ", text), text
    if word.speaker != NEUTRAL:
        assert word.sources
        assert word.own
        assert set(word.own) <= set(LANGUAGES)


def test_neutral_words_are_there_in_every_language() -> None:
    neutral = [word for word in words() if word.speaker == NEUTRAL]
    assert len(neutral) == 17
    for word in neutral:
        assert set(word.labels) == set(LANGUAGES)


def test_only_the_paper_and_the_neutral_words_are_exact() -> None:
    exact = {word.speaker for word in words() if word.closeness == SKOS.exactMatch}
    assert exact == {"ilo", NEUTRAL}


def test_a_word_says_in_which_languages_it_is_the_speaker_s_own() -> None:
    own = {word.iri.removeprefix(CROSSWALK): word.own for word in words()}
    assert own["ilo/immediate-outcome"] == ("en", "zh")
    assert own["oecd/outcome"] == ("en", "es", "fr")
    assert own["who/output"] == ("en",)


def test_a_word_known_only_generally_says_so() -> None:
    deliverable = next(word for word in words() if word.iri.endswith("unesco/deliverable"))
    assert deliverable.known_generally
    immediate = next(word for word in words() if word.iri.endswith("ilo/immediate-outcome"))
    assert not immediate.known_generally


def test_the_words_for_a_term_come_from_many_speakers() -> None:
    called = {word.speaker: word.labels["en"] for word in words_for(RBM.ImmediateOutcome)}
    assert called["ilo"] == "immediate outcome"
    assert called["who"] == called["undp"] == "output"


def test_a_speaker_says_a_term_in_its_closest_word() -> None:
    undp = spoken_by("undp")
    assert undp[RBM.Target].labels["en"] == "target"
    assert undp[RBM.ImmediateOutcome].labels["en"] == "output"
    assert RBM.Approach not in undp


@pytest.mark.parametrize("row", ROWS)
def test_every_speaker_that_has_a_word_for_a_thing_is_there(row: str) -> None:
    ours, speaking = ROWS[row]
    having = {word.speaker for name in ours.split() for word in words_for(RBM[name])}
    assert set(speaking.split()) - having == set()


def test_the_false_friends_cover_the_words_that_mislead() -> None:
    labels = " ".join(pair.labels["en"] for pair in false_friends())
    for word in ("outcome", "result", "target", "milestone", "strategy", "activity", "output"):
        assert word in labels
    assert "accomplishment" in labels


def test_every_false_friend_names_two_words_why_and_what_to_say_in_every_language() -> None:
    known = {word.iri for word in words()}
    for pair in false_friends():
        assert {pair.one, pair.other} <= known
        assert pair.one != pair.other
        assert pair.sources
        for texts in (pair.labels, pair.why, pair.instead):
            assert set(texts) == set(LANGUAGES), pair.iri


def test_the_graph_says_each_correspondence_with_its_reason_from_our_term_outwards() -> None:
    merged = graph()
    axioms = set(merged.subjects(RDF.type, OWL.Axiom))
    mapped = [word for word in words() if word.speaker != NEUTRAL]
    told = set(merged.subjects(SSSOM.predicate_modifier, Literal("Not")))
    positive = [row for row in correspondences() if not row.negated]
    assert len(axioms - told) == len(mapped) + len(positive)
    for axiom in axioms:
        assert merged.value(axiom, SSSOM.mapping_justification) is not None
        assert merged.value(axiom, OWL.annotatedProperty) in CLOSENESS


def test_a_mapping_that_is_read_from_the_other_end_is_turned_round() -> None:
    merged = graph()
    interim = URIRef(CROSSWALK + "fao/interim-target")
    (axiom,) = merged.subjects(OWL.annotatedTarget, interim)
    assert (interim, SKOS.broadMatch, RBM.Target) in merged
    assert merged.value(axiom, OWL.annotatedSource) == RBM.Target
    assert merged.value(axiom, OWL.annotatedProperty) == SKOS.narrowMatch


def test_a_negated_correspondence_is_no_mapping() -> None:
    merged = graph()
    prov_activity = URIRef("http://www.w3.org/ns/prov#Activity")
    assert (RBM.Activity, SKOS.exactMatch, prov_activity) not in merged
    assert (RBM.Activity, SKOS.relatedMatch, prov_activity) in merged
    denied = [
        axiom
        for axiom in merged.subjects(OWL.annotatedTarget, prov_activity)
        if merged.value(axiom, SSSOM.predicate_modifier) == Literal("Not")
    ]
    assert len(denied) == 1
    assert merged.value(denied[0], SSSOM.confidence) == Literal("0.9", datatype=XSD.decimal)


def test_a_false_friend_is_told_at_our_term_that_the_other_word_sounds_like() -> None:
    merged = graph()
    undp_milestone = URIRef(CROSSWALK + "undp/milestone")
    (axiom,) = (
        axiom
        for axiom in merged.subjects(OWL.annotatedTarget, undp_milestone)
        if merged.value(axiom, OWL.annotatedSource) == RBM.Milestone
    )
    assert merged.value(axiom, SSSOM.predicate_modifier) == Literal("Not")
    assert "planned for a year" in str(merged.value(axiom, RDFS.comment))


def test_every_mapping_rests_on_something_that_has_an_address() -> None:
    merged = graph()
    for axiom in merged.subjects(RDF.type, OWL.Axiom):
        places = list(merged.objects(axiom, RDFS.seeAlso))
        assert places
        assert all(isinstance(place, URIRef) and " " not in place for place in places)


def test_every_scheme_says_its_licence_and_version() -> None:
    merged = graph()
    for speaker in speakers():
        assert merged.value(speaker.iri, DCTERMS.license) is not None
        assert merged.value(speaker.iri, OWL.versionInfo) is not None


def test_the_formatter_has_nothing_to_change_in_the_crosswalk() -> None:
    turtlefmt = Path(sys.executable).parent / "turtlefmt"
    done = subprocess.run(
        [turtlefmt, "--check", FOLDER / "crosswalk"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_goal_has_a_label_in_every_language() -> None:
    merged = graph()
    for number in range(1, 18):
        goal = URIRef(f"http://metadata.un.org/sdg/{number}")
        labels = [label.language for label in merged.objects(goal, SKOS.prefLabel)]
        assert sorted(labels) == sorted(LANGUAGES)


@pytest.mark.shared
def test_the_goals_are_called_what_the_un_calls_them(shared: Path) -> None:
    theirs = Graph().parse(shared / "data/sdg/sdg-kos-goals-targets-indicators.ttl")
    merged = graph()
    for number in range(1, 18):
        goal = URIRef(f"http://metadata.un.org/sdg/{number}")
        assert set(theirs.objects(goal, SKOS.prefLabel)) <= set(
            merged.objects(goal, SKOS.prefLabel)
        )

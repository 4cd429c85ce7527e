"""What the documents say of the vocabulary is true of it."""

import re
from pathlib import Path

from rdflib import OWL

from ontology import RBM
from ontology.correspondences import correspondences
from ontology.counts import document
from ontology.modules import graph, turtle
from ontology.pitfalls import names
from ontology.terms import sections, terms
from ontology.words import NEUTRAL, false_friends, speakers, spoken_by, words, words_for

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "ontology.md").read_text(encoding="utf-8")
CHANGES = (DOCS / "ontology-changelog.md").read_text(encoding="utf-8")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORDS = {word.iri for word in words() if word.speaker != NEUTRAL}
MORE = {11: "eleven", 12: "twelve", 16: "sixteen"}


def spelt(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else MORE[number]


def test_every_term_in_the_text_exists() -> None:
    for name in re.findall(r"rbm:(\w+)", TEXT):
        assert name in RBM.__annotations__, name


def test_every_arrow_in_the_pictures_is_a_property_between_its_ends() -> None:
    arrows = re.findall(r"^  (\w+) -- (\w+) --> (\w+)$", TEXT, re.MULTILINE)
    assert len(arrows) == 17
    for subject, name, value in arrows:
        term = terms()[RBM[name]]
        for end, meant in ((subject, term.subjects), (value, term.values)):
            family = {one for one in lineage(end) if one in meant}
            assert family or not meant, (subject, name, value)


def lineage(name: str) -> set[object]:
    """Return a class and all classes above it."""
    found: set[object] = set()
    waiting = [RBM[name]]
    while waiting:
        iri = waiting.pop()
        found.add(iri)
        waiting += [parent for parent in terms()[iri].parents if parent in RBM]
    return found


def test_the_counts_in_the_text_are_right() -> None:
    assert f"looks for {len(names())} pitfalls" in TEXT
    assert f"contradict {len(turtle('wrong'))} wrong examples" in " ".join(TEXT.split())
    others = [speaker for speaker in speakers() if speaker.slug != NEUTRAL]
    assert f"what {spelt(len(others))} speakers call it" in TEXT


def test_the_python_in_the_text_runs() -> None:
    assert words_for(RBM.ImmediateOutcome)
    assert spoken_by("who")[RBM.ImmediateOutcome].labels["en"] == "output"


def test_the_changelog_tells_of_this_version_and_its_deprecated_terms() -> None:
    versions = {str(version) for version in graph().objects(None, OWL.versionInfo)}
    assert len(versions) == 1
    assert f"## {versions.pop()} — " in CHANGES
    for term in terms().values():
        assert not term.deprecated or f"`rbm:{term.name}`" in CHANGES


def test_the_first_version_is_counted_right() -> None:
    flat = " ".join(CHANGES.split())
    tables = {row.vocabulary for row in correspondences()}
    assert f"{spelt(len(sections())).capitalize()} modules" in flat
    assert f"{spelt(len(turtle('codes'))).capitalize()} code lists" in flat
    assert f"{spelt(len(false_friends()))} pairs of false friends" in flat
    assert f"{spelt(len(tables))} tables" in flat
    for module in sections():
        assert module.name in flat


def test_every_redirect_names_one_host_that_is_to_be_replaced() -> None:
    text = (DOCS / "w3id" / ".htaccess").read_text(encoding="utf-8")
    rules = [line for line in text.splitlines() if line.startswith("RewriteRule")]
    assert rules
    for rule in rules:
        _, pattern, target, _flags = rule.split(" ")
        re.compile(pattern)
        assert target.startswith("https://rbm.example.org/")


def test_the_counts_are_those_of_the_vocabulary() -> None:
    written = (DOCS / "ontology-counts.md").read_text(encoding="utf-8")
    assert written == document()
    (total,) = (line for line in written.splitlines() if line.startswith(f"| all | {len(WORDS)} "))
    assert total.split(" | ")[3] == str(sum(word.speaker != NEUTRAL for word in words()))

"""A text without a language tag is told where the others show it, and mended in a copy."""

from datetime import date
from pathlib import Path

import pytest
from rdflib import RDFS, Literal

from loaders.checking import check_files
from loaders.judging import Judge
from loaders.mending import difference, mended
from loaders.untagged import script
from tests.loading import load_text

HEAD = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix ex: <https://example.org/> .
ex:a a rbm:Outcome ; rdfs:label "Fair work"@en , "体面劳动"@zh .
ex:b a rbm:Outcome ; rdfs:label "More \\"skills\\""@en , "技能"@zh .
"""
UNTAGGED = HEAD + 'ex:c a rbm:Output ; rdfs:label "A \\"trained\\" staff" , """培训""" .\n'
TRIPLES = """\
<https://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Travail"@fr .
<https://example.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "Droits"@fr .
<https://example.org/c> <http://www.w3.org/2000/01/rdf-schema#label> "\\u00C9cole" .
<https://example.org/c> <http://purl.org/dc/terms/identifier> "c" .
"""
JSONLD = """\
{"@context": {"label": "http://www.w3.org/2000/01/rdf-schema#label"}, "@graph": [
  {"@id": "https://example.org/a", "label": {"@value": "Work", "@language": "en"}},
  {"@id": "https://example.org/b", "label": {"@value": "Rights", "@language": "en"}},
  {"@id": "https://example.org/c",
   "label": "Skills"},
  {"@id": "https://example.org/d", "label": [{"@value": "Pay"}]}
]}
"""
XML = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<rdf:Description rdf:about="https://example.org/a"><rdfs:label xml:lang="es">Trabajo</rdfs:label>
</rdf:Description>
<rdf:Description rdf:about="https://example.org/b"><rdfs:label xml:lang="es">Derechos</rdfs:label>
</rdf:Description>
<rdf:Description rdf:about="https://example.org/c">
  <rdfs:label>Salud &amp; paz</rdfs:label>
</rdf:Description>
</rdf:RDF>
"""


@pytest.mark.parametrize(
    ("name", "text", "tagged"),
    [
        ("plan.ttl", UNTAGGED, {("c", 'A "trained" staff', "en"), ("c", "培训", "zh")}),
        ("plan.nt", TRIPLES, {("c", "École", "fr")}),
        ("plan.jsonld", JSONLD, {("c", "Skills", "en"), ("d", "Pay", "en")}),
        ("plan.rdf", XML, {("c", "Salud & paz", "es")}),
    ],
)
def test_the_tag_is_added_to_a_copy_and_shown(
    name: str, text: str, tagged: set[tuple[str, str, str]], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    verdict = check_files([path], judge=Judge(date(2026, 6, 30)))
    assert verdict.report is not None
    assert verdict.report.counts["LOAD-UNTAGGED"] == len(tagged)
    copy = mended(text.encode(), name, verdict.edits)
    before, after = (load_text(each, tmp_path, f"read-{name}").stated for each in (text, copy))
    new = set(after) - set(before)
    stem = "https://example.org/"
    assert {(str(s).removeprefix(stem), str(o), o.language) for s, _, o in new} == tagged  # type: ignore[attr-defined]
    assert len(after) == len(before)
    assert path.read_text("utf-8") == text
    shown = difference(text.encode(), copy, name, verdict.edits)
    assert sum(line.startswith("+") for line in shown.splitlines()) > 1


def test_the_finding_stands_at_the_text_in_six_languages(tmp_path: Path) -> None:
    (first, second) = load_text(UNTAGGED, tmp_path, "plan.ttl").tally.findings
    assert (first.places[0].line, first.places[0].column) == (6, 32)
    assert (first.value, first.expected) == ('A "trained" staff', "en")
    assert (second.value, second.expected) == ("培训", "zh")
    assert set(first.message) == set(first.fix) == {"en", "zh", "fr", "es", "ru", "ar"}


@pytest.mark.parametrize(
    "more",
    [
        'ex:c rdfs:label "Travail" . ex:d rdfs:label "Droits"@fr .',
        'ex:c rdfs:label "2017" .',
        'ex:c rdfs:label "Труд" .',
        'ex:c rbm:valueText "Work" .',
        'ex:c rdfs:label "x", "y", "z" .',
        'ex:c rdfs:label "Work"^^<https://example.org/type> .',
    ],
)
def test_where_the_language_is_not_sure_nothing_is_said(more: str, tmp_path: Path) -> None:
    assert load_text(HEAD + more, tmp_path, "plan.ttl").tally.findings == []


def test_a_second_label_in_one_language_is_never_made(tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text(HEAD + 'ex:a rdfs:label "Decent work" .', "utf-8")
    verdict = check_files([path], judge=Judge(date(2026, 6, 30)))
    assert verdict.report is not None
    assert verdict.report.counts["LOAD-UNTAGGED"] == 1
    assert verdict.edits == ()


def test_a_text_that_stands_twice_under_one_key_is_left_to_people(tmp_path: Path) -> None:
    path = tmp_path / "plan.jsonld"
    text = JSONLD.replace('"Skills"', '["Skills", {"@value": "Skills"}]')
    path.write_text(text, "utf-8")
    edits = check_files([path], judge=Judge(date(2026, 6, 30))).edits
    after = load_text(mended(text.encode(), path.name, edits), tmp_path, "read.jsonld").stated
    assert Literal("Skills") in set(after.objects(None, RDFS.label))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Work", "LATIN"), ("École", "LATIN"), ("体面", "CJK"), ("عمل", "ARABIC"), ("45 %", "")],
)
def test_the_script_of_a_text_is_that_of_its_letters(text: str, expected: str) -> None:
    assert script(text) == expected

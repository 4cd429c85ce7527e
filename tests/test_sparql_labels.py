from rdflib import Graph, Literal, URIRef

from sparql.answers import Table
from sparql.embedded import EmbeddedStore
from sparql.labels import iris, labels, of_table

EX = "https://example.org/"
DATA = """
@prefix ex: <https://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:plan rdfs:label "Plan"@en, "计划"@zh, "Plan (GB)"@en-GB .
ex:code skos:prefLabel "aide"@fr .
ex:file dcterms:title "File" .
ex:paper rbm:documentNumber "GB.1/2" .
ex:p7 rbm:inDocument ex:paper ; rbm:paragraphNumber "7" ; rdfs:label "paragraph seven"@en .
ex:chart rbm:inDocument ex:paper ; rdfs:label "the chart"@en .
ex:cell rbm:inDocument <https://example.org/plan.xlsx> ; rbm:sheetName "Results" ; rbm:cell "B17" .
ex:line rbm:inDocument <https://example.org/plan.ttl> ; rbm:line 12 ; rbm:column 3 .
"""


def store() -> EmbeddedStore:
    filled = EmbeddedStore(None)
    filled.add(f"{EX}graph", Graph().parse(data=DATA, format="turtle"))
    return filled


def named(thing: str, *languages: str) -> str | None:
    return labels(store(), [EX + thing], languages).get(EX + thing)


def test_a_name_is_in_the_first_language_that_has_one() -> None:
    assert named("plan", "ar", "zh") == "计划"
    assert named("plan", "en") == "Plan"


def test_a_missing_language_falls_back_to_english_then_to_any() -> None:
    assert named("plan", "ru") == "Plan"
    assert named("code", "ru") == "aide"
    assert named("file", "ru") == "File"


def test_a_source_location_is_called_as_people_cite_it() -> None:
    assert named("p7", "en") == "GB.1/2 §7"
    assert named("chart", "en") == "GB.1/2, the chart"
    assert named("cell") == "plan.xlsx Results!B17"
    assert named("line") == "plan.ttl:12:3"


def test_what_has_no_name_and_what_is_no_iri_is_left_out() -> None:
    assert labels(store(), [f"{EX}nothing", "no iri", "https://x/> } DROP"]) == {}


def test_a_list_of_iris_in_a_cell_is_named_too() -> None:
    cell = Literal(f"{EX}plan {EX}file")
    assert iris(cell) == (f"{EX}plan", f"{EX}file")
    assert of_table(store(), Table(("list",), ((cell,), (URIRef(f"{EX}code"),)))) == {
        f"{EX}plan": "Plan",
        f"{EX}file": "File",
        f"{EX}code": "aide",
    }


def test_plain_text_holds_no_iris() -> None:
    assert iris(Literal("see https://example.org/")) == ()
    assert iris(Literal("")) == ()
    assert iris(None) == ()

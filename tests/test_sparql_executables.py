from rdflib import RDF, RDFS, SH
from rdflib.plugins.sparql.parser import parseQuery

from sparql.catalogue import names
from sparql.executables import QUESTIONS, graph


def test_every_question_is_an_executable_that_parses() -> None:
    made = graph()
    things = set(made.subjects(RDF.type, SH.SPARQLExecutable))
    assert things == {QUESTIONS[name] for name in names()}
    for thing in things:
        parseQuery(str(made.value(thing, SH.select)))


def test_every_executable_says_what_it_asks_in_six_languages() -> None:
    made = graph()
    for name in names():
        said = {text.language for text in made.objects(QUESTIONS[name], RDFS.comment)}  # type: ignore[attr-defined]
        assert said >= {"en", "fr", "es", "zh", "ru", "ar"}

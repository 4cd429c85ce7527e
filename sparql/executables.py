"""The questions as `sh:SPARQLExecutable` (SHACL, section 5.1), so that other editors show them."""

from rdflib import DCTERMS, RDF, RDFS, SH, Graph, Literal, Namespace, URIRef

from sparql.catalogue import names, question

QUESTIONS = Namespace("https://w3id.org/rbm/question/")
SCHEMA = Namespace("https://schema.org/")


def graph() -> Graph:
    """Return every question with its text, its summary in each language and its keywords."""
    made = Graph()
    made.bind("sh", SH)
    made.bind("schema", SCHEMA)
    for name in names():
        asked = question(name)
        thing = QUESTIONS[name]
        made.add((thing, RDF.type, SH.SPARQLExecutable))
        made.add((thing, RDF.type, URIRef(f"{SH}SPARQLSelectExecutable")))
        made.add((thing, SH.select, Literal(asked.text)))
        made.add((thing, DCTERMS.identifier, Literal(name)))
        for language, text in asked.summary.items():
            made.add((thing, RDFS.label, Literal(text, lang=language)))
            made.add((thing, RDFS.comment, Literal(text, lang=language)))
        for tag in asked.tags:
            made.add((thing, SCHEMA.keywords, Literal(tag)))
    return made

"""Every form of the ontology says the same and needs nothing from the network."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ontology import RBM
from ontology.exports import MEDIA_TYPES, context, merged, written
from ontology.modules import ONTOLOGY, codes
from webapp.commands.ontology import ontology

# rdflib 7.6 reads JSON-LD through a class that it calls deprecated itself.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

OWLXML = "{http://www.w3.org/2002/07/owl#}"


@pytest.mark.parametrize(
    ("form", "parser"),
    [("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("ntriples", "nt")],
)
def test_every_rdf_form_holds_the_same_statements(form: str, parser: str) -> None:
    back = Graph().parse(data=written(form), format=parser)
    assert isomorphic(back, merged())


def test_the_merged_ontology_has_one_header_and_no_imports() -> None:
    whole = merged()
    assert list(whole.subjects(RDF.type, OWL.Ontology)) == [URIRef(ONTOLOGY)]
    assert list(whole.objects(None, OWL.imports)) == []
    assert str(whole.value(URIRef(ONTOLOGY), OWL.versionIRI)).startswith(f"{ONTOLOGY}/")


def test_code_lists_come_along_where_asked() -> None:
    back = Graph().parse(data=written("ntriples", with_codes=True), format="nt")
    assert len(back) == len(merged() + codes())


def test_owl_xml_holds_every_term_and_every_disjointness() -> None:
    root = ElementTree.fromstring(written("owlxml"))
    assert root.tag == f"{OWLXML}Ontology"
    assert root.get("ontologyIRI") == ONTOLOGY
    declared = {
        (next(iter(one)).tag.removeprefix(OWLXML), next(iter(one)).get("IRI"))
        for one in root.findall(f"{OWLXML}Declaration")
    }
    whole = merged()
    for kind, name in (
        (OWL.Class, "Class"),
        (OWL.ObjectProperty, "ObjectProperty"),
        (OWL.DatatypeProperty, "DataProperty"),
    ):
        for term in whole.subjects(RDF.type, kind):
            if term in RBM:
                assert (name, str(term)) in declared
    groups = len(list(whole.subject_objects(OWL.disjointWith)))
    groups += len(list(whole.subjects(RDF.type, OWL.AllDisjointClasses)))
    assert len(root.findall(f"{OWLXML}DisjointClasses")) == groups


def test_the_context_turns_plain_json_into_our_terms() -> None:
    plain = {
        **context(),
        "@id": "https://example.org/rate",
        "@type": "Indicator",
        "label": {"en": "rate", "zh": "比率"},
        "measures": "https://example.org/skills",
        "isAggregatable": True,
        "lessonNumber": "3",
        "meansOfVerification": {"en": "A survey."},
    }
    graph = Graph().parse(data=json.dumps(plain), format="json-ld")
    rate = URIRef("https://example.org/rate")
    assert (rate, RDF.type, RBM.Indicator) in graph
    assert (rate, RBM.measures, URIRef("https://example.org/skills")) in graph
    assert (rate, RBM.lessonNumber, Literal("3", datatype=XSD.integer)) in graph
    assert (rate, RBM.meansOfVerification, Literal("A survey.", lang="en")) in graph
    assert {text.language for text in graph.objects(rate, None) if isinstance(text, Literal)} == {
        None,
        "en",
        "zh",
    }


def test_the_context_names_every_term() -> None:
    names = context()["@context"]
    for name in RBM.__annotations__:
        if not name.startswith("_"):
            entry = names[name]
            assert (entry if isinstance(entry, str) else entry["@id"]) == f"rbm:{name}"


def test_an_unknown_form_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="there are: turtle"):
        written("docx")


def test_the_command_writes_a_file_and_says_so(tmp_path: Path) -> None:
    target = tmp_path / "rbm.rdf"
    done = CliRunner().invoke(ontology, ["export", "-o", str(target), "--format", "rdfxml"])
    assert done.exit_code == 0
    assert "Wrote" in done.stderr
    assert isomorphic(Graph().parse(target, format="xml"), merged())


def test_the_command_writes_to_standard_output() -> None:
    done = CliRunner().invoke(ontology, ["export", "--format", "context"])
    assert done.exit_code == 0
    assert json.loads(done.stdout_bytes) == context()


def test_the_command_refuses_what_a_form_cannot_hold() -> None:
    done = CliRunner().invoke(ontology, ["export", "--format", "owlxml", "--codes"])
    assert done.exit_code == 2
    assert "leave --codes out" in done.output


def test_the_command_offers_the_forms_there_are() -> None:
    offered = ontology.commands["export"].params[1].type
    assert list(offered.choices) == list(MEDIA_TYPES)  # type: ignore[attr-defined]

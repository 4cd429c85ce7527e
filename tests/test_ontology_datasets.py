"""Both shipped data sets are complete: labels, places, known terms, no loose ends."""

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from ontology.datasets import NAMES, dataset, files, graph_iri
from ontology.modules import codes
from ontology.modules import graph as ontology
from ontology.reasoning import satisfiable
from ontology.vocabulary import BASE, RBM

CODES = "https://w3id.org/rbm/code/"
FOLDER = Path(__file__).parent.parent / "ontology"
OWN = (BASE, "http://metadata.un.org/sdg/")
GRAPHS = {name: dataset(name) for name in NAMES}

DERIVED = {RBM.Incidence}
ABSTRACT = {RBM.ChainElement, RBM.Result, RBM.Observation, RBM.Plan}


def things(graph: Graph) -> set[URIRef]:
    return {subject for subject in graph.subjects(RDF.type) if isinstance(subject, URIRef)}


def test_an_unknown_data_set_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="'ilt'; there are: ilo, example"):
        files("ilt")


def test_a_data_set_knows_its_graph() -> None:
    for name, graph in GRAPHS.items():
        assert graph.identifier == graph_iri(name)
        assert str(graph_iri(name)) == f"https://w3id.org/rbm/graph/{name}"


@pytest.mark.parametrize("name", NAMES)
def test_the_formatter_leaves_the_files_alone(name: str) -> None:
    tool = Path(sys.executable).parent / "turtlefmt"
    subprocess.run([tool, "--check", FOLDER / name], check=True, capture_output=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_thing_has_one_label_in_english_and_chinese(name: str) -> None:
    graph = GRAPHS[name]
    for thing in things(graph):
        tags = sorted(str(label.language) for label in graph.objects(thing, RDFS.label))
        assert tags == ["en", "zh"], thing


@pytest.mark.parametrize("name", NAMES)
def test_every_thing_says_where_it_is_stated(name: str) -> None:
    graph = GRAPHS[name]
    exempt = {RBM.SourceLocation, RBM.SourceDocument}
    for thing in things(graph):
        kinds = set(graph.objects(thing, RDF.type))
        if kinds & exempt or not str(thing).startswith(BASE):
            continue
        places = list(graph.objects(thing, RBM.statedAt))
        assert places, thing
        for place in places:
            assert (place, RDF.type, RBM.SourceLocation) in graph, (thing, place)


@pytest.mark.parametrize("name", NAMES)
def test_every_place_has_its_document_and_text(name: str) -> None:
    graph = GRAPHS[name]
    for place in graph.subjects(RDF.type, RBM.SourceLocation):
        document = graph.value(place, RBM.inDocument)
        assert (document, RDF.type, RBM.SourceDocument) in graph, place
        assert graph.value(place, RBM.quotation), place
        assert graph.value(place, RBM.paragraphNumber) or graph.value(place, RBM.cell), place


@pytest.mark.parametrize("name", NAMES)
def test_every_thing_referred_to_is_described(name: str) -> None:
    graph = GRAPHS[name]
    known = things(graph) | set(codes().subjects())
    for subject, predicate, thing in graph:
        if isinstance(thing, URIRef) and str(thing).startswith((*OWN, CODES)):
            assert thing in known, (subject, predicate, thing)


@pytest.mark.parametrize("name", NAMES)
def test_only_terms_of_the_vocabulary_are_used(name: str) -> None:
    namespace = str(RBM._NS)
    used = {
        str(term) for triple in GRAPHS[name] for term in triple if str(term).startswith(namespace)
    }
    assert used
    for term in used:
        getattr(RBM, term.removeprefix(namespace))


def test_every_class_has_a_member_in_one_of_the_data_sets() -> None:
    classes = {getattr(RBM, name) for name in RBM.__annotations__ if name[0].isupper()}
    met = {kind for graph in GRAPHS.values() for kind in graph.objects(None, RDF.type)}
    assert classes - met == DERIVED | ABSTRACT


def test_the_data_sets_contradict_no_axiom() -> None:
    merged = ontology() + GRAPHS["ilo"] + GRAPHS["example"]
    proof = satisfiable(merged)
    assert proof.holds, proof.detail

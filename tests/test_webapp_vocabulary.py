"""The ontology at its address, in every form a program may ask for."""

import json
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from rdflib import OWL, Graph

from ontology.exports import context, merged
from ontology.header import header
from ontology.modules import codes, graph
from webapp.pages import terms, vocabulary


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = Flask(__name__)
    Babel(app)
    app.register_blueprint(vocabulary.pages)
    app.register_blueprint(terms.pages)
    return app.test_client()


@pytest.mark.parametrize(
    ("media", "parser"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt")],
)
def test_a_program_gets_the_whole_ontology(client: FlaskClient, media: str, parser: str) -> None:
    answer = client.get("/ontology", headers={"Accept": media})
    assert answer.status_code == 200
    assert answer.mimetype == media
    assert answer.vary.as_set() == {"accept"}
    assert len(Graph().parse(data=answer.data, format=parser)) == len(merged() + codes())


def test_protege_gets_owl_xml(client: FlaskClient) -> None:
    answer = client.get("/ontology?format=owx")
    assert answer.mimetype == "application/owl+xml"
    assert answer.headers["Content-Disposition"] == "inline; filename=rbm.owx"
    assert ElementTree.fromstring(answer.data).tag.endswith("Ontology")


def test_a_reader_is_sent_to_the_terms(client: FlaskClient) -> None:
    answer = client.get("/ontology", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.location == "/terms"


def test_an_unknown_form_is_refused(client: FlaskClient) -> None:
    answer = client.get("/ontology?format=docx")
    assert answer.status_code == 400
    assert "owx" in answer.text


def test_the_context_has_an_address(client: FlaskClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert json.loads(answer.data) == context()


@pytest.mark.parametrize("address", ["/ns", f"/ontology/{header().version}"])
def test_the_ontology_is_at_the_address_of_its_terms_and_of_its_version(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address, headers={"Accept": "application/n-triples"})
    assert len(Graph().parse(data=answer.data, format="nt")) == len(merged() + codes())
    assert client.get(address, headers={"Accept": "text/html"}).location == "/terms"


def test_every_version_iri_is_served(client: FlaskClient) -> None:
    whole = graph()
    for iri, version in whole.subject_objects(OWL.versionIRI):
        answer = client.get(
            version.removeprefix("https://w3id.org/rbm"), headers={"Accept": "text/turtle"}
        )
        assert (iri, OWL.versionIRI, version) in Graph().parse(data=answer.data, format="turtle")


def test_another_version_is_not_here(client: FlaskClient) -> None:
    assert client.get("/ontology/9.9.9").status_code == 404
    assert client.get("/ontology/9.9.9/results").status_code == 404

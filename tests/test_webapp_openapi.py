from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings

from ontology.datasets import dataset
from sparql.catalogue import names
from sparql.snapshots import SnapshotStore
from webapp.application import create_app
from webapp.serving.openapi import description
from webapp.serving.options import Options
from webapp.settings import Settings

CALM = settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("openapi")
    example = dataset("example")
    with SnapshotStore(folder).candidate("test") as candidate:
        candidate.add("https://w3id.org/rbm/graph/example", example)
        candidate.derive()
        candidate.publish()
    app = create_app(Settings(folder, options=Options(rate="100000 per minute", workers=2)))
    yield app
    app.extensions["rbm-service"].pool.close()


def test_every_question_is_an_operation_with_its_parameters() -> None:
    paths = description()["paths"]
    assert isinstance(paths, dict)
    for name in names():
        assert paths[f"/questions/{name}"]["get"]["operationId"] == name


def test_no_call_within_or_beside_the_description_breaks_the_service(app: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    called = []

    def call(case: schemathesis.Case) -> None:
        answer = case.call()
        assert answer.status_code < 500 or answer.status_code in (503, 504)
        assert b"Traceback" not in answer.content
        called.append(case.path)

    for operation in schema.get_all_operations():
        cases = operation.ok().as_strategy()
        CALM(given(cases)(lambda case: call(case)))()
    assert len(set(called)) > len(names())

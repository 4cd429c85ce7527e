import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from ontology.datasets import dataset, graph_iri
from sparql.snapshots import SnapshotStore
from tests.conftest import ROOT
from webapp.application import create_app
from webapp.settings import Settings

TEXT = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
ADDRESSES = sorted(set(re.findall(r"/questions/[\w-]+\?[^\"}]+", TEXT)))
COLUMNS = {
    "milestones-due": {"standing"},
    "linkage-matrix": {"first", "second", "links"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("notebooks")
    with SnapshotStore(folder).candidate("test") as candidate:
        candidate.add(str(graph_iri("ilo")), dataset("ilo"))
        candidate.publish()
    app = create_app(Settings(folder))
    yield app.test_client()
    app.extensions["rbm-service"].pool.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_notebooks_answers_with_its_columns(
    client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    if "format=csv" in address:
        table = csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")))
        name = address.removeprefix("/questions/").partition("?")[0]
        assert set(next(table)) >= COLUMNS[name]


def test_the_notebooks_show_some_addresses() -> None:
    assert len(ADDRESSES) >= 3

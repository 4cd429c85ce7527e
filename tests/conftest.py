"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browsing import Site

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
LONGEST = (
    "test_repository",
    "test_webapp_protocol",
    "test_ontology_reasoning",
    "test_shapes_reference",
    "test_webapp_desk_walk",
    "test_webapp_browser",
    "test_webapp_desk",
    "test_loaders_imports",
)
"""Files of tests that take longest: begun first, so that no process ends long after the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    places = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference files beside the project; skip where it is absent."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the reference files must lie beside the project in CI")
        pytest.skip("the reference files do not lie beside the project")
    return SHARED


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    """Give the pages of the test site in a real browser."""
    from tests.browsing import serve
    from tests.site import build

    with serve(build(tmp_path_factory.mktemp("browser"), rows=20)) as served:
        yield served

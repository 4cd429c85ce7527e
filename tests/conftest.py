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

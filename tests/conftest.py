"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

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

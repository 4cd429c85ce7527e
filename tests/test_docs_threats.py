import re

import pytest

from tests.conftest import ROOT

ROWS = [
    line.strip("|").rsplit(" | ", 1)
    for line in (ROOT / "docs/threat-model.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| threat")
]
TESTS = sorted({name for _, cell in ROWS for name in re.findall(r"`([^`]+)`", cell)})


@pytest.mark.parametrize("test", TESTS)
def test_every_threat_has_its_test(test: str) -> None:
    path, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_every_row_of_the_threat_model_names_a_test() -> None:
    assert len(ROWS) > 30
    for threat, cell in ROWS:
        assert re.fullmatch(r"(`tests/\w+\.py::test_\w+`(, )?)+", cell.strip()), threat

import re

import pytest

from tests.conftest import ROOT

ROWS = re.findall(r"\| `(tests/[^`]+)` \|$", (ROOT / "docs/threat-model.md").read_text(), re.M)


@pytest.mark.parametrize("row", ROWS)
def test_every_threat_has_its_test(row: str) -> None:
    path, _, name = row.partition("::")
    text = (ROOT / path).read_text()
    assert not name or re.search(rf"^def {name}\(", text, re.MULTILINE)


def test_every_row_of_the_threat_model_names_a_test() -> None:
    text = (ROOT / "docs/threat-model.md").read_text()
    assert len(ROWS) == len(re.findall(r"^\| (?!threat|---)", text, re.MULTILINE))

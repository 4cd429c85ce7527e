import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    folder = page.parent
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (folder / target).exists(), target


def test_every_manual_can_be_reached_from_the_readme() -> None:
    linked = set(re.findall(r"\(docs/([\w-]+\.md)\)", (ROOT / "README.md").read_text()))
    assert linked == {page.name for page in PAGES[1:]}


def test_every_command_of_the_readme_exists() -> None:
    from webapp.command import COMMANDS

    used = set(re.findall(r"^rbm (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert used <= set(COMMANDS)
    assert len(used) > 8

"""What a loader finds is said in six languages, each with the file and the line."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from loaders.imports import run
from loaders.saying import in_all_languages
from shapes.finding import Finding, Level, Place

LOADERS = Path(__file__).parent.parent / "loaders"
SIX = {"en", "zh", "fr", "es", "ru", "ar"}
SAID = tomllib.loads((LOADERS / "said.toml").read_text("utf-8"))


def test_every_rule_of_a_loader_has_its_texts_and_none_is_left_over() -> None:
    pattern = re.compile(r'"((?:LOAD|IATI|STRATML)-[A-Z]+)"')
    used = {rule for path in LOADERS.rglob("*.py") for rule in pattern.findall(path.read_text())}
    assert used - {"STRATML-XSD", "IATI-XSD"} <= set(SAID)
    assert set(SAID) <= used


@pytest.mark.parametrize("rule", SAID)
def test_a_finding_is_told_in_six_languages(rule: str) -> None:
    plain = Finding(
        rule, Level.WARNING, {"en": "said", "zh": "说"}, value="x<y", fix={"en": "do"},
        places=(Place("plan.ttl", line=7),),
    )  # fmt: skip
    told = in_all_languages(plain)
    assert set(told.message) == set(told.fix) == SIX
    assert told.text("en") == "said" and told.text("zh") == "说"
    for text in (*told.message.values(), *told.fix.values()):
        assert text.strip() and not re.search(r"[{}]", text)
    for texts in SAID[rule].values():
        for text in texts.values():
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert names <= {"file", "value", "line"}


def test_a_broken_file_names_its_line_in_every_language(tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:d> <urn:e> \n", "utf-8")
    (finding,) = run([path], None).refused
    assert set(finding.message) == SIX
    for tag in SIX - {"en", "zh"}:
        assert "plan.ttl" in finding.text(tag)
        assert "2" in finding.text(tag)

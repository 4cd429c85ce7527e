import json
from dataclasses import fields
from pathlib import Path

import pytest

from tests.conftest import ROOT
from webapp.serving.options import OptionError, Options, read_options


def test_every_setting_is_documented_with_its_default_and_sentence() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for each in fields(Options):
        default = getattr(Options(), each.name)
        shown = json.dumps(list(default) if isinstance(default, tuple) else default)
        assert f"| `{each.name}` | `{shown}` | {each.metadata['text']} |" in text


def test_the_environment_outweighs_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rbm.toml"
    file.write_text('seconds = 7\nupdates = true\nservices = ["https://e.org/sparql"]\n')
    options = read_options({"RBM_CONFIG": str(file), "RBM_SECONDS": "9", "RBM_CORS": "a b"})
    assert (options.seconds, options.updates) == (9.0, True)
    assert (options.services, options.cors) == (("https://e.org/sparql",), ("a", "b"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secs = 7", "no setting “secs”"),
        ('rows = "many"', "“rows” must be of type int"),
        ('updates = "maybe"', "“updates” must be of type bool"),
        ("rows = ", "cannot be read"),
        ('engine = "rust"', "one of compiled, fast"),
        ("rule_seconds = 0", "1 or more"),
    ],
)
def test_a_slip_in_the_settings_is_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "rbm.toml"
    file.write_text(text)
    with pytest.raises(OptionError, match=words):
        read_options({"RBM_CONFIG": str(file)})

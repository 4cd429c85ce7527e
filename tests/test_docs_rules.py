import re

from click.testing import CliRunner

from shapes.reports import FORMATS
from shapes.rules import rules
from tests.conftest import ROOT
from webapp.commands.validate import validate

TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_table_holds_every_rule_as_its_shape_states_it() -> None:
    rows = re.findall(r"^\| \[(.+?)\]\((.+?)\) \| (.+?) \| (.+?) \| (.+?) \| (.+) \|$", TEXT, re.M)
    expected = [
        (
            rule.id,
            f"../shapes/{rule.subject}.ttl",
            rule.demand,
            rule.title["en"],
            rule.title["zh"],
            rule.source + (f" ({', '.join(rule.alternatives)})" if rule.alternatives else ""),
        )
        for rule in rules()
    ]
    assert rows == expected


def test_every_option_that_the_page_shows_exists() -> None:
    known = {name for parameter in validate.params for name in parameter.opts}
    shown = set(re.findall(r"(?<![\w|-])(--[a-z][a-z-]+)", TEXT))
    assert shown <= known


def test_every_form_of_report_is_named() -> None:
    for form in ("text", *FORMATS):
        assert f"`{form}`" in TEXT


def test_the_help_of_the_command_names_its_exit_codes() -> None:
    shown = CliRunner().invoke(validate, ["--help"]).output
    assert "Exit 0: sound." in shown

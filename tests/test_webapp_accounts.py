import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from webapp.command import rbm
from webapp.serving.accounts import AccountError, Accounts
from webapp.serving.signing import own_path


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    accounts = Accounts(tmp_path / "accounts.json")
    accounts.put("amina", "steward", "a long pass phrase")
    return accounts


def test_a_password_is_known_by_its_hash_only(accounts: Accounts, tmp_path: Path) -> None:
    text = (tmp_path / "accounts.json").read_text()
    assert "a long pass phrase" not in text
    assert "argon2id" in text
    found = accounts.by_password("amina", "a long pass phrase")
    assert found is not None and found.role == "steward"
    assert accounts.by_password("amina", "another phrase") is None
    assert accounts.by_password("nobody", "a long pass phrase") is None


def test_only_the_owner_reads_the_file(accounts: Accounts, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "accounts.json").stat().st_mode) == 0o600


def test_a_new_token_voids_the_old_one(accounts: Accounts) -> None:
    first = accounts.issue_token("amina")
    assert accounts.by_token(first) is not None
    second = accounts.issue_token("amina")
    assert accounts.by_token(first) is None
    assert accounts.by_token(second) is not None
    assert accounts.by_token(second + "x") is None


def test_a_removed_account_has_no_token(accounts: Accounts) -> None:
    token = accounts.issue_token("amina")
    assert accounts.by_token(token) is not None
    accounts.remove("amina")
    assert accounts.by_token(token) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("a b", "steward", "a long pass phrase", "letters"),
        ("amina", "king", "a long pass phrase", "choose one of"),
        ("amina", "steward", "short", "12 characters"),
    ],
)
def test_a_faulty_account_is_refused(
    accounts: Accounts, name: str, role: str, password: str, words: str
) -> None:
    with pytest.raises(AccountError, match=words):
        accounts.put(name, role, password)


@pytest.mark.parametrize(
    "wished",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "x", ""],
)
def test_signing_in_never_leads_to_another_site(wished: str) -> None:
    assert own_path(wished) == "/"


def test_signing_in_leads_back_to_the_page(tmp_path: Path) -> None:
    assert own_path("/questions?x=1") == "/questions?x=1"


def test_accounts_are_made_on_the_command_line(tmp_path: Path) -> None:
    runner = CliRunner()
    data = ["--data", str(tmp_path)]
    made = runner.invoke(
        rbm, [*data, "account", "add", "li", "--role", "steward", "--password", "a long phrase!"]
    )
    assert made.exit_code == 0, made.output
    assert "." in runner.invoke(rbm, [*data, "account", "token", "li"]).output
    assert "steward" in runner.invoke(rbm, [*data, "account", "list"]).output
    assert runner.invoke(rbm, [*data, "account", "remove", "li"]).exit_code == 0
    assert runner.invoke(rbm, [*data, "account", "remove", "li"]).exit_code == 2

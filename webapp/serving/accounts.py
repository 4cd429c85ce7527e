"""Accounts and tokens: names, roles and hashes in one file that only the operator reads.

Passwords and tokens are hashed with Argon2id (RFC 9106) through argon2-cffi; a token that was
verified once is remembered by its SHA-256 until the process ends, as Argon2 is slow on purpose.
"""

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

ROLES = ("steward", "operator")
HASHER = PasswordHasher()


class AccountError(ValueError):
    """An account cannot be made or found; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """A name, its role, and the hashes of its password and token."""

    name: str
    role: str
    password: str = ""
    token: str = ""


class Accounts:
    """The accounts of one installation."""

    def __init__(self, path: Path):
        self._path = path
        self._lock = Lock()
        self._seen: set[str] = set()

    def all(self) -> dict[str, Account]:
        """Return every account by name."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return {each["name"]: Account(**each) for each in stored}

    def put(self, name: str, role: str, password: str) -> Account:
        """Make or change an account; a password has at least twelve characters."""
        if role not in ROLES:
            raise AccountError(f"There is no role “{role}”; choose one of: {', '.join(ROLES)}.")
        if not name.isidentifier():
            raise AccountError("A name has letters, digits and “_”, and begins with a letter.")
        if len(password) < 12:
            raise AccountError("A password has at least 12 characters.")
        account = Account(name, role, HASHER.hash(password))
        self._write({**self.all(), name: account})
        return account

    def issue_token(self, name: str) -> str:
        """Return a new token of an account; the old one is void, and this one is shown once."""
        accounts = self.all()
        if name not in accounts:
            raise AccountError(f"There is no account “{name}”.")
        old = accounts[name]
        secret = secrets.token_urlsafe(32)
        accounts[name] = Account(name, old.role, old.password, HASHER.hash(secret))
        self._write(accounts)
        return f"{name}.{secret}"

    def remove(self, name: str) -> None:
        """Remove an account."""
        accounts = self.all()
        if accounts.pop(name, None) is None:
            raise AccountError(f"There is no account “{name}”.")
        self._write(accounts)

    def by_password(self, name: str, password: str) -> Account | None:
        """Return the account of a name and password; an unknown name takes as long as a known."""
        account = self.all().get(name)
        right = _verify(account.password if account else _nobody(), password)
        return account if right else None

    def by_token(self, token: str) -> Account | None:
        """Return the account of a bearer token."""
        name, _, secret = token.partition(".")
        account = self.all().get(name)
        if account is None or not account.token:
            return None
        mark = hashlib.sha256(f"{token}\n{account.token}".encode()).hexdigest()
        if mark not in self._seen:
            if not _verify(account.token, secret):
                return None
            self._seen.add(mark)
        return account

    def _write(self, accounts: dict[str, Account]) -> None:
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(".new")
            text = json.dumps([asdict(account) for account in accounts.values()], indent=1)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)


def _verify(stored: str, given: str) -> bool:
    try:
        return HASHER.verify(stored, given)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Return the hash that a password is compared with where there is no such account."""
    return HASHER.hash(secrets.token_urlsafe())

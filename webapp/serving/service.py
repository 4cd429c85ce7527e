"""The running service: its pool, its store, and who is asking."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import current_app, g, request, session
from werkzeug.exceptions import BadRequest, Forbidden, NotFound, Unauthorized

from sparql.endpoint import StoreError
from sparql.limits import ROLES, Limits
from sparql.manifest import Snapshot
from sparql.pool import Pool
from sparql.snapshots import SnapshotStore
from webapp.serving.accounts import Account, Accounts
from webapp.serving.keeping import MOST_BYTES, Memory
from webapp.serving.options import Options

ANONYMOUS = Account("anonymous", "anonymous")
JOB_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
RANK = {"anonymous": 0, "steward": 1, "operator": 2}


@dataclass(frozen=True, slots=True)
class Service:
    """What one process serves with."""

    options: Options
    store: SnapshotStore
    pool: Pool
    accounts: Accounts
    kept: Memory[bytes] = field(default_factory=lambda: Memory(MOST_BYTES, len))

    def limits(self, role: str) -> Limits:
        """Return the limits of a role; the operator's settings bound the anonymous."""
        return ROLES[role] if role != "anonymous" else _anonymous(self.options)

    def snapshot(self, ref: str | None = None) -> Snapshot:
        """Return the snapshot of a reference (id or date), the current one without any."""
        if ref:
            try:
                return self.store.get(as_reference(ref))
            except StoreError as error:
                raise NotFound(str(error)) from error
        snapshot = self.store.current()
        if snapshot is None:
            raise StoreError("Nothing is published yet: `rbm load FILE` or `rbm demo` does it.")
        return snapshot


@lru_cache(maxsize=8)
def _anonymous(options: Options) -> Limits:
    return replace(
        ROLES["anonymous"],
        seconds=options.seconds,
        cpu_seconds=int(options.seconds * 2) + 1,
        memory=options.memory_mb * 1024**2,
        rows=options.rows,
    )


def as_reference(text: str) -> str | date:
    """Return a date where the text is one, else the text: a snapshot's id or number."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def service() -> Service:
    """Return the service of this application."""
    return cast("Service", current_app.extensions["rbm-service"])


def asker() -> Account:
    """Return who asks: the account of a bearer token or of the sign-in cookie, or anonymous.

    A token that is wrong is refused (401), never taken for anonymous.
    """
    if "asker" not in g:
        g.asker = _asker()
    return cast("Account", g.asker)


def _asker() -> Account:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        account = service().accounts.by_token(header.removeprefix("Bearer ").strip())
        if account is None:
            raise Unauthorized("This token is not known.")
        return account
    name = session.get("account")
    account = service().accounts.all().get(name) if name else None
    return account or ANONYMOUS


def require(role: str) -> Account:
    """Return who asks, if of that role at least; else status 401 or 403."""
    account = asker()
    if RANK[account.role] >= RANK[role]:
        return account
    if account.role == "anonymous":
        raise Unauthorized(f"Sign in as {role}, or send a token: Authorization: Bearer …")
    raise Forbidden(f"This needs the role {role}; {account.name} is {account.role}.")


def wished_id() -> str | None:
    """Return the id that a caller gives its query, to cancel it by; status 400 for an odd one."""
    wished = request.headers.get("X-Query-Id") or request.values.get("query-id")
    if wished is not None and not JOB_ID.fullmatch(wished):
        raise BadRequest("X-Query-Id has 8 to 64 letters, digits, “-” and “_”.")
    return wished


def store_folder(snapshot: Snapshot) -> Path:
    """Return the folder that a worker opens for a snapshot."""
    return snapshot.folder / "store"

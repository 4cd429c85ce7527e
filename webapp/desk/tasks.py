"""Work of the desk that a worker does while a page tells how far it is."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sparql.endpoint import QueryError, StoreError
from sparql.limits import ROLES
from sparql.pool import Busy
from sparql.worker import CallJob
from webapp.serving.service import Service

PATIENCE = 120.0
"""Seconds that work waits for a free worker."""


@dataclass(kw_only=True)
class Task:
    """How far a worker is: its step, what is done of how much, and what went wrong."""

    step: str = ""
    done: int = 0
    total: int = 0
    working: bool = True
    job: str | None = None
    fault: str | None = None


def start(
    service: Service,
    task: Task,
    function: str,
    arguments: tuple[object, ...],
    role: str,
    keep: Callable[[Any], None],
) -> None:
    """Have a worker call a function of `webapp.desk.work` and keep what it returns."""
    # A check reads more than a query does: it gets a steward's bounds whoever asks.
    limits = ROLES["operator" if role == "operator" else "steward"]
    task.working, task.fault = True, None
    task.job = secrets.token_urlsafe(12)
    job = CallJob(f"webapp.desk.work:{function}", arguments, limits)

    def run() -> None:
        try:
            running = service.pool.submit(
                job, role=role, job_id=task.job, progress=progress, patience=PATIENCE
            )
            (outcome,) = running.pieces
            keep(outcome)
        except (QueryError, StoreError, Busy) as error:
            task.fault = str(error)
        finally:
            task.working = False
            task.job = None

    def progress(step: str = "", done: int = 0, total: int = 0) -> None:
        task.step, task.done, task.total = step, done, total

    threading.Thread(target=run, daemon=True, name=f"desk-{function}").start()

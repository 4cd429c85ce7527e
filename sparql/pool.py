"""A pool of worker processes: the web process parses no query and no file itself.

A job runs in a process that is killed and replaced when it passes its limits, when its client
goes away, or when somebody cancels it. Nothing else can stop a query inside the engine.
"""

import os
import secrets
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from time import monotonic, sleep
from typing import Any

from sparql.endpoint import QueryError
from sparql.idle import Idle
from sparql.limits import Limits
from sparql.process import Worker
from sparql.worker import CallJob, QueryJob

GRACE = 0.5
"""Seconds after its limit at which a worker that does not end by itself is killed."""
WATCH = 0.1
"""Seconds between two looks at the running jobs."""


class Busy(Exception):
    """All workers are at work and the queue is full; try again after `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(f"Too many questions at once; try again in {seconds} seconds.")
        self.seconds = seconds


class LimitPassed(QueryError):
    """A job was stopped because it passed a limit, or because somebody cancelled it."""


def _started(memory: int) -> Worker:
    """Return a new worker; one that dies while it starts, as under heavy load, is tried again."""
    for _ in range(3):
        with suppress(EOFError, OSError):
            return Worker(memory)
    raise Busy(5)


@dataclass
class Running:
    """A job at work: its head has come, its pieces are read by iterating.

    `whole` is a short answer that came at once; its worker is free again already.
    """

    id: str
    head: dict[str, Any]
    pieces: Iterator[Any]
    started: float
    truncated: str | None = None
    whole: bytes | None = None


@dataclass
class Ticket:
    """What the pool keeps of a job while it runs."""

    id: str
    worker: Worker
    role: str
    summary: str
    seconds: float
    started: float = field(default_factory=monotonic)
    reason: str | None = None


class Pool:
    """Some workers, a queue before them, and the jobs that run."""

    def __init__(self, size: int | None = None, *, queue: int = 32, patience: float = 5.0):
        self.size = size or max(2, os.cpu_count() or 2)
        self._idle: Idle[Worker] = Idle()
        for _ in range(self.size):
            self._idle.put(None)
        self._waiting = threading.BoundedSemaphore(queue + self.size)
        self._patience = patience
        self._tickets: dict[str, Ticket] = {}
        self._lock = threading.Lock()
        self._at_work = threading.Event()
        self._closed = False
        # One thread watches all jobs: a timer for each would cost more than a small query does.
        threading.Thread(target=self._watch, name="pool-watch", daemon=True).start()
        self.killed = 0
        self.answered = 0

    def jobs(self) -> tuple[Ticket, ...]:
        """Return the jobs that run now."""
        with self._lock:
            return tuple(self._tickets.values())

    def cancel(self, job: str) -> bool:
        """Stop a job; return whether it was running."""
        ticket = self._tickets.get(job)
        if ticket is None:
            return False
        self._stop(ticket, "cancelled")
        return True

    def submit(
        self,
        job: QueryJob | CallJob,
        *,
        role: str = "anonymous",
        job_id: str | None = None,
        progress: Callable[..., None] | None = None,
        patience: float | None = None,
    ) -> Running:
        """Start a job and return it once its head has come; `progress` is told of its steps.

        `patience` is how many seconds to wait for a worker, the pool's own unless given.

        Raise `Busy` where no worker came free in time, `LimitPassed` where the job was stopped
        before its first byte, `QueryError` where the query itself is at fault.
        """
        if not self._waiting.acquire(blocking=False):
            raise Busy(max(1, int(self._patience)))
        try:
            worker = self._take(job.limits, self._patience if patience is None else patience)
        except BaseException:
            self._waiting.release()
            raise
        summary = job.query[:500] if isinstance(job, QueryJob) else job.target
        name = job_id or secrets.token_urlsafe(12)
        ticket = Ticket(name, worker, role, summary, job.limits.seconds)
        with self._lock:
            self._tickets[ticket.id] = ticket
        self._at_work.set()
        pieces = self._pieces(ticket, job)
        kind, head, *whole = next(pieces)
        running = Running(ticket.id, head, iter(whole), ticket.started)
        if kind == "whole":
            running.truncated = head["truncated"]
            (running.whole,) = whole
            pieces.close()
        else:
            running.pieces = self._data(pieces, running, progress)
        return running

    def close(self) -> None:
        """Stop every worker."""
        self._closed = True
        self._at_work.set()
        for ticket in self.jobs():
            self._stop(ticket, "cancelled")
        with suppress(Empty):
            while True:
                worker = self._idle.get_nowait()
                if worker is not None:
                    worker.close()

    def _take(self, limits: Limits, patience: float) -> Worker:
        try:
            worker = self._idle.get(timeout=patience)
        except Empty:
            raise Busy(max(1, int(patience))) from None
        try:
            if worker is not None and (worker.memory != limits.memory or worker.ended()):
                worker.close()
                worker = None
            return worker or _started(limits.memory)
        except BaseException:
            self._idle.put(None)
            raise

    def _pieces(
        self, ticket: Ticket, job: QueryJob | CallJob
    ) -> Generator[tuple[Any, ...], None, None]:
        whole = False
        try:
            ticket.worker.connection.send(job)
            while True:
                message = ticket.worker.connection.recv()
                if message[0] == "error":
                    whole = message[1] != "memory"
                    raise (QueryError if message[1] != "memory" else LimitPassed)(message[2])
                if message[0] in ("end", "whole"):
                    whole = True
                    yield message
                    return
                yield message
        except (EOFError, OSError):
            raise LimitPassed(f"The query was stopped: {self._reason(ticket)}.") from None
        finally:
            self._finish(ticket, whole)

    def _reason(self, ticket: Ticket) -> str:
        if ticket.reason:
            return ticket.reason
        ticket.worker.process.join(timeout=1)
        code = ticket.worker.process.exitcode
        if code == -24:
            return "it used more processor time than is allowed"
        return "it needed more memory than is allowed, or brought its worker down"

    def _data(
        self,
        pieces: Generator[tuple[Any, ...], None, None],
        running: Running,
        progress: Callable[..., None] | None,
    ) -> Iterator[Any]:
        try:
            for kind, content in pieces:
                if kind == "end":
                    running.truncated = content
                elif kind == "data":
                    yield content
                elif kind == "progress" and progress is not None:
                    progress(*content)
        finally:
            pieces.close()

    def _watch(self) -> None:
        """Stop the jobs that pass their time and do not end by themselves."""
        while not self._closed:
            self._at_work.wait()
            now = monotonic()
            jobs = self.jobs()
            for ticket in jobs:
                if now - ticket.started > ticket.seconds + GRACE:
                    self._stop(ticket, f"it took longer than {ticket.seconds:g} seconds")
            if not jobs and not self._closed:
                self._at_work.clear()
                if self.jobs():  # one came between the look and the clearing
                    self._at_work.set()
            sleep(WATCH)

    def _stop(self, ticket: Ticket, reason: str) -> None:
        with self._lock:  # a worker that has gone on to another job must not be hit
            if ticket.id in self._tickets:
                ticket.reason = ticket.reason or reason
                ticket.worker.kill()

    def _finish(self, ticket: Ticket, whole: bool) -> None:
        with self._lock:
            self._tickets.pop(ticket.id, None)
            if whole:
                self.answered += 1
            else:
                self.killed += 1
        if whole and ticket.reason is None:
            self._idle.put(ticket.worker)
        else:
            ticket.worker.close()
            self._idle.put(None)
            # Started beside, so that no request has to wait for it.
            threading.Thread(target=self._refill, args=(ticket.worker.memory,), daemon=True).start()
        self._waiting.release()

    def _refill(self, memory: int) -> None:
        """Start a worker for a free place, unless a request has done so meanwhile."""
        with suppress(Busy, OSError):
            worker = _started(memory)
            if self._closed or not self._idle.fill(worker):
                worker.close()

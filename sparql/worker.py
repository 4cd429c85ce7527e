"""A process that reads one snapshot and answers one job at a time.

It is forked from a clean server process, opens stores only afterwards (a store opened before a
fork loses writes), has no network where the kernel lets it drop that, and dies with its parent.
What it sends back are messages: `("head", …)`, `("data", bytes)`, `("end", …)`, `("error", …)`,
and for an answer that fits in one chunk a single `("whole", head, bytes)`.
"""

import ctypes
import importlib
import os
import resource
import signal
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from sparql.embedded import EmbeddedStore, Triples
from sparql.endpoint import QueryError
from sparql.limits import Limits
from sparql.results import WRITERS, Solution, Solutions, boolean

CHUNK = 65_536
OPEN_STORES = 4
_PR_SET_PDEATHSIG = 1
_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True)
class QueryJob:
    """A guarded query on one snapshot; `store` is the folder of its store.

    `tabular` is the format of rows (`json`, `xml`, `csv`, `tsv`, or `rows` for plain tuples),
    `media_type` that of triples. Without slots it crosses the pipe in a third of the time.
    """

    store: str
    query: str
    tabular: str = "json"
    media_type: str = "text/turtle"
    base: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class CallJob:
    """A function named `module:function`, called as `function(*arguments, progress=…)`."""

    target: str
    arguments: tuple[Any, ...] = ()
    limits: Limits = Limits()


class Output:
    """Collects bytes and sends them in chunks."""

    def __init__(self, connection: Connection, head: dict[str, object]):
        self._connection = connection
        self._head: dict[str, object] | None = head
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes, as a file does."""
        self._pieces.append(bytes(data))
        self._size += len(data)
        if self._size >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what is collected, the head of the answer first."""
        if self._head is not None:
            self._connection.send(("head", self._head))
            self._head = None
        if self._pieces:
            self._connection.send(("data", b"".join(self._pieces)))
            self._pieces.clear()
            self._size = 0

    def end(self, truncated: str | None) -> None:
        """Send the rest; a short answer goes as one message, which costs a third of three."""
        if self._head is not None:
            whole = {**self._head, "truncated": truncated}
            self._connection.send(("whole", whole, b"".join(self._pieces)))
            return
        self.flush()
        self._connection.send(("end", truncated))


def serve(connection: Connection, memory: int) -> None:
    """Answer the jobs that come through a pipe until it closes."""
    drop_privileges(memory)
    try:
        connection.send(("ready", os.getpid()))
    except BrokenPipeError:  # the service has ended meanwhile
        return
    stores: OrderedDict[str, EmbeddedStore] = OrderedDict()
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        _limit_cpu(job.limits.cpu_seconds)
        try:
            if isinstance(job, QueryJob):
                _answer(connection, _open(stores, job.store), job)
            else:
                _call(connection, job)
        except BrokenPipeError:
            return
        except MemoryError:
            connection.send(("error", "memory", "The answer needs more memory than is allowed."))
        except QueryError as error:
            connection.send(("error", "query", str(error)))
        except Exception as error:
            connection.send(("error", "failure", f"{type(error).__name__}: {error}"))


def drop_privileges(memory: int) -> bool:
    """Bound the memory, tie the process to its parent, leave the network; say whether left."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return bool(
        libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    )


def _limit_cpu(seconds: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard)
    )


def _open(stores: OrderedDict[str, EmbeddedStore], folder: str) -> EmbeddedStore:
    if folder not in stores:
        stores[folder] = EmbeddedStore(Path(folder))
        if len(stores) > OPEN_STORES:
            stores.popitem(last=False)
    stores.move_to_end(folder)
    return stores[folder]


def _answer(connection: Connection, store: EmbeddedStore, job: QueryJob) -> None:
    answer = store.run(
        job.query,
        base=job.base,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
    )
    if isinstance(answer, bool):
        output = Output(connection, {"kind": "boolean", "value": answer})
        output.write(boolean(answer, job.tabular))
        output.end(None)
    elif isinstance(answer, Triples):
        output = Output(connection, {"kind": "graph"})
        cut = answer.write(output, job.media_type, job.limits.rows)  # type: ignore[arg-type]
        reason = f"more than {job.limits.rows:,} triples" if cut else None
        if reason and job.media_type != "application/rdf+xml" and "json" not in job.media_type:
            output.write(f"# truncated: {reason}\n".encode())
        output.end(reason)
    elif job.tabular == "rows":
        _send_rows(connection, answer, job)
    else:
        _stream_rows(connection, answer, job)


def _stream_rows(connection: Connection, answer: Solutions, job: QueryJob) -> None:
    writer = WRITERS[job.tabular]()
    output = Output(connection, {"kind": "rows", "variables": answer.variables})
    output.write(writer.head(answer.variables))
    deadline = monotonic() + job.limits.seconds
    reason = None
    for number, row in enumerate(answer.rows):
        if number >= job.limits.rows:
            reason = f"more than {job.limits.rows:,} rows"
            break
        if not number % 1_000 and monotonic() > deadline:
            reason = f"{number:,} rows in {job.limits.seconds:g} seconds, more were coming"
            break
        output.write(writer.row(row))
    output.write(writer.end(reason))
    output.end(reason)


def _send_rows(connection: Connection, answer: Solutions, job: QueryJob) -> None:
    connection.send(("head", {"kind": "rows", "variables": answer.variables}))
    batch: list[Solution] = []
    reason = None
    for number, row in enumerate(answer.rows):
        if number >= job.limits.rows:
            reason = f"more than {job.limits.rows:,} rows"
            break
        batch.append(row)
        if len(batch) == 1_000:
            connection.send(("data", batch))
            batch = []
    connection.send(("data", batch))
    connection.send(("end", reason))


def _call(connection: Connection, job: CallJob) -> None:
    module, _, name = job.target.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    connection.send(("head", {"kind": "call"}))
    value = function(*job.arguments, progress=lambda *what: connection.send(("progress", what)))
    connection.send(("data", value))
    connection.send(("end", None))

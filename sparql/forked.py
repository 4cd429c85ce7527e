"""Work done in a fork of this process, which can be ended when it takes too long.

Nothing else stops a query inside the engine. A fork shares a store in memory; one on disk must be
opened again by the fork (`apart`), as a store opened before a fork loses writes.
"""

import ctypes
import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar, cast

from sparql.embedded import EmbeddedStore, behind
from sparql.endpoint import Endpoint

Send = Callable[[object], None]
Found = TypeVar("Found")
WEEK = 7 * 24 * 3600.0
"""Seconds to wait for work that bounds itself."""

_PR_SET_PDEATHSIG = 1


class Late(Exception):
    """No message came in time."""


class Gone(Exception):
    """The process ended before it had said all."""


class Fork:
    """A process that does some work and sends what it finds."""

    def __init__(self, work: Callable[[Send], None]):
        self._pipe, theirs = Pipe(duplex=False)
        with warnings.catch_warnings():
            # Other threads may run here; the fork touches nothing that they hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if not self._process:
            _work(work, theirs)
        theirs.close()

    def fileno(self) -> int:
        """Return the number of its pipe, to wait for one of several forks."""
        return self._pipe.fileno()

    def receive(self, seconds: float) -> object:
        """Return the next message; raise `Late` or `Gone` where none comes."""
        if not self._pipe.poll(max(0.0, seconds)):
            raise Late
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise Gone from error

    def close(self) -> None:
        """End the process at once."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._pipe.close()


def inside(endpoint: Endpoint) -> bool:
    """Return whether the store behind an endpoint is one of this process."""
    return isinstance(endpoint, EmbeddedStore) or hasattr(type(endpoint), "embedded")


@contextmanager
def apart(endpoint: Endpoint) -> Iterator[Callable[[], EmbeddedStore] | None]:
    """Give what a fork of this process calls to read a store as it is now.

    Memory is shared with the fork; a folder is opened anew, and a copy of it, by hard links, where
    this process writes in it. None says that the endpoint bounds its queries itself.
    """
    store = behind(endpoint)
    if store is None:
        yield None
    elif store.folder is None:
        yield lambda: store
    elif not store.writable:
        yield partial(EmbeddedStore, store.folder, snapshot=store.snapshot)
    else:
        with TemporaryDirectory(prefix="apart-", dir=store.folder.parent) as place:
            copy = Path(place, "store")
            store.backup(copy)
            yield partial(EmbeddedStore, copy, snapshot=store.snapshot)


@contextmanager
def aside(endpoint: Endpoint, work: Callable[[Endpoint], Found]) -> Iterator[Callable[[], Found]]:
    """Have some work on the data of an endpoint done in a fork; give what waits for its result.

    Where no fork can read the data, or the fork ends, the work is done when the result is asked.
    """
    with apart(endpoint) as opened:
        if opened is None:
            yield lambda: work(endpoint)
            return
        fork = Fork(lambda send: send(work(opened())))

        def result() -> Found:
            try:
                message = fork.receive(WEEK)
            except Gone:
                return work(endpoint)
            if isinstance(message, Exception):
                raise message
            return cast("Found", message)

        try:
            yield result
        finally:
            fork.close()


def _work(work: Callable[[Send], None], pipe: Connection) -> None:
    """Do the work and end the process, whatever happens: nothing of the parent may go on here."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            work(pipe.send)
        except Exception as error:
            pipe.send(_sendable(error))
    finally:
        os._exit(0)


def _sendable(error: Exception) -> Exception:
    """Return an error as it is, or as plain text where it cannot cross a pipe."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error

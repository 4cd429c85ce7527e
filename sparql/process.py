"""A worker as the process that gives it work sees it: its pipe, and whether it still lives."""

import select
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from sparql.worker import serve


def ready() -> None:
    """Start the process that workers are forked from; it imports what they need meanwhile."""
    forkserver.set_forkserver_preload(["sparql.worker"])
    forkserver.ensure_running()


class Worker:
    """One process with its pipe."""

    def __init__(self, memory: int):
        ready()
        context = get_context("forkserver")
        self.memory = memory
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=serve, args=(theirs, memory), daemon=True
        )
        self.process.start()
        theirs.close()
        self._end = select.poll()
        self._end.register(self.process.sentinel, select.POLLIN)
        self.connection.recv()

    def ended(self) -> bool:
        """Return whether the process has ended; asking multiprocessing takes ten times longer."""
        return bool(self._end.poll(0))

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()

    def close(self) -> None:
        """End the process and free its pipe."""
        self.process.kill()
        self.process.join()
        self.connection.close()

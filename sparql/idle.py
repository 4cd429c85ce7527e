"""The workers of a pool that wait for a job, and the places of those that are still to start."""

from queue import LifoQueue
from typing import Generic, TypeVar

Worker = TypeVar("Worker")


class Idle(LifoQueue[Worker | None], Generic[Worker]):
    """Gives a worker that runs before a free place (None), in which one must be started first."""

    queue: list[Worker | None]

    def _put(self, item: Worker | None) -> None:
        if item is None:
            self.queue.insert(0, item)
        else:
            self.queue.append(item)

    def fill(self, worker: Worker) -> bool:
        """Put a worker into a free place; return whether there was one."""
        with self.mutex:
            if not self.queue or self.queue[0] is not None:
                return False
            del self.queue[0]
            self.queue.append(worker)
            return True

"""The parts of a run shared among processes: the engine holds a process while a query runs.

Forks share what this process holds. Each takes the next part that none has taken, so that a part
that takes long keeps one of them busy and no other.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TypeVar, cast

from sparql.forked import Fork, Gone, Send

Found = TypeVar("Found")


def shared(
    parts: Sequence[Callable[[], Found]], processes: int, begin: Callable[[], None]
) -> Generator[Found, None, None]:
    """Return what each part gives, in their order, as soon as it and those before it are done.

    `begin` is called in every fork before its first part. What a part raises is raised here; `Gone`
    in the place of a part that ended its fork, which needs too much memory or processor time.
    Closing ends the forks.
    """
    # The context of forks, so that they inherit the number and its lock.
    turn = get_context("fork").Value("l", 0)

    def work(send: Send) -> None:
        begin()
        # In a thread of its own, for the same reason as in a run by itself.
        with ThreadPoolExecutor(1) as beside:
            while True:
                with turn.get_lock():
                    mine = turn.value
                    turn.value += 1
                if mine >= len(parts):
                    break
                send(mine)
                send((mine, beside.submit(parts[mine]).result()))
        send(None)

    forks: list[Fork] = []
    try:
        for _ in range(min(processes, len(parts))):
            forks.append(Fork(work))
        yield from _in_order(forks, len(parts))
    finally:
        for fork in forks:
            fork.close()


def _in_order(forks: Sequence[Fork], total: int) -> Generator[Found, None, None]:
    held: dict[int, Found] = {}
    working = {fork.fileno(): fork for fork in forks}
    at_work: dict[int, int] = {}
    lost: set[int] = set()
    for number in range(total):
        while number not in held:
            # A fork that ended is told of when its part's turn comes: those before it go on.
            if number in lost or not working:
                raise Gone
            for ready in cast("list[int]", wait(list(working))):
                try:
                    message = working[ready].receive(0)
                except Gone:
                    lost.add(at_work.get(ready, number))
                    del working[ready]
                    continue
                if isinstance(message, Exception):
                    raise message
                if message is None:
                    del working[ready]
                elif isinstance(message, int):
                    at_work[ready] = message
                else:
                    mine, found = cast("tuple[int, Found]", message)
                    held[mine] = found
        yield held.pop(number)

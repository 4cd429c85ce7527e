"""Answers kept in memory: a snapshot never changes, so none of them is ever stale."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

MOST_BYTES = 64 * 1024**2
"""Bytes of all answers of the query service that are kept."""
Answer = TypeVar("Answer")


class Memory(Generic[Answer]):
    """The answers given lately, bounded by their weight; safe to use from several threads.

    Those not asked for longest go first. An answer weighs one unless `weigh` says otherwise; one
    that weighs more than a thousandth of all is not kept.
    """

    def __init__(self, most: int, weigh: Callable[[Answer], int] = lambda _: 1):
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        """Return the answer kept under a key, None where there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer, unless it is too heavy."""
        weight = self._weigh(answer)
        if weight > max(1, self._most // 1_000):
            return
        with self._lock:
            if key in self._answers:
                self._weight -= self._weigh(self._answers.pop(key))
            self._answers[key] = answer
            self._weight += weight
            while self._weight > self._most:
                _, gone = self._answers.popitem(last=False)
                self._weight -= self._weigh(gone)

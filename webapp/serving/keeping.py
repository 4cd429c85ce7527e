"""Small answers kept in memory: a snapshot never changes, so none of them is ever stale."""

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

from sparql.pool import Running

LARGEST = 65_536
"""Bytes that an answer may have to be kept."""
MOST = 64 * 1024**2
"""Bytes of all answers kept; those not asked for longest go first."""


class Keeper:
    """Answers by their entity tag, which names snapshot, role, format, query and graphs."""

    def __init__(self, most: int = MOST):
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> bytes | None:
        """Return the answer of a tag, None where it is not kept."""
        with self._lock:
            if tag in self._answers:
                self._answers.move_to_end(tag)
            return self._answers.get(tag)

    def put(self, tag: str, answer: bytes) -> None:
        """Keep a small answer."""
        if len(answer) > LARGEST:
            return
        with self._lock:
            self._size += len(answer) - len(self._answers.pop(tag, b""))
            self._answers[tag] = answer
            while self._size > self._most:
                _, gone = self._answers.popitem(last=False)
                self._size -= len(gone)

    def streamed(self, tag: str, running: Running) -> Iterator[bytes]:
        """Return the pieces of an answer, and keep it if it came whole and is small."""
        pieces: list[bytes] = []
        size = 0
        for piece in running.pieces:
            size += len(piece)
            if size <= LARGEST:
                pieces.append(piece)
            yield piece
        if size <= LARGEST and running.truncated is None:
            self.put(tag, b"".join(pieces))

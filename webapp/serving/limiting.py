"""How often one address may ask; counted in memory, in windows that begin at its first request."""

from threading import Lock

from cachetools import TTLCache
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

ADDRESSES = 100_000
"""Addresses that are counted at once; beyond that, the window that began first is forgotten."""


class Rate:
    """A bound such as `600 per minute` for each address, written as the library `limits` reads it.

    The counters are not those of `limits`: under load it starts a thread every hundredth of a
    second to forget old ones.
    """

    def __init__(self, bound: str):
        self.bound = bound
        self._lock = Lock()
        self._counters: list[tuple[int, TTLCache[str, list[int]]]] = [
            (each.amount, TTLCache(ADDRESSES, each.get_expiry())) for each in parse_many(bound)
        ]

    def check(self, address: str | None) -> None:
        """Count a request of an address; raise status 429 where it asks too often."""
        for most, counters in self._counters:
            with self._lock:
                counted = counters.setdefault(address or "", [0])
                counted[0] += 1
            if counted[0] > most:
                raise TooManyRequests(
                    f"One address may ask {self.bound}; wait a little.",
                    retry_after=int(counters.ttl),
                )

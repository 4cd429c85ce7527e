"""How often one address may ask, by the library `limits`; counted in memory, by the minute."""

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests


class Rate:
    """A bound such as `600 per minute` for each address."""

    def __init__(self, name: str, bound: str):
        self._name = name
        self._bounds = parse_many(bound)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self.bound = bound

    def check(self, address: str | None) -> None:
        """Count a request of an address; raise status 429 where it asks too often."""
        for bound in self._bounds:
            if not self._limiter.hit(bound, self._name, address or ""):
                raise TooManyRequests(
                    f"One address may ask {self.bound}; wait a little.",
                    retry_after=bound.get_expiry(),
                )

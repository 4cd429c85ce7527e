"""Ways back to a focus node, without the predicates that no triple of the data has."""

import re

from sparql.endpoint import Endpoint

_NAMED = re.compile(r"<[^<>]*>")
_ALTERNATIVES = re.compile(r"(?<![^ (])<[^<>]*>(?:\|<[^<>]*>)+(?![^ )])")
_LOOSE = re.compile(r"\||[>)][*?]")
"""A way without any of these needs a triple of each of its predicates."""


class Narrowing:
    """What predicates a store knows; each is asked for once."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self._used: dict[str, bool] = {}

    def is_used(self, predicate: str) -> bool:
        """Return whether a predicate, as SPARQL writes it, has a triple."""
        if predicate not in self._used:
            self._used[predicate] = self._endpoint.ask(f"ASK {{ ?s {predicate} ?o }}")
        return self._used[predicate]

    def narrowed(self, link: str) -> str | None:
        """Return the pattern of a way with only the alternatives that the store knows.

        None where no triples can match it.
        """
        narrow = _ALTERNATIVES.sub(self._those_used, link)
        if _LOOSE.search(narrow) or all(map(self.is_used, _NAMED.findall(narrow))):
            return narrow
        return None

    def _those_used(self, path: re.Match[str]) -> str:
        names = path.group().split("|")
        return "|".join(filter(self.is_used, names)) or names[0]

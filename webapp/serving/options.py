"""What an operator decides about serving: one dataclass, read from a file and the environment.

`RBM_CONFIG` names a TOML file; an environment variable `RBM_<NAME>` outweighs it.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from loaders.judging import Manner


class OptionError(ValueError):
    """A setting is unknown or ill-typed; the message names it and says what is right."""


def option(default: Any, text: str) -> Any:
    """Return a field with its default and the sentence that documents it."""
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: default, metadata={"text": text})
    return field(default=default, metadata={"text": text})


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of the service; every one has a default that is safe on an open network."""

    workers: int = option(0, "Processes that answer queries; 0 means one per processor.")
    queue: int = option(32, "Queries that may wait for a process before new ones get 503.")
    patience: float = option(5.0, "Seconds that a query waits for a process.")
    seconds: float = option(20.0, "Seconds that an anonymous query may take.")
    rows: int = option(100_000, "Rows or triples of one anonymous answer.")
    memory_mb: int = option(3_072, "Megabytes of memory of a query process, at least 2048.")
    rate: str = option("600 per minute", "Requests of one address to the query service.")
    updates: bool = option(False, "Whether SPARQL Update is accepted from stewards.")
    catalogue_only: bool = option(False, "Whether only catalogued questions run for anonymous.")
    services: tuple[str, ...] = option((), "Endpoint IRIs that SERVICE may name.")
    cors: tuple[str, ...] = option(("*",), "Origins whose scripts may read answers.")
    upload_mb: int = option(100, "Megabytes of one upload.")
    rule_seconds: float = option(30.0, "Seconds that one rule may take before it is cut off.")
    rule_findings: int = option(200, "Findings of one rule that a report holds; all are counted.")
    engine: str = option("compiled", "What runs the rules: `compiled` or `fast` (see the rules).")
    secret: str = option("", "Key that signs sign-in cookies; one is made when none is given.")
    secure_cookies: bool = option(False, "Whether cookies are sent over HTTPS only.")
    proxies: int = option(0, "Reverse proxies in front whose X-Forwarded-For is believed.")
    log_level: str = option("INFO", "Least weight of a line in the log.")

    @property
    def manner(self) -> Manner:
        """Return how files are judged."""
        usual = Manner(limit=self.rule_findings, seconds=self.rule_seconds)
        return replace(usual, engine="fast") if self.engine == "fast" else usual


ENGINES = ("compiled", "fast")


def read_options(environment: Mapping[str, str] = os.environ) -> Options:
    """Return the options of a file and the environment; raise `OptionError` on a slip."""
    given: dict[str, Any] = {}
    if path := environment.get("RBM_CONFIG"):
        try:
            given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise OptionError(f"RBM_CONFIG: {path} cannot be read: {error}") from error
    known = {each.name: each for each in fields(Options)}
    for name in given:
        if name not in known:
            raise OptionError(f"RBM_CONFIG: there is no setting “{name}”; see docs/operating.md.")
    for name in known:
        if (text := environment.get(f"RBM_{name.upper()}")) is not None:
            given[name] = text
    options = Options(**{name: _typed(name, given[name]) for name in given})
    if options.engine not in ENGINES:
        raise OptionError(f"The setting “engine” is one of {', '.join(ENGINES)}.")
    if options.rule_seconds < 1 or options.rule_findings < 1:
        raise OptionError("The settings “rule_seconds” and “rule_findings” are 1 or more.")
    return options


def _typed(name: str, value: Any) -> Any:
    default = getattr(Options(), name)
    try:
        if isinstance(default, bool):
            return _boolean(value)
        if isinstance(default, tuple):
            return tuple(value.split()) if isinstance(value, str) else tuple(map(str, value))
        return type(default)(value)
    except (TypeError, ValueError) as error:
        kind = type(default).__name__
        raise OptionError(f"The setting “{name}” must be of type {kind}, not {value!r}.") from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]

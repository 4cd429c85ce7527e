"""What one answer may cost, by the role of who asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one job: seconds of wall clock and CPU, bytes of memory, rows of the answer.

    `memory` bounds the address space of the worker; under 2 GiB the store's own threads fail.
    """

    seconds: float = 30.0
    cpu_seconds: int = 60
    memory: int = 4 * 1024**3
    rows: int = 100_000


ROLES = {
    "anonymous": Limits(seconds=20.0, cpu_seconds=40, memory=3 * 1024**3, rows=100_000),
    "steward": Limits(seconds=120.0, cpu_seconds=240, memory=6 * 1024**3, rows=1_000_000),
    "operator": Limits(seconds=600.0, cpu_seconds=1_200, memory=8 * 1024**3, rows=10_000_000),
}
"""Limits that hold unless the operator sets others."""

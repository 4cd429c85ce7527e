"""What withdrawing a data set would break in others, found out before it is withdrawn."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from flask import current_app

from shapes.report import Report
from webapp.desk.tasks import Task, start
from webapp.serving.service import Service

MOST = 40
"""Foresights kept at once; the oldest goes first."""


@dataclass
class Foresight(Task):
    """How far the judging of a withdrawal is, and what it found."""

    report: Report | None = None


class Foresights:
    """Has each withdrawal judged once for a snapshot: what it breaks is the same for everybody."""

    def __init__(self, service: Service):
        self._service = service
        self._kept: OrderedDict[tuple[str, str], Foresight] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, snapshot: str, graph: str, role: str) -> Foresight:
        """Return what is known of withdrawing a graph from the current snapshot, begun if new."""
        with self._lock:
            found = self._kept.get((snapshot, graph))
            # One that failed is begun anew where somebody asks again.
            if found is not None and (found.working or found.report is not None):
                return found
            fresh = self._kept[snapshot, graph] = Foresight()
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

        def keep(report: Report) -> None:
            fresh.report = report

        arguments = (self._service.store.folder, graph, self._service.options.manner)
        start(self._service, fresh, "foresee_withdrawal", arguments, role, keep)
        return fresh


def foresights() -> Foresights:
    """Return the foresights of this application."""
    found: Foresights = current_app.extensions["rbm-foresights"]
    return found

"""Makes in the background what the first readers of a large snapshot would have to wait for."""

from contextlib import suppress
from threading import Lock, Thread

from flask import Flask

from sparql.endpoint import StoreError
from sparql.kept import given, questions, today
from sparql.pool import Busy
from webapp import findings, links
from webapp.answers import answers
from webapp.findings import LARGE
from webapp.installation import installation

PAGES = ("strategies", "frameworks", "roadmaps", "indicators", "documents", "reviewed")
"""Page queries about the whole store."""
_seen: set[tuple[str, str]] = set()
_lock = Lock()


def warm(app: Flask, rules: bool = True) -> None:
    """Make the answers about the whole of the current snapshot, what the rules say of it last."""
    with app.test_request_context("/"), suppress(Busy, StoreError):
        links.touched()
        for name in PAGES:
            answers().page(name)
        answers().question("coverage", {})
        if rules:
            findings.report()
    warm_today(app)


def warm_today(app: Flask) -> None:
    """Ask what is asked of a day for this one; publishing did it for the day of its own."""
    with app.test_request_context("/"), suppress(Busy, StoreError):
        for name in questions():
            if given(name):
                answers().question(name, given(name))


def notice(app: Flask) -> None:
    """Begin with a large snapshot when it is seen for the first time, and on each new day."""
    snapshot = installation().library.store.current()
    if snapshot is None or snapshot.total <= LARGE:
        return
    seen = snapshot.id, today()
    with _lock:
        new = seen not in _seen
        known = any(id_ == snapshot.id for id_, _ in _seen)
        _seen.add(seen)
    if new:
        Thread(target=warm_today if known else warm, args=(app,), daemon=True).start()


def install(app: Flask) -> None:
    """Look at every request whether there is a new snapshot."""
    app.before_request(lambda: notice(app))

"""Makes in the background what the first readers of a large snapshot would have to wait for."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import Lock, Thread

from flask import Flask

from sparql.endpoint import QueryError, StoreError
from sparql.kept import given, questions, today
from sparql.pool import Busy
from webapp import findings, links
from webapp.answers import answers
from webapp.findings import LARGE
from webapp.installation import installation
from webapp.pages import indicators

PAGES = ("strategies", "frameworks", "roadmaps", "documents", "reviewed")
"""Page queries about the whole store."""
_seen: set[tuple[str, str]] = set()
_lock = Lock()


def warm(app: Flask, rules: bool = True) -> None:
    """Make the answers about the whole of the current snapshot, what the rules say of it last."""
    steps: list[Callable[[], object]] = [links.touched]
    steps += [partial(lambda name: answers().page(name), name) for name in PAGES]
    steps += [lambda: answers().question("coverage", {}), indicators.everything]
    steps += [findings.report] if rules else []
    take(app, steps)
    warm_today(app)


def warm_today(app: Flask) -> None:
    """Ask what is asked of a day for this one; publishing did it for the day of its own."""
    names = [name for name in questions() if given(name)]
    take(app, [partial(lambda name: answers().question(name, given(name)), name) for name in names])


def take(app: Flask, steps: Iterable[Callable[[], object]]) -> None:
    """Take steps one after the other; what passes its limit is left to the reader who asks."""
    with app.test_request_context("/"):
        for step in steps:
            with suppress(Busy, StoreError, QueryError):
                step()


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

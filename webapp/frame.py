"""What stands on every page: menu, reference, snapshot, and addresses with one thing changed."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g, request
from flask_babel import gettext as _

STYLE = Path(__file__).parent / "static" / "rbm.css"

DRESS = frozenset({"ui", "content", "asOf", "all"})
"""Arguments that a citation leaves out or says itself."""


def menu() -> list[tuple[str, str]]:
    """Return the main menu: endpoint and text."""
    return [
        ("strategies.index", _("Strategies")),
        ("linkage.matrix", _("Links")),
        ("roadmap.show", _("Road map")),
        ("results.chain", _("Results")),
        ("indicators.index", _("Indicators")),
        ("gaps.board", _("Gaps")),
        ("questions.index", _("Questions")),
        ("reports.index", _("Reports")),
        ("desk.form", _("Check a file")),
    ]


def reference() -> list[tuple[str, str]]:
    """Return what the foot of every page leads to."""
    return [
        ("documents.index", _("Source documents")),
        ("rules.index", _("Rules")),
        ("terms.index", _("Terms")),
        ("coverage.show", _("Coverage and alignment")),
        ("crosswalk.index", _("Crosswalk")),
        ("query.show", _("Query page")),
        ("data.index", _("Data and downloads")),
        ("history.index", _("History")),
        ("about.show", _("About")),
    ]


def with_arguments(**changes: str | None) -> str:
    """Return the address of this page with arguments changed; None takes one away."""
    arguments = [
        (key, value) for key, value in request.args.items(multi=True) if key not in changes
    ]
    arguments += [(key, value) for key, value in changes.items() if value is not None]
    return f"{request.path}?{urlencode(arguments)}" if arguments else request.path


def with_argument(name: str, value: str) -> str:
    """Return the address of this page with one argument changed."""
    return with_arguments(**{name: value})


def permanent() -> str:
    """Return the address at which this page stays as it is: with its snapshot, without a dress."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in DRESS]
    if "answers" in g:
        kept.append(("asOf", g.answers.snapshot.id))
    return f"{request.base_url}?{urlencode(kept)}" if kept else request.base_url


def untranslated() -> bool:
    """Return whether a name on this page stood in another language than the reader's."""
    return bool(g.get("untranslated", False))


@cache
def version() -> str:
    """Return what changes whenever the stylesheet does, so browsers may keep it for long."""
    return sha256(STYLE.read_bytes()).hexdigest()[:8]


def install(app: Flask) -> None:
    """Give the templates the frame."""
    installation = app.extensions["rbm"]
    app.jinja_env.globals.update(
        menu=menu,
        reference=reference,
        with_argument=with_argument,
        with_arguments=with_arguments,
        permanent=permanent,
        untranslated=untranslated,
        site_title=installation.settings.title,
        shown_rows=installation.settings.rows,
    )
    app.context_processor(
        lambda: {
            "snapshot": g.answers.snapshot
            if "answers" in g
            else installation.library.store.current(),
            "version": version(),
        }
    )

"""The web application: pages over the snapshot store."""

from flask import Flask

from sparql.snapshots import SnapshotStore
from webapp import (
    assets,
    errors,
    frame,
    languages,
    naming,
    pages,
    security,
    speaking,
    tables,
    warming,
)
from webapp.answers import Library
from webapp.desk import history
from webapp.desk import pages as desk
from webapp.installation import Installation
from webapp.serving import installing
from webapp.settings import Settings


def create_app(settings: Settings) -> Flask:
    """Return the pages over the store of these settings."""
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    service = installing.install(app, SnapshotStore(settings.data), settings.options)
    app.extensions["rbm"] = Installation(settings, Library(service))
    for part in (
        languages,
        naming,
        speaking,
        tables,
        frame,
        assets,
        security,
        errors,
        warming,
        pages,
    ):
        part.install(app)
    desk.install(app)
    app.register_blueprint(history.pages)
    return app

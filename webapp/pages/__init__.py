"""The pages, one noun per module, each a Flask blueprint."""

from flask import Flask

from webapp.pages import (
    about,
    changes,
    coverage,
    crosswalk,
    data,
    documents,
    entities,
    frameworks,
    gaps,
    home,
    indicators,
    linkage,
    query,
    questions,
    reports,
    results,
    roadmap,
    rules,
    search,
    speakers,
    strategies,
    terms,
    vocabulary,
)

MODULES = (
    home,
    strategies,
    linkage,
    roadmap,
    results,
    frameworks,
    indicators,
    gaps,
    coverage,
    questions,
    reports,
    documents,
    rules,
    terms,
    vocabulary,
    crosswalk,
    speakers,
    search,
    entities,
    changes,
    query,
    data,
    about,
)


def install(app: Flask) -> None:
    """Give the application its pages."""
    for module in MODULES:
        app.register_blueprint(module.pages)

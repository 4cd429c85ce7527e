"""The page about the service: what it is, how it works, how to read it."""

from flask import Blueprint, render_template

pages = Blueprint("about", __name__)


@pages.get("/about")
def show() -> str:
    """Return the page about the service."""
    return render_template("about/about.html")

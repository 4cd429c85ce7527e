"""Signing in and out, and the check that a signed-in browser's writes come from our own pages."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden, Unauthorized

from webapp.serving.accounts import Account
from webapp.serving.service import ANONYMOUS, asker, service

blueprint = Blueprint("signing", __name__)
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form, or sign in by name and password."""
    onward = own_path(request.values.get("next", ""))
    if request.method == "GET":
        return render_template("signing/sign-in.html", onward=onward, fault=None)
    account = service().accounts.by_password(
        request.form.get("name", ""), request.form.get("password", "")
    )
    if account is None:
        fault = _("This name and password do not belong together.")
        return render_template("signing/sign-in.html", onward=onward, fault=fault), 401
    session.clear()
    session["account"] = account.name
    return redirect(onward)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget who is signed in."""
    session.clear()
    return redirect("/")


def own_path(wished: str) -> str:
    """Return a path of this site, the home page for anything that leads elsewhere."""
    parts = urlsplit(wished.replace("\\", "/"))
    if parts.scheme or parts.netloc or not wished.startswith("/") or wished.startswith("//"):
        return "/"
    return wished if wished.isprintable() else "/"


def check_origin() -> None:
    """Refuse a write that carries our cookie but comes from another site's page.

    A request with a bearer token carries no cookie that a foreign page could use.
    """
    if request.method in SAFE_METHODS or "Authorization" in request.headers:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign = site not in (None, "same-origin", "none")
    if not foreign and origin is not None:
        foreign = urlsplit(origin).netloc != request.host
    if foreign and (session.get("account") or request.endpoint == "signing.sign_in"):
        raise Forbidden(_("This request came from another site's page and was refused."))


def visitor() -> Account:
    """Return who reads a page; a wrong token must not break the page that says so."""
    try:
        return asker()
    except Unauthorized:
        return ANONYMOUS


def install(app: Flask) -> None:
    """Add the sign-in pages and the check of every write."""
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=app.extensions["rbm-service"].options.secure_cookies,
    )
    app.before_request(check_origin)
    app.context_processor(lambda: {"asker": visitor()})
    app.register_blueprint(blueprint)

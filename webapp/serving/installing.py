"""Puts the service onto an application: pool, protocol, graph store, roles, limits, watching."""

import atexit
import secrets
from pathlib import Path

from flask import Flask, request
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix

from sparql.pool import Busy, LimitPassed, Pool
from sparql.snapshots import SnapshotStore
from webapp.serving import exporting, graphs, openapi, origins, protocol, signing, watching
from webapp.serving.accounts import Accounts
from webapp.serving.bodies import Bodies
from webapp.serving.front import Front
from webapp.serving.limiting import Rate
from webapp.serving.options import Options
from webapp.serving.problems import problem
from webapp.serving.service import Service

LIMITED = ("sparql", "graphs", "exporting")
"""Blueprints whose requests are counted against the operator's rate."""
SIGN_IN = "10 per minute"
"""How often one address may try to sign in."""


def install(app: Flask, store: SnapshotStore, options: Options) -> Service:
    """Return the service of an application after adding all its routes and checks."""
    pool = Pool(options.workers or None, queue=options.queue, patience=options.patience)
    atexit.register(pool.close)
    service = Service(options, store, pool, Accounts(store.folder / "accounts.json"))
    app.extensions["rbm-service"] = service
    app.secret_key = options.secret or _kept_secret(store.folder / "secret")
    most = app.config["MAX_CONTENT_LENGTH"] = options.upload_mb * 1024**2
    metrics = watching.install(app)
    rate, sign_in = Rate(options.rate), Rate(SIGN_IN)
    app.before_request(_refuse_compressed)
    app.before_request(lambda: _limit(rate, sign_in))
    signing.install(app)
    app.wsgi_app = Front(Bodies(app.wsgi_app, most), service, rate, metrics)  # type: ignore[method-assign]
    if options.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=options.proxies, x_proto=options.proxies)  # type: ignore[method-assign]
    app.register_blueprint(protocol.blueprint)
    app.register_blueprint(graphs.blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(exporting.blueprint)
    app.after_request(origins.share)
    app.register_error_handler(Busy, problem)
    app.register_error_handler(LimitPassed, problem)
    return service


def _kept_secret(path: Path) -> str:
    """Return the key that signs cookies, made once and readable by its owner only."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
        return path.read_text(encoding="ascii")


def _limit(rate: Rate, sign_in: Rate) -> None:
    """Refuse an address that asks too often, or that tries passwords."""
    if request.blueprint in LIMITED:
        rate.check(request.remote_addr)
    elif request.blueprint == "signing" and request.method == "POST":
        sign_in.check(request.remote_addr)


def _refuse_compressed() -> None:
    """Refuse a compressed body: its size is not known before it is unpacked."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Send the body uncompressed.")

"""Puts the service onto an application: pool, protocol, graph store, roles, limits, watching."""

import atexit
import secrets
from pathlib import Path

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix

from sparql.pool import Busy, LimitPassed, Pool
from sparql.snapshots import SnapshotStore
from webapp.serving import exporting, graphs, openapi, protocol, signing, watching
from webapp.serving.accounts import Accounts
from webapp.serving.options import Options
from webapp.serving.problems import problem
from webapp.serving.service import Service

MACHINES = ("sparql", "graphs", "exporting", "watching")
"""Blueprints whose answers other sites' scripts may read."""


def install(app: Flask, store: SnapshotStore, options: Options) -> Service:
    """Return the service of an application after adding all its routes and checks."""
    pool = Pool(options.workers or None, queue=options.queue, patience=options.patience)
    atexit.register(pool.close)
    service = Service(options, store, pool, Accounts(store.folder / "accounts.json"))
    app.extensions["rbm-service"] = service
    app.secret_key = options.secret or _kept_secret(store.folder / "secret")
    if options.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=options.proxies, x_proto=options.proxies)  # type: ignore[method-assign]
    app.config["MAX_CONTENT_LENGTH"] = options.upload_mb * 1024**2
    app.before_request(_refuse_compressed)
    watching.install(app)
    signing.install(app)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    limiter.limit(options.rate)(protocol.blueprint)
    limiter.limit("10 per minute", methods=["POST"])(signing.blueprint)
    app.register_blueprint(protocol.blueprint)
    app.register_blueprint(graphs.blueprint)
    app.register_blueprint(openapi.blueprint)
    app.register_blueprint(exporting.blueprint)
    app.after_request(_allow_origins)
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


def _refuse_compressed() -> None:
    """Refuse a compressed body: its size is not known before it is unpacked."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType("Send the body uncompressed.")


def _allow_origins(response: Response) -> Response:
    """Let scripts of the allowed origins read answers; cookies never go along."""
    origin = request.headers.get("Origin")
    allowed = current_app.extensions["rbm-service"].options.cors
    if origin and request.blueprint in MACHINES and ("*" in allowed or origin in allowed):
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, X-Query-Id"
        response.headers["Access-Control-Expose-Headers"] = (
            "X-Snapshot, X-Query-Id, X-Result-Limit, X-Result-Truncated, X-Request-Id"
        )
        response.vary.add("Origin")
    return response

"""What operators watch: health, readiness, Prometheus metrics and one log line per request."""

import json
import logging
import secrets
import time

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from sparql.endpoint import StoreError
from webapp.serving.problems import problem
from webapp.serving.service import service

blueprint = Blueprint("watching", __name__)
blueprint.register_error_handler(Exception, problem)
log = logging.getLogger("rbm.requests")


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rbm_requests_total",
            "Requests by route and status.",
            ["route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "rbm_request_seconds", "Seconds to the head of an answer.", registry=self.registry
        )
        self.running = Gauge("rbm_jobs_running", "Jobs at work.", registry=self.registry)
        self.killed = Gauge(
            "rbm_workers_killed", "Workers stopped by a limit.", registry=self.registry
        )
        self.triples = Gauge(
            "rbm_triples", "Triples of the current snapshot.", registry=self.registry
        )
        self.number = Gauge(
            "rbm_snapshot_number", "Number of the current snapshot.", registry=self.registry
        )


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Say that the process lives."""
    return {"status": "alive"}


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Say whether questions can be answered: a snapshot is there."""
    try:
        snapshot = service().snapshot()
    except StoreError as error:
        return {"status": "not ready", "reason": str(error)}, 503
    return {"status": "ready", "snapshot": snapshot.id}


@blueprint.get("/metrics")
def figures() -> Response:
    """Return the figures in the text format of Prometheus."""
    metrics: Metrics = current_app.extensions["rbm-metrics"]
    pool = service().pool
    metrics.running.set(len(pool.jobs()))
    metrics.killed.set(pool.killed)
    if snapshot := service().store.current():
        metrics.triples.set(snapshot.total)
        metrics.number.set(snapshot.number)
    return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def install(app: Flask) -> None:
    """Count and log every request, and give an operator's tools their addresses."""
    metrics = app.extensions["rbm-metrics"] = Metrics()

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = str(request.url_rule) if request.url_rule else "unknown"
        metrics.requests.labels(route, response.status_code).inc()
        metrics.seconds.observe(seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        log.info(
            json.dumps(
                {
                    "id": g.get("request_id"),
                    "method": request.method,
                    "route": route,
                    "status": response.status_code,
                    "milliseconds": round(seconds * 1000, 1),
                    "snapshot": response.headers.get("X-Snapshot"),
                }
            )
        )
        return response

    app.register_blueprint(blueprint)

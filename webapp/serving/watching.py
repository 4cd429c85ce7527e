"""What operators watch: health, readiness, Prometheus metrics and one log line per request."""

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

    def note(
        self,
        request_id: str,
        method: str,
        route: str,
        status: int,
        seconds: float,
        snapshot: str | None,
    ) -> None:
        """Count a request and write its line in the log."""
        self.requests.labels(route, status).inc()
        self.seconds.observe(seconds)
        if log.isEnabledFor(logging.INFO):
            fields = {
                "id": request_id,
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "snapshot": snapshot,
            }
            log.info("request", extra={"fields": fields})


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


def install(app: Flask) -> Metrics:
    """Count and log every request, and give an operator's tools their addresses."""
    metrics = app.extensions["rbm-metrics"] = Metrics()

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def finish(response: Response) -> Response:
        request_id = g.get("request_id", "")
        response.headers["X-Request-Id"] = request_id
        metrics.note(
            request_id,
            request.method,
            str(request.url_rule) if request.url_rule else "unknown",
            response.status_code,
            time.perf_counter() - g.get("began", time.perf_counter()),
            response.headers.get("X-Snapshot"),
        )
        return response

    app.register_blueprint(blueprint)
    return metrics

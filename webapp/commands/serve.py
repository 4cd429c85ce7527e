"""`rbm serve`: the pages and the query service over the current snapshot."""

import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sparql.process import ready
from sparql.snapshots import SnapshotStore

if TYPE_CHECKING:
    from flask import Flask

    from webapp.settings import Settings

THREADS = 256
"""Requests that are worked on at once; one that a slow client holds costs no more than a thread."""
STALLED_SECONDS = 60
"""Seconds after which a connection is cut whose client reads nothing."""
STOP_SECONDS = 20
"""Seconds that running requests are given at the end."""


def run(data: Path, host: str, port: int) -> None:
    """Serve until the process is stopped."""
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    from webapp.serving.logs import configuration
    from webapp.serving.options import read_options
    from webapp.settings import Settings

    settings = Settings(data, options=read_options())
    server = Server(
        "rbm",
        host,
        port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backpressure=4 * THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        log_level=LogLevels.error,
        log_dictconfig=configuration(settings.options.log_level),
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=lambda: application(settings), wrap_loader=False)


def application(settings: "Settings") -> "Flask":
    """Return the application, in the process that serves it."""
    ready()  # while the pages are imported
    from webapp import findings
    from webapp.application import create_app

    cut_stalled()
    app = create_app(settings)
    findings.prepare(app)
    return app


def cut_stalled() -> None:
    """Let the kernel cut the connections of clients that read nothing (TCP_USER_TIMEOUT).

    Connections inherit it from the socket that listens.
    """
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError, ValueError), socket.socket(fileno=int(entry.name)) as found:
            try:
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.setsockopt(
                        socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_SECONDS * 1_000
                    )
            finally:
                found.detach()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port."
)
@click.pass_obj
def serve(data: Path, host: str, port: int) -> None:
    """Serve the pages and the SPARQL endpoint of the current snapshot."""
    store = SnapshotStore(data)
    if data.exists():
        for mended in store.check():
            click.echo(mended)
    current = store.current()
    # A new installation may begin empty: /ready says so, and a steward publishes by the pages.
    what = f"Snapshot {current.id}" if current else f"{data} holds no data yet; it is served"
    click.echo(f"{what} at http://{host}:{port}/  (Ctrl-C stops)")
    run(data, host, port)

"""A real service on loopback for tests: waitress in a thread over a store of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph
from waitress.server import create_server

from webapp.application import create_app
from webapp.serving.options import Options
from webapp.serving.service import Service
from webapp.settings import Settings


@dataclass(frozen=True)
class Running:
    """A service, its address and tokens."""

    base: str
    service: Service
    steward: str
    operator: str

    def publish(self, graphs: dict[str, Graph]) -> None:
        """Publish a snapshot that holds these graphs and no others."""
        with self.service.store.candidate("test") as candidate:
            for name in candidate.graphs():
                candidate.remove(name)
            for name, triples in graphs.items():
                candidate.add(name, triples)
            candidate.publish()


@contextmanager
def serve(folder: Path, options: Options) -> Iterator[Running]:
    """Give a running service over a folder, and stop it afterwards."""
    app = create_app(Settings(folder, options=options))
    service = app.extensions["rbm-service"]
    for name, role in (("steward", "steward"), ("operator", "operator")):
        service.accounts.put(name, role, "a long pass phrase")
    tokens = [service.accounts.issue_token(name) for name in ("steward", "operator")]
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{server.effective_port}", service, *tokens)
    finally:
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.close()
        service.pool.close()

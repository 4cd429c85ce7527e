"""`rbm serve`: the pages of the current snapshot."""

from pathlib import Path

import click

from sparql.snapshots import SnapshotStore


def run(data: Path, host: str, port: int) -> None:
    """Serve the pages until the process is stopped."""
    import waitress

    from webapp import findings
    from webapp.application import create_app
    from webapp.serving.options import read_options
    from webapp.settings import Settings

    app = create_app(Settings(data, options=read_options()))
    findings.prepare(app)
    waitress.serve(app, host=host, port=port, threads=8, ident="rbm")


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
    if current is None:
        raise click.UsageError(
            f"{data} holds no data yet; `rbm load` or `rbm demo` publishes some."
        )
    click.echo(f"Snapshot {current.id} at http://{host}:{port}/  (Ctrl-C stops)")
    run(data, host, port)

"""`rbm report`: progress of a road map, profile of a strategy, linkage, completeness."""

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from werkzeug.exceptions import HTTPException

from sparql.catalogue import QuestionError
from sparql.endpoint import QueryError, StoreError
from webapp.commands.ask import LANG, OUTPUT, whole
from webapp.reporting.document import Report
from webapp.reporting.forms import FORMS

DAY = click.DateTime(["%Y-%m-%d"])
KINDS = ("progress", "profile", "linkage", "completeness")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), default="progress")
@click.option("--as-of", "on", type=DAY, metavar="DAY", help="Day of a progress report.")
@click.option(
    "--since",
    type=DAY,
    metavar="DAY",
    help="Day to compare with; the last progress report, or two years before, unless given.",
)
@click.option("--roadmap", metavar="IRI", default="", help="Road map; the largest unless given.")
@click.option("--strategy", metavar="IRI", default="", help="Strategy or plan of a profile.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMS]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@OUTPUT
@LANG
@click.pass_obj
def report(
    data: Path,
    kind: str,
    on: datetime | None,
    since: datetime | None,
    roadmap: str,
    strategy: str,
    format_: str,
    output: Path | None,
    lang: str,
) -> None:
    """Write a report: progress (of a road map), profile (of a strategy), linkage, completeness."""
    if kind == "progress" and on is None:
        raise click.UsageError("Missing option '--as-of': the day of the progress report.")
    if kind == "profile" and not strategy:
        raise click.UsageError("Missing option '--strategy': the strategy of the profile.")
    form = FORMS[format_]
    if not form.is_text and output is None and sys.stdout.isatty():
        raise click.UsageError("This form is no text: name a file with --output.")
    given = {
        "as_of": on.date().isoformat() if on else "",
        "since": since.date().isoformat() if since else "",
        "roadmap": whole(roadmap),
        "strategy": whole(strategy),
    }
    body = _written(
        data, kind, {key: value for key, value in given.items() if value}, lang, form.write
    )
    with click.open_file(str(output or "-"), "wb") as stream:
        stream.write(body)


def _written(
    data: Path, kind: str, given: dict[str, str], lang: str, write: Callable[[Report], bytes]
) -> bytes:
    """Return what the page of a report would give, for the same address and language."""
    from webapp.application import create_app
    from webapp.pages import reports
    from webapp.settings import Settings

    app = create_app(Settings(data))
    with closing(app.extensions["rbm-service"].pool):
        address = {**given, "ui": lang, "content": lang}
        with app.test_request_context(f"/reports/{kind}", query_string=address):
            try:
                return write(reports.REPORTS[kind]())
            except HTTPException as error:
                raise click.UsageError(error.description or str(error)) from error
            except (QuestionError, QueryError, StoreError) as error:
                raise click.UsageError(str(error)) from error

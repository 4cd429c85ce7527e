"""`rbm report`: the biennial progress report on the road map."""

import sys
from datetime import datetime
from pathlib import Path

import click

from sparql.catalogue import QuestionError, unknown
from sparql.endpoint import QueryError
from sparql.progress import progress
from webapp.commands.ask import OUTPUT, reader, whole
from webapp.printed import FORMATS, WORDS

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--as-of", "on", type=DAY, required=True, metavar="DAY", help="Day of the report.")
@click.option(
    "--since",
    type=DAY,
    metavar="DAY",
    help="Day to compare with; the last progress report, or two years before, unless given.",
)
@click.option("--roadmap", metavar="IRI", default="", help="Road map; all unless given.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMATS]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@OUTPUT
@click.option(
    "--lang", type=click.Choice([*WORDS]), default="en", show_default=True, help="Language."
)
@click.pass_obj
def report(
    data: Path,
    on: datetime,
    since: datetime | None,
    roadmap: str,
    format_: str,
    output: Path | None,
    lang: str,
) -> None:
    """Print the state of every milestone on a day, and what changed since the last report."""
    parameters = {
        "on": on.date().isoformat(),
        "since": since.date().isoformat() if since else "",
        "roadmap": whole(roadmap),
    }
    endpoint = reader(data)
    try:
        for iri in unknown(endpoint, "progress-report", parameters):
            raise QuestionError(f"Nothing is known of <{iri}> here.")
        told = progress(endpoint, parameters, lang)
    except (QuestionError, QueryError) as error:
        raise click.UsageError(str(error)) from error
    if not told.sections:
        raise click.UsageError("There is no road map with milestones to report on.")
    if format_ == "docx" and output is None and sys.stdout.isatty():
        raise click.UsageError("A Word document is no text: name a file with --output.")
    with click.open_file(str(output or "-"), "wb") as stream:
        stream.write(FORMATS[format_](told, lang))

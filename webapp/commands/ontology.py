"""`rbm ontology`: prove the ontology and write it out in the form another tool reads."""

import sys
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

FORMS = ("turtle", "rdfxml", "owlxml", "jsonld", "ntriples", "context")
to_file = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write; standard output where left out.",
)


@click.group()
def ontology() -> None:
    """Prove the ontology, or write it out for another tool."""


@ontology.command()
def check() -> None:
    """Prove the ontology consistent, and each wrong example inconsistent.

    First the pitfalls of ontology writing are looked for; then HermiT and Pellet show that no
    class is empty, HermiT that the shipped data agrees with the ontology and that every wrong
    example contradicts it. Before that the OWL API, on which Protégé is built, reads two copies
    and holds them to the OWL 2 DL profile. Takes about a minute. Exit 0 when all holds, else 1.
    """
    from ontology.exports import written
    from ontology.modules import graph
    from ontology.pitfalls import pitfalls
    from ontology.profile import proof as profile
    from ontology.reasoning import check as proofs

    console = Console(soft_wrap=True, highlight=False)
    held = failed = 0

    def line(holds: bool, by: str, claim: str, detail: str) -> None:
        nonlocal held, failed
        mark = "[green]holds[/green]" if holds else "[red]fails[/red]"
        console.print(f"{mark}  {by:<14}  {escape(claim)}")
        if detail:
            console.print(f"       {escape(detail)}")
        held += holds
        failed += not holds

    for pitfall in pitfalls(graph()):
        line(not pitfall.found, "query", pitfall.sentence, "; ".join(pitfall.found))
    copies = (profile(form, written(form)) for form in ("rdfxml", "owlxml"))
    for proof in chain(copies, proofs()):
        line(proof.holds, f"{proof.reasoner} {proof.seconds:.1f} s", proof.claim, proof.detail)
    console.print(f"{held} hold, {failed} fail.")
    sys.exit(1 if failed else 0)


@ontology.command()
@to_file
@click.option("--format", "form", type=click.Choice(FORMS), default="turtle", show_default=True)
@click.option("--codes", "with_codes", is_flag=True, help="Write the code lists too.")
def export(output: Path | None, form: str, with_codes: bool) -> None:
    """Write the whole ontology as one file that needs nothing from the network.

    `owlxml` is for Protégé; `context` is the JSON-LD context of the terms.
    """
    from ontology.exports import written

    if with_codes and form in ("owlxml", "context"):
        raise click.UsageError(f"The form {form} holds no code lists; leave --codes out.")
    content = written(form, with_codes=with_codes)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)
        click.echo(f"Wrote {len(content):,} bytes to {output}.", err=True)


@ontology.command()
@to_file
def coverage(output: Path | None) -> None:
    """Write which terms each question needs, and which questions and rules need each term."""
    from webapp.coverage import document

    _hand_out(document(), output)


@ontology.command()
@to_file
def counts(output: Path | None) -> None:
    """Write how many terms, words, correspondences and texts by language there are."""
    from ontology.counts import document

    _hand_out(document(), output)


def _hand_out(text: str, output: Path | None) -> None:
    """Write a document to its file, or to standard output where none is named."""
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")

"""`rbm ontology`: prove the ontology and write it out in the form another tool reads."""

import sys

import click
from rich.console import Console
from rich.markup import escape


@click.group()
def ontology() -> None:
    """Prove the ontology, or write it out for another tool."""


@ontology.command()
def check() -> None:
    """Prove the ontology consistent, and each wrong example inconsistent.

    HermiT and Pellet show that no class is empty; then HermiT must contradict every wrong
    example that ships with the ontology. Takes about half a minute. Exit 0 when all holds, else 1.
    """
    from ontology.reasoning import check as proofs

    console = Console(soft_wrap=True, highlight=False)
    held = failed = 0
    for proof in proofs():
        mark = "[green]holds[/green]" if proof.holds else "[red]fails[/red]"
        console.print(f"{mark}  {proof.reasoner}  {proof.seconds:4.1f} s  {escape(proof.claim)}")
        if proof.detail:
            console.print(f"       {escape(proof.detail)}")
        held += proof.holds
        failed += not proof.holds
    console.print(f"{held} hold, {failed} fail.")
    sys.exit(1 if failed else 0)

"""`rbm account`: who may publish and administer."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from webapp.serving.accounts import ROLES, AccountError, Accounts


@click.group()
def account() -> None:
    """Make accounts for stewards and operators, and tokens for their programs."""


def _accounts(data: Path) -> Accounts:
    return Accounts(data / "accounts.json")


@account.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the account may do.")
@click.password_option(envvar="RBM_PASSWORD", help="Asked for where it is not given.")
@click.pass_obj
def add(data: Path, name: str, role: str, password: str) -> None:
    """Make an account, or give one a new role and password."""
    try:
        _accounts(data).put(name, role, password)
    except AccountError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{name} may now sign in as {role}.")


@account.command("token")
@click.argument("name")
@click.pass_obj
def token(data: Path, name: str) -> None:
    """Print a new token of an account; the old one is void."""
    try:
        click.echo(_accounts(data).issue_token(name))
    except AccountError as error:
        raise click.UsageError(str(error)) from error


@account.command("remove")
@click.argument("name")
@click.pass_obj
def remove(data: Path, name: str) -> None:
    """Remove an account; its token and sign-ins are void at once."""
    try:
        _accounts(data).remove(name)
    except AccountError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{name} is removed.")


@account.command("list")
@click.pass_obj
def show(data: Path) -> None:
    """List all accounts with their roles."""
    table = Table("name", "role", "token")
    for each in _accounts(data).all().values():
        table.add_row(each.name, each.role, "yes" if each.token else "no")
    Console().print(table)

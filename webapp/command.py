"""The command `rbm`: exit 0 when all is well, 1 where findings weigh, 2 where input is bad."""

import importlib
import sys
from pathlib import Path

import click

COMMANDS = {
    "account": "webapp.commands.account:account",
    "ask": "webapp.commands.ask:ask",
    "backup": "webapp.commands.backup:backup",
    "demo": "webapp.commands.demo:demo",
    "export": "webapp.commands.export:export",
    "load": "webapp.commands.load:load",
    "mapping": "webapp.commands.mapping:mapping",
    "ontology": "webapp.commands.ontology:ontology",
    "query": "webapp.commands.query:query",
    "report": "webapp.commands.report:report",
    "restore": "webapp.commands.backup:restore",
    "serve": "webapp.commands.serve:serve",
    "snapshots": "webapp.commands.snapshots:snapshots",
    "template": "webapp.commands.template:template",
    "validate": "webapp.commands.validate:validate",
}
"""Name of each command and where it is defined, in the order of `--help`."""


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is used, so `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, or None where there is none."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    envvar="RBM_DATA",
    show_default=True,
    help="Folder of the store.",
)
@click.version_option(package_name="rbm-graph", prog_name="rbm")
@click.pass_context
def rbm(ctx: click.Context, data: Path) -> None:
    """Ask, check and publish results frameworks, strategies and how they are linked."""
    ctx.obj = data


def main() -> None:
    """Run `rbm`; a broken pipe or Ctrl-C ends it without a traceback."""
    try:
        rbm(prog_name="rbm")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)

"""The table of commands. Each is imported when it is called (or when help lists them all)."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from idlibtl import __version__
from idlibtl.cli.output import abandon_output, say
from idlibtl.store.errors import StoreError

# As help lists them. Each is a module of idlibtl.cli with a function of the same name or, for a command that has
# commands of its own, a typer.Typer of that name.
COMMANDS = (
    "build",
    "show",
    "browse",
    "export",
    "open",
    "edit",
    "tag",
    "why",
    "sources",
    "verify",
    "diff",
)

_SETTINGS = {"help_option_names": ["-h", "--help"]}


class Commands(TyperGroup):
    """Loads commands on demand, and is the one place where what goes wrong becomes a message and an exit status."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        target = getattr(import_module(f"idlibtl.cli.{cmd_name}"), cmd_name)
        if not isinstance(target, typer.Typer):
            single = _typer()
            single.command(cmd_name, context_settings=_SETTINGS)(target)
            target = single
        command = typer.main.get_command(target)
        command.name = cmd_name
        return command

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except StoreError as error:
            say(str(error))
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            say("interrupted; nothing was written")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            abandon_output()  # the reader (`| head`) has what it wanted
            raise typer.Exit(0) from None
        return result


def _typer(completion: bool = False, **settings: Any) -> typer.Typer:
    # Plain help and plain tracebacks: rich would take longer to import than most commands to run.
    return typer.Typer(
        add_completion=completion,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
        **settings,
    )


app = _typer(completion=True, cls=Commands, no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"idlibtl {__version__}")
        raise typer.Exit


@app.callback()
def _idlibtl(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn a folder of reports into one chronology in which every entry can be checked.

    \b
    idlibtl build reports/       read everything below reports/ into chronology.db
    idlibtl show                 the chronology, with a link to the words behind every entry
    idlibtl why 3f2a             how one entry came to be
    idlibtl edit date 3f2a 2020-03-06
    idlibtl verify               every quote against its source as it is today
    idlibtl export -f csv -o chronology.csv
    """

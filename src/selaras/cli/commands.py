"""The list of commands, and a group that imports one only when it is asked for.

A command is a function in a file of its own; the first line of its docstring is its help.
Django is set up before the file is imported, so that it may import models at its head.
"""

import os
from importlib import import_module

import typer
from click import Command, Context
from typer.core import TyperGroup

COMMANDS: dict[str, str] = {
    "version": "selaras.cli.version:version",
}


class Commands(TyperGroup):
    """The group of all commands in COMMANDS."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table: the order of an office's work."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Import one command; by now `--home` has been read."""
        if cmd_name not in COMMANDS:
            return None
        _set_up_django()
        module, _, name = COMMANDS[cmd_name].partition(":")
        door = getattr(import_module(module), name)
        if isinstance(door, typer.Typer):
            door.info.name = cmd_name
            return typer.main.get_group(door)
        single = typer.Typer(add_completion=False)
        single.command(cmd_name)(door)
        return typer.main.get_command(single)


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
    import django

    django.setup()

"""The list of commands, and the app made of them.

A command is a function in a file of its own, or a `typer.Typer` where it has commands of its
own; the first line of the docstring is its help. Django is set up before the file is imported,
so that it may import models at its head.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.help_words import speak_indonesian

DEFAULT_HOME = Path("simpul")
COMMANDS: dict[str, str] = {
    "init": "selaras.cli.init:init",
    "invite": "selaras.cli.invite:invite",
    "join": "selaras.cli.join:join",
    "serve": "selaras.cli.serve:serve",
    "import": "selaras.cli.import_:import_",
    "template": "selaras.cli.template:template",
    "imports": "selaras.cli.imports:imports",
    "questions": "selaras.cli.questions:questions",
    "answer": "selaras.cli.answer:answer",
    "doubles": "selaras.cli.questions:doubles",
    "sync": "selaras.cli.sync:sync",
    "packet": "selaras.cli.packet:packet",
    "show": "selaras.cli.show:show",
    "edit": "selaras.cli.edit:edit",
    "settle": "selaras.cli.settle:settle",
    "handover": "selaras.cli.handover:handover",
    "delete": "selaras.cli.delete:delete",
    "undelete": "selaras.cli.delete:undelete",
    "move": "selaras.cli.move:move",
    "erase": "selaras.cli.erase:erase",
    "publish": "selaras.cli.publish:publish",
    "export": "selaras.cli.export:export",
    "give": "selaras.cli.give:give",
    "verify": "selaras.cli.verify:verify",
    "rebuild": "selaras.cli.rebuild:rebuild",
    "scrub": "selaras.cli.scrub:scrub",
    "doctor": "selaras.cli.doctor:doctor",
    "upgrade": "selaras.cli.upgrade:upgrade",
    "backup": "selaras.cli.backup:backup",
    "restore": "selaras.cli.restore:restore",
    "revoke": "selaras.cli.revoke:revoke",
    "figures": "selaras.cli.figures.app:app",
    "user": "selaras.cli.user:user",
    "book": "selaras.cli.book:book",
    "demo": "selaras.cli.demo:demo",
    "version": "selaras.cli.version:version",
}


def build_app(names: Iterable[str]) -> typer.Typer:
    """Return the command `selaras` with some of its commands, importing only their files."""
    speak_indonesian()
    app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(selaras)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        door = getattr(import_module(module), attribute)
        if isinstance(door, typer.Typer):
            app.add_typer(door, name=name)
        else:
            app.command(name)(door)
    return app


def selaras(
    *,
    home: Annotated[Path, typer.Option(envvar="SELARAS_HOME", help="Folder simpul ini.")] = DEFAULT_HOME,
) -> None:
    """Selaras: registri koperasi dan UMKM yang sama di setiap tingkat pemerintahan."""

"""The verbs of selaras figures."""

from __future__ import annotations

import typer

from selaras.cli.figures.export import export
from selaras.cli.figures.lake import lake
from selaras.cli.figures.pdrb import pdrb
from selaras.cli.figures.profile import profile
from selaras.cli.figures.publish import publish, recompute
from selaras.cli.figures.published import published
from selaras.cli.figures.show import list_, show

app = typer.Typer(no_args_is_help=True, help="Angka: yang terbit, yang dihitung, dan dari mana asalnya.")
app.command("list")(list_)
app.command("show")(show)
app.command("publish")(publish)
app.command("recompute")(recompute)
app.command("lake")(lake)
app.command("export")(export)
app.command("profile")(profile)
app.command("published")(published)
app.command("pdrb")(pdrb)

"""The verbs of selaras figures."""

from __future__ import annotations

import typer

from selaras.cli.figures.pdrb import pdrb
from selaras.cli.figures.published import published

app = typer.Typer(no_args_is_help=True, help="Angka: yang terbit, yang dihitung, dan dari mana asalnya.")
app.command("published")(published)
app.command("pdrb")(pdrb)

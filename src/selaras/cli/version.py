"""selaras version."""

from importlib.metadata import version as installed_version

import django
import pysqlite3
import typer

from selaras.cli.output import JsonOption, print_json


def version(*, json: JsonOption = False) -> None:
    """Sebutkan versi Selaras, Django, dan SQLite."""
    answer = {
        "selaras": installed_version("selaras"),
        "django": django.get_version(),
        "sqlite": pysqlite3.sqlite_version,
    }
    if json:
        print_json(answer)
    else:
        typer.echo("\n".join(f"{name} {number}" for name, number in answer.items()))

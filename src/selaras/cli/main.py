"""The entry of the command: the options that all commands share, and the last net for bugs."""

import os
import sys
from pathlib import Path

import typer

from selaras.cli.bug_report import report_bug
from selaras.cli.commands import Commands
from selaras.cli.exit_codes import ExitCode
from selaras.cli.output import console

app = typer.Typer(
    cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


def _use_home(home: Path) -> Path:
    os.environ["SELARAS_HOME"] = str(home.absolute())
    return home


@app.callback()
def selaras(
    *,
    home: Path = typer.Option(  # noqa: ARG001, B008
        Path("simpul"),
        envvar="SELARAS_HOME",
        callback=_use_home,
        is_eager=True,
        help="Folder simpul ini.",
    ),
) -> None:
    """Selaras: registri koperasi dan UMKM yang sama di setiap tingkat pemerintahan."""


def main() -> None:
    """Run the command; a bug ends in one sentence, a log without personal data, and code 70."""
    try:
        app()
    except Exception as error:  # noqa: BLE001
        log = report_bug(error, Path(os.environ.get("SELARAS_HOME", "simpul")))
        console.print(
            f"Selaras menemui galat yang tidak terduga. Data yang sudah tersimpan tetap aman. "
            f"Kirim berkas {log} kepada pengelola aplikasi.",
            style="bold red",
            markup=False,
        )
        sys.exit(ExitCode.BUG)

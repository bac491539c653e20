"""The entry of the command: the node's home, Django, the command asked for, the net for bugs."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from selaras.cli.commands import COMMANDS, DEFAULT_HOME, build_app
from selaras.cli.exit_codes import ExitCode
from selaras.cli.named_path import refused_path
from selaras.cli.output import console
from selaras.gateways.home.bug_report import report_bug
from selaras.store.trouble import BROKEN, SENTENCES, trouble


def main() -> None:
    """Run the command; a bug ends in one sentence, a log without personal data, and code 70."""
    home, arguments = read_command_line(sys.argv[1:])
    command = arguments[0] if arguments else ""
    os.environ["SELARAS_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
    try:
        _set_up_django()
        build_app([command] if command in COMMANDS else COMMANDS)(args=arguments)
    except Exception as error:  # noqa: BLE001
        from selaras.cli.older_tables import OLDER_TABLES, has_older_tables
        from selaras.core.ledger.certificate import BadCertificate

        if (found := BROKEN if isinstance(error, BadCertificate) else trouble(error)) is not None:
            console.print(SENTENCES[found], style="bold red", markup=False)
            sys.exit(ExitCode.NO)
        if (sentence := refused_path(error, arguments)) is not None:
            console.print(sentence, style="bold red", markup=False)
            sys.exit(ExitCode.WRONG_USE)
        if has_older_tables():
            console.print(OLDER_TABLES, style="bold red", markup=False)
            sys.exit(ExitCode.NO)
        log = report_bug(error, home, command, datetime.now(UTC))
        console.print(
            "Selaras menemui galat yang tidak terduga. Data yang sudah dinyatakan tersimpan tetap "
            f"ada. Kirim berkas {log} kepada pengelola aplikasi; isinya tanpa data pribadi.",
            style="bold red",
            markup=False,
        )
        sys.exit(ExitCode.BUG)


def read_command_line(arguments: Sequence[str]) -> tuple[Path, list[str]]:
    """Return the node's home and the other arguments, before anything heavy is imported.

    --home may stand before or after the command; what else is wrong in the arguments is said by the app.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--home", nargs="?")
    known, rest = parser.parse_known_args(arguments)
    home = known.home or os.environ.get("SELARAS_HOME") or DEFAULT_HOME
    return Path(home), rest


def _set_up_django() -> None:
    import django

    django.setup()

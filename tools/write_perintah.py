"""Write docs/perintah.md from the commands themselves: `make docs`. A test finds it out of date."""

import os
from pathlib import Path
from typing import Any

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "perintah.md"
HEAD = """\
# Perintah `selaras`

Halaman ini dibuat dari programnya sendiri (`make docs`). Pilihan `--home DIR` atau variabel
`SELARAS_HOME` menyebut folder simpul; bawaannya folder `simpul` di tempat perintah dijalankan.
Dengan `--json`, stdout berisi tepat satu objek JSON; pesan selalu di stderr.

| kode keluar | arti |
|---|---|
"""
MEANINGS = {
    "DONE": "selesai",
    "NO": "jawabannya tidak: berbeda, atau ada baris yang ditolak",
    "WRONG_USE": "cara pakai salah",
    "PEER_UNREACHABLE": "simpul lawan tidak dapat dihubungi",
    "MUST_NOT_WRITE": "simpul ini tidak boleh menulis: hasil pemulihan, salinan, atau dicabut",
    "BUG": "galat program",
}


def describe(command: Any, path: str) -> list[str]:
    """Return the lines of one command, or of each command of a group."""
    if hasattr(command, "commands"):
        return [line for name, child in command.commands.items() for line in describe(child, f"{path} {name}")]
    lines = [f"## {path}", "", command.help or "", ""]
    for parameter in command.params:
        if parameter.name == "help":
            continue
        names = ", ".join(parameter.opts) if parameter.opts[0].startswith("-") else parameter.name.upper()
        lines.append(f"- `{names}` {getattr(parameter, 'help', None) or ''}".rstrip())
    return [*lines, ""] if lines[-1] else lines


def render() -> str:
    """Return the whole page."""
    django.setup()
    from selaras.cli.commands import COMMANDS, build_app
    from selaras.cli.exit_codes import ExitCode

    codes = "".join(f"| {code.value} | {MEANINGS[code.name]} |\n" for code in ExitCode)
    app: Any = typer.main.get_command(build_app(COMMANDS))
    return HEAD + codes + "\n" + "\n".join(describe(app, "selaras")).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")

"""The fixed words of typer's help and refusals, in Indonesian."""

from typer import rich_utils

WORDS = {
    "ABORTED_TEXT": "Dibatalkan.",
    "ARGUMENTS_PANEL_TITLE": "Isian",
    "COMMANDS_PANEL_TITLE": "Perintah",
    "DEFAULT_STRING": "[bawaan: {}]",
    "ENVVAR_STRING": "[variabel: {}]",
    "ERRORS_PANEL_TITLE": "Cara pakai salah",
    "OPTIONS_PANEL_TITLE": "Pilihan",
    "REQUIRED_LONG_STRING": "[wajib]",
    "RICH_HELP": "Lihat [blue]{command_path} {help_option}[/].",
}


def speak_indonesian() -> None:
    """Replace the words for the rest of this process."""
    for name, word in WORDS.items():
        assert hasattr(rich_utils, name), f"typer no longer has {name}"
        setattr(rich_utils, name, word)

"""selaras backup."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home, open_node
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.flows.backup_node import FOLDER, NoRoom, backup_name, backup_node
from selaras.flows.node import Node


def backup(
    target: Annotated[Path | None, typer.Argument(help="Berkas .zip baru, atau folder; kosong: folder simpul.")] = None,
    *,
    json: JsonOption = False,
) -> None:
    """Buat cadangan seluruh kantor dalam satu berkas, sambil kantor tetap bekerja."""
    node, started = open_node(), time.monotonic()
    file = _file(node, target)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        try:
            made = backup_node(
                node,
                home(),
                file,
                lambda what, done, total: bar.update(task, description=what, completed=done, total=total or None),
            )
        except FileExistsError:
            refuse(ExitCode.WRONG_USE, f"{file} sudah ada dan tidak akan ditimpa. Pilih nama lain.")
        except NoRoom as room:
            told = f"Ruang disk tidak cukup: perlu {_megabytes(room.needed)}, tersisa {_megabytes(room.free)}."
            refuse(ExitCode.NO, f"{told} Pilih folder di disk lain.")
        except OSError as error:
            refuse(ExitCode.NO, f"Cadangan tidak dapat ditulis ke {file} ({error.strerror}). Tidak ada yang berubah.")
    checked = made.checked
    if json:
        print_json(
            {
                "file": str(made.file),
                "bytes": made.bytes,
                "changes": checked.changes,
                "bad_changes": checked.bad_changes,
                "rows": checked.rows,
                "bad_rows": checked.bad_rows,
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    console.print(f"Cadangan {made.file}: {checked.changes} perubahan, {_megabytes(made.bytes)}.", markup=False)
    console.print(
        "Simpan di disk lain. Isinya data pribadi dan kunci kantor ini: perlakukan seperti kantornya sendiri."
    )
    if not checked.sound:
        refuse(
            ExitCode.NO, "Basis data yang dicadangkan ternyata rusak. Jalankan «selaras scrub», lalu «selaras sync»."
        )


def _file(node: Node, target: Path | None) -> Path:
    folder = target or home() / FOLDER
    if folder.suffix == ".zip" and not folder.is_dir():
        return folder
    return folder / backup_name(node)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")

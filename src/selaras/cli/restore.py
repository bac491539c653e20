"""selaras restore."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.new_home import use_new_home
from selaras.cli.opened import home
from selaras.cli.output import JsonOption, console, print_json, progress_bar, refuse
from selaras.flows.check_database import UnsafeDatabase, check_database
from selaras.flows.open_node import wall_ms
from selaras.flows.restore_node import DatabaseInUse, Restored, restore_node, try_backup
from selaras.gateways.backup.archive import NotABackup
from selaras.gateways.home.files import has_node
from selaras.store.database import Database, default_database
from selaras.store.schema import NewerSchema, migrate


def restore(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan dari «selaras backup».")],
    *,
    database: Annotated[str | None, typer.Option(help="Basis data lain daripada yang dahulu.")] = None,
    aside: Annotated[bool, typer.Option("--aside", help="Pindahkan dulu kantor yang ada di folder ini.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Hanya uji cadangannya; tidak ada yang dipulihkan.")] = False,
    json: JsonOption = False,
) -> None:
    """Pulihkan kantor dari cadangan ke folder yang kosong."""
    started = time.monotonic()
    try:
        if check:
            _check(file, json=json, started=started)
            return
        aside_to = _aside(wanted=aside)
        with progress_bar("Memulihkan") as progress:
            restored = restore_node(
                file, home(), database, _open_server, aside_to, lambda _, done, total: progress(done, total)
            )
    except NotABackup as error:
        refuse(ExitCode.NO, str(error))
    except NewerSchema:
        refuse(ExitCode.NO, f"{file} dibuat oleh versi Selaras yang lebih baru. Perbarui aplikasi, lalu coba lagi.")
    except DatabaseInUse:
        refuse(ExitCode.WRONG_USE, "Basis data itu sudah berisi kantor. Beri basis data kosong dengan --database.")
    except UnsafeDatabase as error:
        refuse(ExitCode.MUST_NOT_WRITE, error.message)
    _tell(restored)
    if json:
        print_json(
            {
                "home": str(home()),
                "node": restored.node,
                "name": restored.name,
                "made": _moment(restored.made_ms).isoformat(timespec="seconds"),
                "changes": restored.changes,
                "aside": str(restored.aside) if restored.aside else None,
                "seconds": round(time.monotonic() - started, 3),
            }
        )


def _aside(*, wanted: bool) -> Path | None:
    """Return where the present home goes, None when there is none; end the command where one must not be touched."""
    if not home().exists() or not any(home().iterdir()):
        return None
    if not wanted:
        what = "sudah berisi kantor" if has_node(home()) else "tidak kosong"
        refuse(
            ExitCode.WRONG_USE,
            f"Folder {home()} {what}. Pilih folder lain dengan --home, atau --aside untuk memindahkannya dulu"
            " (hentikan dulu «selaras serve» di folder itu).",
        )
    return home().with_name(f"{home().name}.lama-{_moment(wall_ms()):%Y%m%d-%H%M%S}")


def _open_server() -> Database:
    use_new_home()
    migrate()
    db = default_database()
    check_database(db)
    return db


def _check(file: Path, *, json: bool, started: float) -> None:
    tried = try_backup(file, home(), wall_ms, lambda *_: None)
    found, sound = tried.found, tried.sound
    if json:
        print_json(
            {
                "file": str(file),
                "sound": sound,
                "made": _moment(tried.made_ms).isoformat(timespec="seconds"),
                "changes": found.changes,
                "bad_changes": found.bad_changes,
                "rows": found.rows,
                "bad_rows": found.bad_rows,
                "seconds": round(time.monotonic() - started, 3),
            }
        )
    when = f"{_moment(tried.made_ms).astimezone():%d-%m-%Y %H.%M}"
    if not sound:
        refuse(ExitCode.NO, f"Cadangan {when} tidak utuh. Pakai cadangan lain, dan buat yang baru.")
    console.print(f"Cadangan «{tried.name}» {when} utuh: {found.changes} perubahan.", markup=False)


def _tell(restored: Restored) -> None:
    when = f"{_moment(restored.made_ms).astimezone():%d-%m-%Y %H.%M}"
    console.print(f"«{restored.name}» dipulihkan di {home()}, seperti pada {when}.", markup=False)
    if restored.aside:
        console.print(f"Kantor yang tadinya di situ dipindahkan utuh ke {restored.aside}.", markup=False)
    console.print(
        "Yang dicatat sesudah itu belum ada, jadi kantor ini belum boleh mencatat. Jalankan «selaras sync»:"
        " perubahannya sendiri diambil kembali dari induk, lalu pencatatan dilanjutkan.",
        style="yellow",
    )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)

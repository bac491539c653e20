"""selaras upgrade."""

from __future__ import annotations

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import open_node, opener
from selaras.cli.output import console, refuse
from selaras.cli.rebuild import rebuild_with_bar
from selaras.store.schema import NewerSchema, migrate, pending_migrations


def upgrade() -> None:
    """Sesuaikan tabel basis data dengan versi aplikasi ini, dan tampilkan yang belum dikenal versi lama."""
    opener()
    waiting = pending_migrations()
    try:
        migrate()
    except NewerSchema:
        refuse(ExitCode.NO, "Tabelnya dibuat oleh versi Selaras yang lebih baru. Perbarui aplikasi, lalu coba lagi.")
    console.print(f"{waiting} pembaruan tabel dijalankan." if waiting else "Tabel sudah sesuai.", markup=False)
    rebuild_with_bar(open_node())

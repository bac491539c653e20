"""An office whose application is newer than its tables: asked where that shows, since asking costs every command 20 ms."""

from __future__ import annotations

OLDER_TABLES = (
    "Tabel kantor ini dibuat oleh versi Selaras sebelumnya."
    " Jalankan «selaras backup», lalu «selaras upgrade», dan ulangi perintah ini."
)


def has_older_tables() -> bool:
    """Return whether `selaras upgrade` has something to do; False also where the database cannot say."""
    from selaras.store.schema import pending_migrations

    try:
        return pending_migrations() > 0
    except Exception:  # noqa: BLE001 - whatever is wrong with the database is told by the error that led here
        return False

"""Fill an office with invented enterprises through the product's own door, and its list with them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selaras.flows.record_changes import NewChange

CHUNK = 5_000
NAMES = "Siti Budi Agus Dewi Eko Fitri Hadi Indah Joko Kartini Lestari Muhammad Nur Putri Rahmat Sri Tono Umi Wati Yusuf".split()
TRADES = "Toko Warung Bengkel Kerajinan Konveksi Laundry Salon Ternak Tani Batik Keripik Tahu Tempe Sambel Roti".split()
WORDS = (
    "Barokah Makmur Jaya Sejahtera Abadi Sentosa Mulia Rejeki Lancar Berkah Amanah Lestari Utama Mandiri Sinar".split()
)


@dataclass(frozen=True, slots=True)
class Office:
    """What is made: a kabupaten whose records lie in it, or a province whose records lie in all of its kabupaten and kota."""

    level: str
    wilayah: str


KABUPATEN, PROVINCE = Office("kabkota", "35.07"), Office("provinsi", "35")


def make_home(home: Path, office: Office, database: str) -> None:
    """Make the office. database: URL, as simpul.toml spells it."""
    selaras = Path(sys.executable).with_name("selaras")
    where = ["--level", office.level, "--wilayah", office.wilayah, "--database", database]
    subprocess.run([selaras, "--home", home, "init", "--name", "Kantor uji", *where], check=True, capture_output=True)


def fill(home: Path, office: Office, count: int) -> dict[str, float]:
    """State `count` enterprises with a yearly report each; return the seconds that stating and listing took."""
    _set_up(home)
    import datetime as dt

    from selaras.flows.open_node import Opener
    from selaras.flows.record_changes import record_changes
    from selaras.store.search.index import catch_up

    node = Opener(home).open().node
    begun = time.process_time()
    for changes in _imports(Random(7), office, count):
        record_changes(node, changes)
    stated = time.process_time()
    while catch_up(node.db, 20_000, dt.date(2026, 11, 1)):
        pass
    return {"stating": stated - begun, "listing": time.process_time() - stated}


def look(home: Path) -> tuple[int, list[str], int]:
    """Return how many enterprises a filled home holds, the numbers of some, and PostgreSQL's process for us, 0 with SQLite."""
    _set_up(home)
    from selaras.store.database import default_database

    db = default_database()
    found = db.rows("SELECT record FROM registry_usaha ORDER BY record")
    backend = 0 if db.dialect == "sqlite" else int(db.rows("SELECT pg_backend_pid()")[0][0])
    return len(found), [bytes(record).hex() for (record,) in found[::97]], backend


def _set_up(home: Path) -> None:
    os.environ |= {"SELARAS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    import django

    import selaras.config  # noqa: F401 # the bundled SQLite

    django.setup()


def _imports(rng: Random, office: Office, count: int) -> Iterator[list[NewChange]]:
    """Yield what is stated at once: of one kabupaten or kota after the other, as files come in."""
    from selaras import data
    from selaras.core.ledger.record import new_records

    index = data.wilayah()
    homes = [office.wilayah] if office.level == "kabkota" else list(index.below(office.wilayah))
    desa = {home: [code for kecamatan in index.below(home) for code in index.below(kecamatan)] for home in homes}
    ids = {home: new_records(1_790_000_000_000, rng.randbytes(6), home, "usaha") for home in homes}
    for turn, begun in enumerate(range(0, count, CHUNK)):
        home = homes[turn % len(homes)]
        numbers = range(begun, min(begun + CHUNK, count))
        yield [
            change for at in numbers for change in _enterprise(rng, home, next(ids[home]), rng.choice(desa[home]), at)
        ]


def _enterprise(rng: Random, home: str, record: bytes, area: str, number: int) -> tuple[NewChange, NewChange]:
    from selaras.core.ledger.record import report_record
    from selaras.flows.record_changes import NewChange

    owner = f"{rng.choice(NAMES)} {rng.choice(NAMES)} {rng.choice(WORDS)}"
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(50, 99)
    fields = {
        "nama_usaha": f"{rng.choice(TRADES)} {rng.choice(WORDS)} {rng.choice(NAMES)}",
        "nama_pemilik": owner,
        "nik_pemilik": f"350701{day:02}{month:02}{year:02}{number % 10_000:04}",
        "jenis_kelamin": "L",
        "telepon": f"+62812{number:08}",
        "alamat": f"Jalan Uji {number % 200}",
        "wilayah": area,
        "nib": f"{number:013}" if number % 3 else None,
        "kbli": rng.choice(("47111", "56101", "10710", "14111", "96111")),
        "kegiatan_utama": "usaha contoh",
        "status_usaha": "aktif",
    }
    said = {name: value for name, value in fields.items() if value is not None}
    report = {"usaha": record.hex(), "tahun": 2025, "omzet": rng.choice((24, 300, 3_000)) * 1_000_000}
    report_id = report_record(record, "laporan_usaha", "2025")
    return (
        NewChange(home, "usaha", "usaha", record, said, "bench", "import"),
        NewChange(home, "usaha", "laporan_usaha", report_id, report, "bench", "import"),
    )

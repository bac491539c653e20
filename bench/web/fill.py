"""Fill an office with invented enterprises through the product's own door, and its list with them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

CHUNK = 5_000
NAMES = "Siti Budi Agus Dewi Eko Fitri Hadi Indah Joko Kartini Lestari Muhammad Nur Putri Rahmat Sri Tono Umi Wati Yusuf".split()
TRADES = "Toko Warung Bengkel Kerajinan Konveksi Laundry Salon Ternak Tani Batik Keripik Tahu Tempe Sambel Roti".split()
WORDS = (
    "Barokah Makmur Jaya Sejahtera Abadi Sentosa Mulia Rejeki Lancar Berkah Amanah Lestari Utama Mandiri Sinar".split()
)


def make_home(home: Path) -> None:
    """Make the office."""
    selaras = Path(sys.executable).with_name("selaras")
    command = [selaras, "--home", home, "init", "--name", "Kantor uji", "--level", "kabkota", "--wilayah", "35.07"]
    subprocess.run(command, check=True, capture_output=True)


def fill(home: Path, count: int) -> dict[str, float]:
    """State `count` enterprises with a yearly report each; return the seconds that stating and listing took."""
    os.environ |= {"SELARAS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "selaras.config.settings"}
    import django

    import selaras.config  # noqa: F401 # the bundled SQLite

    django.setup()
    import datetime as dt

    from selaras.flows.open_node import Opener
    from selaras.flows.record_changes import record_changes
    from selaras.store.search.index import catch_up

    node = Opener(home).open().node
    begun = time.process_time()
    changes = _changes(Random(7), count)
    while chunk := [change for _, change in zip(range(2 * CHUNK), changes, strict=False)]:
        record_changes(node, chunk)
    stated = time.process_time()
    while catch_up(node.db, 20_000, dt.date(2026, 11, 1)):
        pass
    return {"stating": stated - begun, "listing": time.process_time() - stated}


def _changes(rng: Random, count: int) -> Iterator[object]:
    from selaras import data
    from selaras.core.ledger.record import new_records, report_record
    from selaras.flows.record_changes import NewChange

    index = data.wilayah()
    desa = [code for kecamatan in index.below("35.07") for code in index.below(kecamatan)]
    ids = new_records(1_790_000_000_000, rng.randbytes(6), "35.07", "usaha")
    for number in range(count):
        record = next(ids)
        owner = f"{rng.choice(NAMES)} {rng.choice(NAMES)} {rng.choice(WORDS)}"
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(50, 99)
        fields = {
            "nama_usaha": f"{rng.choice(TRADES)} {rng.choice(WORDS)} {rng.choice(NAMES)}",
            "nama_pemilik": owner,
            "nik_pemilik": f"350701{day:02}{month:02}{year:02}{number % 10_000:04}",
            "jenis_kelamin": "L",
            "telepon": f"+62812{number:08}",
            "alamat": f"Jalan Uji {number % 200}",
            "wilayah": rng.choice(desa),
            "nib": f"{number:013}" if number % 3 else None,
            "kbli": rng.choice(("47111", "56101", "10710", "14111", "96111")),
            "kegiatan_utama": "usaha contoh",
            "status_usaha": "aktif",
        }
        said = {name: value for name, value in fields.items() if value is not None}
        yield NewChange("35.07", "usaha", "usaha", record, said, "bench", "import")
        report = {"usaha": record.hex(), "tahun": 2025, "omzet": rng.choice((24, 300, 3_000)) * 1_000_000}
        yield NewChange(
            "35.07", "usaha", "laporan_usaha", report_record(record, "laporan_usaha", "2025"), report, "bench", "import"
        )

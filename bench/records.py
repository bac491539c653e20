"""Invented enterprise records, the same on every run and on every machine.

A record is its id and the 24 fields of the kind `usaha` of the data dictionary: 25 columns. Ids are
UUIDv7 as the product makes them: time-ordered, the last four bytes name the kabupaten and the rumpun
(ADR 11). Every person and business is invented; only the area codes (desa and kelurahan of Kabupaten
Malang) and the KBLI codes are real.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

Scalar = str | int | None

WILAYAH_FILE = Path(__file__).resolve().parent.parent / "src/selaras/data/wilayah_jatim.csv"
KABKOTA = "35.07"
HOME_TAG = 0x569D4420  # selaras.core.ledger.record.home_tag("35.07", "usaha")
FIRST_MILLISECOND = 1_767_200_000_000

FIELDS = (
    "nama_usaha",
    "nama_pemilik",
    "nik_pemilik",
    "jenis_kelamin",
    "tanggal_lahir",
    "telepon",
    "surel",
    "alamat",
    "rt",
    "rw",
    "wilayah",
    "lintang",
    "bujur",
    "nib",
    "npwp",
    "bentuk_usaha",
    "kbli",
    "kbli_versi",
    "kegiatan_utama",
    "produk_utama",
    "tahun_mulai",
    "status_usaha",
    "sertifikat",
    "tanggal_pendataan",
)
TELEPON = FIELDS.index("telepon")
PRODUK_UTAMA = FIELDS.index("produk_utama")
STATUS_USAHA = FIELDS.index("status_usaha")
INTEGER_FIELDS = frozenset({"tahun_mulai"})


def _words(text: str, between: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(between))


MEN = _words("Agus Bambang Cahyo Danu Edi Fajar Gatot Hendra Imam Joko Kusnan Lukman Nanang Priyo")
WOMEN = _words("Anik Binti Dewi Endah Fitri Harini Indah Juwariyah Kartika Lilik Nurul Puji Ratna")
FAMILIES = _words("Adiwijaya Basuki Cahyono Darmawan Firmansyah Gunawan Hariyadi Irawan Laksono")
HOUSES = _words("Anugerah Berkah Bumi Cahaya Karya Mekar Mitra Rukun Sari Sinar Sumber Tirta Tunas")
FORTUNES = _words("Abadi Barokah Jaya Lestari Makmur Mandiri Mulia Rejeki Sejahtera Sentosa Utama")
STREETS = _words("Ahmad Yani,Brawijaya,Diponegoro,Gajah Mada,Hayam Wuruk,Raya Pasar,Sudirman", ",")
HAMLETS = _words("Krajan Barat,Krajan Timur,Sumbersari,Kebonsari,Sidomulyo,Karanganyar", ",")
LEGAL_FORMS = ("perorangan",) * 8 + ("pt_perorangan", "cv")
STATES = ("aktif",) * 9 + ("tutup_sementara",)
CERTIFICATES = (None, "pirt", "halal", "halal|pirt", "merek", "halal|merek|pirt")


class Trade(NamedTuple):
    title: str
    kbli: str
    activity: str
    product: str


TRADES = (
    Trade("Toko", "47112", "perdagangan eceran kelontong", "sembako dan kebutuhan rumah tangga"),
    Trade("Warung", "56102", "warung makan", "nasi campur dan soto daging"),
    Trade("Keripik", "10794", "industri kerupuk dan keripik", "keripik tempe aneka rasa"),
    Trade("Tahu", "10392", "industri tahu kedelai", "tahu putih dan tahu goreng"),
    Trade("Batik", "13134", "kerajinan batik tulis dan cap", "batik tulis motif Malangan"),
    Trade("Konveksi", "14111", "konveksi pakaian jadi", "seragam sekolah dan kaus"),
    Trade("Mebel", "31001", "industri furnitur kayu jati", "meja, kursi dan lemari kayu"),
    Trade("Bengkel", "45407", "reparasi sepeda motor", "servis dan suku cadang motor"),
    Trade("Salon", "96112", "aktivitas salon kecantikan", "perawatan rambut dan rias"),
    Trade("Kedai Kopi", "56303", "kedai kopi dan minuman", "kopi bubuk Dampit"),
    Trade("Peternakan", "01412", "budidaya sapi perah", "susu sapi segar"),
    Trade("Roti", "10710", "industri roti dan kue", "roti manis dan kue kering"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """One enterprise: id of 16 bytes, and the values in the order of FIELDS."""

    id: bytes
    values: tuple[Scalar, ...]

    @property
    def row(self) -> list[Scalar]:
        """All 25 columns, the id as 32 hex digits first."""
        return [self.id.hex(), *self.values]


def village_codes() -> list[str]:
    """Codes of all desa and kelurahan of the kabupaten, from the shipped reference table."""
    with WILAYAH_FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "desakel"]
    return [row["kode"] for row in rows if row["kode"].startswith(f"{KABKOTA}.")]


def records(count: int, seed: int = 35) -> Iterator[Record]:
    """Yield `count` records; a longer series begins with the shorter one."""
    draw, villages = Random(seed), village_codes()
    for number in range(count):
        yield Record(_time_ordered_id(number, draw), _values(number, draw, villages))


def changed(record: Record, turn: int) -> Record:
    """Return the record as a clerk leaves it in round `turn`: another phone, product and state."""
    values = list(record.values)
    values[TELEPON] = f"+6281{turn % 10}{int.from_bytes(record.id[10:]) % 100_000_000:08}"
    values[PRODUK_UTAMA] = f"{TRADES[turn % len(TRADES)].product} ({turn})"
    values[STATUS_USAHA] = "tutup_sementara" if values[STATUS_USAHA] == "aktif" else "aktif"
    return replace(record, values=tuple(values))


def _time_ordered_id(number: int, draw: Random) -> bytes:
    milliseconds = FIRST_MILLISECOND + number * 7
    version_and_variant = 0x7 << 76 | 0x2 << 62
    tail = draw.getrandbits(12) << 64 | draw.getrandbits(30) << 32 | HOME_TAG
    return (milliseconds << 80 | version_and_variant | tail).to_bytes(16)


def _values(number: int, draw: Random, villages: list[str]) -> tuple[Scalar, ...]:
    sex = draw.choice("LP")
    owner = f"{draw.choice(MEN if sex == 'L' else WOMEN)} {draw.choice(FAMILIES)}"
    born = date(1955, 1, 1) + timedelta(days=draw.randrange(50 * 365))
    village = draw.choice(villages)
    nik_day = born.day + (40 if sex == "P" else 0)
    nik = f"{village.replace('.', '')[:6]}{nik_day:02}{born:%m%y}{draw.randrange(1, 10_000):04}"
    trade = draw.choice(TRADES)
    surveyed = date(2024, 1, 1) + timedelta(days=draw.randrange(700))
    return (
        f"{trade.title} {draw.choice(HOUSES)} {draw.choice(FORTUNES)}",
        owner,
        nik,
        sex,
        born.isoformat(),
        f"+6281{draw.randrange(10**9, 10**10)}",
        f"{owner.lower().replace(' ', '.')}{number}@surel.example",
        f"Jl. {draw.choice(STREETS)} No. {draw.randrange(1, 200)}, Dusun {draw.choice(HAMLETS)}",
        f"{draw.randrange(1, 15):03}",
        f"{draw.randrange(1, 10):03}",
        village,
        f"-{_degrees(7, 80, 84, draw)}",
        _degrees(112, 30, 90, draw),
        f"11{draw.randrange(10**11):011}" if draw.random() < 0.6 else None,
        f"0{draw.randrange(10**14, 10**15)}" if draw.random() < 0.6 else None,
        draw.choice(LEGAL_FORMS),
        trade.kbli,
        "2020",
        trade.activity,
        trade.product,
        draw.randrange(1985, 2024),
        draw.choice(STATES),
        draw.choice(CERTIFICATES),
        surveyed.isoformat(),
    )


def _degrees(whole: int, low: int, high: int, draw: Random) -> str:
    """Write degrees with six decimals; the last is never 0, so that the text is canonical."""
    return f"{whole}.{draw.randrange(low, high)}{draw.randrange(1000):03}{draw.randrange(1, 10)}"

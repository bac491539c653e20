"""One story of six offices, told the same whatever their databases are: everything that a ledger can be asked to hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random

import orjson

from selaras.core.ledger.authority import DELETION, ERASURE, PEMBINA_ACCEPT, PEMBINA_OFFER, RESTORATION, Level
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records, report_record
from selaras.core.ledger.stream import NATION, RUMPUN_UMUM
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.database import Database
from tests.world.offices import Wall, connect, new_office, sync

MALANG, SURABAYA, JATIM = "35.07", "35.78", "35"


@dataclass
class Offices:
    """The six nodes, by what they are."""

    nodes: dict[str, Node]
    wall: Wall
    rng: Random

    def lines(self) -> Iterator[tuple[Node, Node]]:
        """Give every line, child first."""
        for child, parent in (
            ("malang", "jatim"),
            ("surabaya", "jatim"),
            ("bank", "jatim"),
            ("jatim", "umkm"),
            ("jatim", "koperasi"),
        ):
            yield self.nodes[child], self.nodes[parent]

    def sync_all(self, rounds: int = 3) -> None:
        """Let everybody call, the clock a minute on each time."""
        for _ in range(rounds):
            for child, parent in self.lines():
                self.wall.ms += 60_000
                sync(child, parent)

    def records(self, wilayah: str, rumpun: str) -> Iterator[bytes]:
        """Give ids for new records."""
        return new_records(self.wall(), self.rng.randbytes(6), wilayah, rumpun)


def found(make: Callable[[str], Database], dialects: Mapping[str, str]) -> Offices:
    """Create the offices and let them join. dialects: of each office by name."""
    rng, wall = Random(20261124), Wall()
    plan: dict[str, tuple[Level, str, tuple[str, ...]]] = {
        "umkm": (Level.KEMENTERIAN, NATION, ("usaha",)),
        "koperasi": (Level.KEMENTERIAN, NATION, ("koperasi",)),
        "jatim": (Level.PROVINSI, JATIM, ("koperasi", "usaha")),
        "malang": (Level.KABKOTA, MALANG, ("koperasi", "usaha")),
        "surabaya": (Level.KABKOTA, SURABAYA, ("koperasi", "usaha")),
        "bank": (Level.MITRA, JATIM, ()),
    }
    nodes = {
        name: new_office(rng, level, wilayah, rumpun, db=make(dialects[name]), wall=wall)
        for name, (level, wilayah, rumpun) in plan.items()
    }
    offices = Offices(nodes, wall, rng)
    for child, parent in reversed(list(offices.lines())):
        connect(child, parent)
    return offices


def say(
    node: Node, wilayah: str, kind: str, record: bytes, fields: Mapping[str, Scalar], **more: object
) -> tuple[NewChange, list[bytes]]:
    """Record one change; return it and its id."""
    rumpun = {"koperasi": "koperasi", "laporan_koperasi": "koperasi", "kebijakan": RUMPUN_UMUM}.get(kind, "usaha")
    change = NewChange(wilayah, rumpun, kind, record, fields, "petugas", **{"reason": "edit", **more})  # type: ignore[arg-type]
    return change, record_changes(node, [change])


def tell(offices: Offices) -> None:
    """Let the offices work, and sync between."""
    toko = _import_and_edit(offices)
    _hand_over_and_delete(offices, toko)
    _erase_and_change_the_policy(offices, toko)


def _import_and_edit(offices: Offices) -> list[bytes]:
    """Import, edit the same records at two levels, lend."""
    n = offices.nodes
    toko = _import(offices, n["malang"], MALANG, 120)
    _import(offices, n["surabaya"], SURABAYA, 40)
    kud = next(offices.records(MALANG, "koperasi"))
    say(
        n["malang"], MALANG, "koperasi", kud, {"nama_koperasi": "KUD Tani\tMakmur\\", "wilayah_keanggotaan": "provinsi"}
    )
    offices.sync_all(1)

    for i, record in enumerate(toko[:40]):
        say(n["malang"], MALANG, "usaha", record, {"alamat": f"Jalan Raya {i}\nRT 01", "produk_utama": None})
        say(n["umkm"], MALANG, "usaha", record, {"alamat": f"Jl. Besar {i}", "nib": f"{i:013}"})
    pinjaman = list(zip(offices.records(MALANG, "usaha"), toko[:10], strict=False))
    for record, subject in pinjaman:
        say(n["bank"], MALANG, "kredit", record, {"usaha": subject.hex(), "lembaga": "Bank Ü", "plafon": 2**62})
    offices.sync_all()
    return toko


def _hand_over_and_delete(offices: Offices, toko: list[bytes]) -> None:
    """Hand one enterprise to the province; delete one and bring it back."""
    n = offices.nodes
    say(n["malang"], MALANG, "usaha", toko[0], {PEMBINA_OFFER: "provinsi"})
    offices.sync_all(1)
    say(n["jatim"], MALANG, "usaha", toko[0], {PEMBINA_ACCEPT: "provinsi"})
    say(n["malang"], MALANG, "usaha", toko[1], {DELETION: "ya"})
    offices.sync_all(1)
    deletion = n["malang"].db.rows("SELECT deletions FROM registry_usaha WHERE record = ?", (toko[1],))[0][0]
    say(n["malang"], MALANG, "usaha", toko[1], {RESTORATION: bytes(deletion)[:32].hex()})
    say(n["jatim"], MALANG, "usaha", toko[0], {"nama_usaha": "Sudah di provinsi"})


def _erase_and_change_the_policy(offices: Offices, toko: list[bytes]) -> None:
    """Erase, say what PostgreSQL cannot show, adopt a new authority table, and let two forms state one field."""
    n = offices.nodes
    lain = list(islice(offices.records(SURABAYA, "usaha"), 2))
    ids = [bytes(i).hex() for (i,) in n["malang"].db.rows("SELECT id FROM ledger_change WHERE record = ?", (toko[2],))]
    say(n["malang"], MALANG, "usaha", toko[2], {ERASURE: "|".join(sorted(ids))}, reason="erase")
    say(n["surabaya"], SURABAYA, "usaha", lain[0], {"nama_usaha": "Huruf \u0000 nol"})
    say(n["surabaya"], SURABAYA, "jenis_baru", lain[1], {"isi": -5})

    policy = next(offices.records(NATION, RUMPUN_UMUM))
    table = orjson.dumps([["usaha", "nama_usaha", "kementerian_umkm"], ["usaha", "alamat", "daerah"]]).decode()
    fields: dict[str, Scalar] = {"versi": 2, "berlaku_sejak": "2026-01-01", "wewenang": table}
    say(n["umkm"], NATION, "kebijakan", policy, fields)
    offices.sync_all()
    say(n["malang"], MALANG, "usaha", toko[3], {"nama_usaha": "Di bawah kebijakan kedua"})
    seen = n["malang"].db.rows("SELECT heads FROM registry_usaha WHERE record = ?", (toko[4],))[0][0]
    for telepon in ("+6281", "+6282"):  # two forms, filled from the same page
        say(n["malang"], MALANG, "usaha", toko[4], {"telepon": telepon}, parents=(bytes(seen)[:32],))
    offices.sync_all()


def _import(offices: Offices, node: Node, wilayah: str, count: int) -> list[bytes]:
    """Record new enterprises with their reports, as an import does: one transaction."""
    ids = offices.records(wilayah, "usaha")
    subjects = [next(ids) for _ in range(count)]
    changes: list[NewChange] = []
    for i, record in enumerate(subjects):
        code = hashlib.sha256(record).hexdigest()[:6]
        fields: dict[str, Scalar] = {
            "nama_usaha": f"Toko «{code}» 😀",
            "wilayah": f"{wilayah}.01.2001",
            "kbli": "01111",
        }
        report: dict[str, Scalar] = {"usaha": record.hex(), "tahun": 2025, "omzet": i * 1_000_000_007 - 5}
        reported = report_record(record, "laporan_usaha", "2025")
        source = ("usaha.xlsx", "Lembar 1", i + 2)
        changes += [
            NewChange(wilayah, "usaha", "usaha", record, fields, "petugas", "import", 20_000 + i, source),
            NewChange(wilayah, "usaha", "laporan_usaha", reported, report, "petugas", "import", source=source),
        ]
    record_changes(node, changes)
    return subjects

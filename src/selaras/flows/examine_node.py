"""Look at a node's health: what could lose data, what is overdue, and for each of them what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from selaras.core.ledger.clock import AHEAD_MS_MAX
from selaras.flows.context import fold_context
from selaras.flows.issue_certificate import RENEW_BELOW_MS
from selaras.flows.node import Node
from selaras.gateways.backup.archive import free_bytes
from selaras.gateways.home.backup_note import read_note
from selaras.gateways.home.files import others_may_read
from selaras.store.ledger.damage import read_damage
from selaras.store.ledger.quarantine import read_quarantine
from selaras.store.ledger.queries import newest_stamps, unsafe_count
from selaras.store.network.queries import (
    COPY,
    REVOKED,
    Directory,
    Peer,
    damaged_certificates,
    read_directory,
    read_peers,
    read_self,
)
from selaras.store.registry.queries import sample_records
from selaras.store.registry.refold import Refold
from selaras.store.registry.rows import RowMaker
from selaras.store.registry.tables import tables
from selaras.store.schema import pending_migrations

DAY_MS = 24 * 60 * 60 * 1000
SYNC_DAYS, CHILD_DAYS, BACKUP_DAYS, TRIAL_DAYS = 7, 30, 7, 90
FREE_BYTES_MIN = 1_000_000_000  # a season's files and their backup
BUILT_MS = 1_767_225_600_000  # 1 January 2026: no clock that is right says less
SAMPLE = 50  # records of each kind


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. check: a stable word; remedy: what to do, "" when all is well (both Indonesian)."""

    check: str
    message: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Nothing is to be done."""
        return not self.remedy


def examine_node(node: Node, home: Path) -> list[Finding]:
    """Return all findings, the most urgent kind first. Nothing is changed. Without its tables nothing else can be asked."""
    tables_are = list(_tables(node, home))
    if not all(finding.well for finding in tables_are):
        return tables_are
    return tables_are + [finding for check in CHECKS for finding in check(node, home)]


def _state(node: Node, _home: Path) -> Iterator[Finding]:
    me = read_self(node.db)
    assert me is not None, "init has made the node"
    if me.state == COPY:
        told = "Basis data ini salinan atau cadangan lama; kantor ini belum boleh mencatat."
        yield Finding("saksi", told, "Jalankan «selaras sync».")
    elif me.state == REVOKED:
        yield Finding("saksi", "Sertifikat kantor ini dicabut.", "Hubungi kantor induk.")
    else:
        yield Finding("saksi", "Basis data ini yang asli dan yang terbaru.")


def _tables(_node: Node, _home: Path) -> Iterator[Finding]:
    waiting = pending_migrations()
    if waiting:
        told = f"{waiting} pembaruan tabel belum dijalankan."
        yield Finding("tabel", told, "Jalankan «selaras backup», lalu «selaras upgrade».")
    else:
        yield Finding("tabel", "Tabel sesuai dengan versi aplikasi ini.")


def _damage(node: Node, _home: Path) -> Iterator[Finding]:
    found = read_damage(node.db)
    if found:
        told = f"Pemeriksaan terakhir menemukan {len(found)} tempat rusak."
        yield Finding("kerusakan", told, "Jalankan «selaras sync», atau bertukar paket dengan kantor induk.")
    broken = damaged_certificates(node.db)
    if broken:
        told = f"{len(broken)} sertifikat rusak."
        yield Finding("kerusakan", told, "Jalankan «selaras scrub», lalu «selaras sync».")
    wrong = sum(_wrong_rows(node, kind) for kind in tables())
    if wrong:
        told = f"{wrong} catatan contoh tidak sama dengan buku perubahan."
        yield Finding("kerusakan", told, "Jalankan «selaras scrub», lalu «selaras sync».")
    if not (found or broken or wrong):
        yield Finding("kerusakan", "Tidak ada kerusakan yang diketahui, dan catatan contoh sama dengan buku perubahan.")


def _wrong_rows(node: Node, kind: str) -> int:
    """Fold some records from a random place on and count the rows that are not their fold."""
    table = tables()[kind]
    with node.db.transaction():
        node.db.lock(["registry"])
        records = sample_records(node.db, kind, node.random(16), SAMPLE) or sample_records(node.db, kind, b"", SAMPLE)
        rows = table.load(node.db, records)
        context = fold_context(node.db, node.id)
        folded = Refold(node.db, context, RowMaker(context)).rows(records, [kind]).get(kind, {})
        return sum(rows[record] != folded.get(record) for record in records)


def _keys(_node: Node, home: Path) -> Iterator[Finding]:
    if others_may_read(home):
        told = "Berkas kunci kantor ini dapat dibaca pengguna lain di komputer ini."
        yield Finding("kunci", told, f"Ubah haknya: chmod 600 {home / 'kunci.json'}")
    else:
        yield Finding("kunci", "Berkas kunci hanya dapat dibaca pemiliknya.")


def _room(_node: Node, home: Path) -> Iterator[Finding]:
    free = free_bytes(home)
    told = f"Ruang disk tersisa {free / 1e9:.1f} GB.".replace(".", ",", 1)
    if free < FREE_BYTES_MIN:
        yield Finding("ruang_disk", told, "Kosongkan disk: bila penuh, kantor ini tidak dapat mencatat.")
    else:
        yield Finding("ruang_disk", told)


def _clock(node: Node, _home: Path) -> Iterator[Finding]:
    now, me = node.wall_ms(), read_self(node.db)
    assert me is not None, "init has made the node"
    limit = now + AHEAD_MS_MAX
    ahead = {author for author, ms in newest_stamps(node.db) if ms > limit and author != node.id}
    if now < BUILT_MS or me.hlc >> 32 > limit or len(ahead) > 1:
        told = "Jam komputer ini tertinggal dari perubahan yang sudah dicatat."
        yield Finding("jam", told, "Betulkan tanggal dan jam komputer ini.")
    elif ahead:
        name = read_directory(node.db).certificates[ahead.pop()].name
        told = f"Jam «{name}» atau jam komputer ini salah: perubahannya bertanggal di masa depan."
        yield Finding("jam", told, "Cocokkan jam kedua komputer.")
    else:
        yield Finding("jam", "Jam komputer ini cocok dengan perubahan yang ada.")


def _certificate(node: Node, _home: Path) -> Iterator[Finding]:
    directory, now = read_directory(node.db), node.wall_ms()
    for parent in read_peers(node.db, "induk"):
        found, name = directory.issued(parent.node, node.id), directory.certificates[parent.node].name
        days = (found[0].until - now) // DAY_MS if found else -1
        if days < 0:
            told = f"Sertifikat dari «{name}» sudah tidak berlaku."
            yield Finding("sertifikat", told, "Minta kode undangan baru, lalu jalankan «selaras join».")
        elif days * DAY_MS < RENEW_BELOW_MS:
            told = f"Sertifikat dari «{name}» berlaku {days} hari lagi."
            yield Finding("sertifikat", told, "Jalankan «selaras sync»: sertifikat diperbarui sendiri.")
        else:
            yield Finding("sertifikat", f"Sertifikat dari «{name}» berlaku {days} hari lagi.")


def _exchanges(node: Node, _home: Path) -> Iterator[Finding]:
    directory, now = read_directory(node.db), node.wall_ms()
    for peer in read_peers(node.db):
        yield _exchange(directory, peer, now)
    waiting = unsafe_count(node.db, node.id)
    if waiting and read_peers(node.db, "induk"):
        told = f"{waiting} perubahan kantor ini belum aman: hanya ada di komputer ini."
        yield Finding("aman", told, "Jalankan «selaras sync», atau tulis paket untuk induk («selaras packet write»).")
    else:
        yield Finding("aman", "Tidak ada perubahan kantor ini yang menunggu dikirim ke induk.")


def _exchange(directory: Directory, peer: Peer, now: int) -> Finding:
    name = directory.certificates[peer.node].name
    own = peer.role == "induk"
    limit, remedy = (SYNC_DAYS, "Jalankan «selaras sync».") if own else (CHILD_DAYS, "Tanyakan kepada kantor itu.")
    if not peer.met:
        return Finding("pertukaran", f"Belum pernah bertukar dengan «{name}».", remedy)
    days = (now - peer.met) // DAY_MS
    told = f"Bertukar dengan «{name}» {days} hari yang lalu." if days > 0 else f"Bertukar dengan «{name}» hari ini."
    return Finding("pertukaran", told, remedy if days >= limit else "")


def _quarantine(node: Node, _home: Path) -> Iterator[Finding]:
    found = read_quarantine(node.db)
    for refused in found:
        where = f"{refused.stream.wilayah}, {refused.stream.rumpun}"
        told = f"Kiriman ditahan {refused.times} kali ({where}): {refused.message}"
        yield Finding("karantina", told, "Beri tahu kantor pengirimnya dan kantor induk.")
    if not found:
        yield Finding("karantina", "Tidak ada kiriman yang ditahan.")


def _backup(node: Node, home: Path) -> Iterator[Finding]:
    note, now = read_note(home), node.wall_ms()
    remedy = "Jalankan «selaras backup», dan simpan berkasnya di disk lain."
    if note is None or not note.made_ms:
        yield Finding("cadangan", "Belum pernah ada cadangan.", remedy)
        return
    days = (now - note.made_ms) // DAY_MS
    yield Finding("cadangan", f"Cadangan terakhir {days} hari yang lalu: {note.file}", remedy * (days > BACKUP_DAYS))
    if now - note.tried_ms > TRIAL_DAYS * DAY_MS:
        told = f"Cadangan belum diuji selama {TRIAL_DAYS} hari."
        yield Finding("cadangan", told, f"Jalankan «selaras restore {note.file} --check».")


CHECKS: tuple[Callable[[Node, Path], Iterator[Finding]], ...] = (
    _state,
    _damage,
    _keys,
    _room,
    _clock,
    _certificate,
    _exchanges,
    _quarantine,
    _backup,
)

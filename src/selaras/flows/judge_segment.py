"""Judge a segment before anything of it is kept: is its author known, may it speak here, and does the chain hold?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selaras.core.ledger.certificate import BadCertificate, verify
from selaras.core.ledger.record import TAG_BYTES, home_tag
from selaras.core.ledger.segment import BrokenSegment, Segment, prove
from selaras.core.ledger.stream import Head, Stream, head_message, record_rumpun
from selaras.core.terms.kamus import RUMPUN
from selaras.store.database import Database
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.queries import read_id
from selaras.store.network.queries import Directory

Scope = Callable[[Stream], bool]

SENTENCES = {
    "luar_lingkup": "Kiriman ini di luar wilayah atau rumpun kantor ini, jadi tidak diterima.",
    "tak_dikenal": "Penulisnya tidak punya sertifikat yang sah. Minta induknya mengundang kantor itu lagi.",
    "dicabut": "Sertifikat penulisnya sudah dicabut; perubahan sesudah pencabutan tidak diterima.",
    "tanpa_wewenang": "Penulisnya menyatakan catatan di luar wilayah atau jenis yang menjadi wewenangnya.",
    "tanda_tangan": "Tanda tangan penulisnya tidak cocok. Kiriman ini rusak atau dipalsukan.",
    "rantai_rusak": "Isi kiriman berubah di jalan: rantainya tidak sampai ke kepala yang ditandatangani.",
    "celah": "Ada perubahan yang terlewat sebelum kiriman ini. Jalankan sinkronisasi sekali lagi.",
    "bercabang": "Aliran ini punya dua kelanjutan: ada salinan kantor itu yang ikut menulis. Tidak ada yang hilang: tiap pihak"
    " menyimpan miliknya. Kantor itu perlu sinkronisasi; yang sesudahnya masih hanya ada di satu pihak dicatat lagi di kantor itu.",
}


def judge_segment(  # noqa: C901 # one refusal a step, cheapest first
    db: Database, directory: Directory, scope: Scope, segment: Segment, held: Head
) -> tuple[Segment, list[bytes]] | Refusal:
    """Return what is new in the segment with its proven ids (both empty when nothing is), or why it is refused.

    held: our head of the stream, seq 0 and the stream's key when we have nothing.
    """
    stream = segment.stream
    if cause := _may_not_speak(directory, scope, segment):
        return refuse(stream, segment.first, cause)
    try:
        key = directory.certificates[stream.node].key
        verify(key, segment.signature, head_message(stream, segment.head))
    except BadCertificate:
        return refuse(stream, segment.first, "tanda_tangan")
    if segment.first > held.seq + 1:
        return refuse(stream, segment.first, "celah")
    prev = read_id(db, stream, segment.first - 1)
    if prev is None:
        return refuse(stream, segment.first, "celah")
    try:
        ids = prove(segment, prev)
    except BrokenSegment:
        return refuse(stream, segment.first, "rantai_rusak")
    skip = held.seq - segment.first + 1
    if skip > 0:
        last = min(held.seq, segment.head.seq)
        if read_id(db, stream, last) != ids[last - segment.first]:
            return refuse(stream, segment.first, "bercabang")
    if skip >= len(segment):
        return replace(segment, hlc=()), []
    return _tail(segment, max(skip, 0)), ids[max(skip, 0) :]


def _may_not_speak(directory: Directory, scope: Scope, segment: Segment) -> str | None:
    """Return the cause for which the author may not make these statements, None when it may."""
    stream = segment.stream
    if not scope(stream):
        return "luar_lingkup"
    rumpun = directory.rumpun.get(stream.node)
    if rumpun is None:
        return "tak_dikenal"
    limit = directory.limit(stream)
    if limit is not None and segment.head.seq > limit:
        return "dicabut"
    author = directory.certificates[stream.node]
    if not author.may_write(stream, rumpun):
        return "tanpa_wewenang"
    rumpun_of_records = record_rumpun(stream.rumpun)
    for kind in set(segment.kinds):
        at_home = rumpun_of_records in RUMPUN.get(kind, (rumpun_of_records,))
        if not at_home or not author.may_state_kind(kind):
            return "tanpa_wewenang"
    tag = home_tag(stream.wilayah, rumpun_of_records)
    if any(record[-TAG_BYTES:] != tag for record in segment.records):
        return "tanpa_wewenang"
    return None


def _tail(segment: Segment, skip: int) -> Segment:
    if skip == 0:
        return segment
    return replace(
        segment,
        first=segment.first + skip,
        hlc=segment.hlc[skip:],
        kinds=segment.kinds[skip:],
        records=segment.records[skip:],
        parents=segment.parents[skip:],
        as_of=segment.as_of[skip:],
        policies=segment.policies[skip:],
        shapes=segment.shapes[skip:],
        salts=segment.salts[skip:],
        payloads=segment.payloads[skip:],
        commitments=segment.commitments[skip:],
    )


def refuse(stream: Stream, first: int, cause: str) -> Refusal:
    """Return the refusal with its sentence. first: the sequence number from which on nothing was taken, 0 if nothing came."""
    return Refusal(stream, first, cause, SENTENCES[cause])

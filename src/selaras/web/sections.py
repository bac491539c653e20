"""In which order a record is read: the fields of a kind in sections, as an officer thinks of them."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.core.terms.kamus import Field, Kind

SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "usaha": (
        (
            "Usaha",
            ("nama_usaha", "status_usaha", "kegiatan_utama", "produk_utama", "kbli", "kbli_versi", "tahun_mulai"),
        ),
        ("Pemilik", ("nama_pemilik", "nik_pemilik", "jenis_kelamin", "tanggal_lahir", "telepon", "surel")),
        ("Tempat", ("alamat", "rt", "rw", "wilayah", "lintang", "bujur")),
        ("Izin dan sertifikat", ("nib", "npwp", "bentuk_usaha", "sertifikat", "tanggal_pendataan")),
    ),
    "koperasi": (
        ("Koperasi", ("nama_koperasi", "bentuk", "jenis", "punya_usp", "pola", "kelompok", "kbli", "desa_merah_putih")),
        ("Badan hukum", ("nik_koperasi", "nomor_badan_hukum", "tanggal_badan_hukum", "tanggal_pembubaran")),
        ("Tempat", ("alamat", "wilayah", "wilayah_keanggotaan", "telepon")),
        ("Pengurus", ("ketua", "manajer")),
    ),
}
BELONGING: dict[str, tuple[tuple[str, str], ...]] = {  # kinds that report on a subject, and the heading above them
    "usaha": (("laporan_usaha", "Laporan tahunan"), ("kredit", "Kredit")),
    "koperasi": (("laporan_koperasi", "Laporan tahunan"), ("pengelola", "Pengelola")),
}


def in_sections(kind: Kind) -> Sequence[tuple[str, Sequence[Field]]]:
    """Return all fields of a kind in sections; those that no section names come last."""
    named = [(title, [kind.field(name) for name in names]) for title, names in SECTIONS[kind.name]]
    told = {field.name for _, fields in named for field in fields}
    rest = [field for field in kind.fields if field.name not in told]
    return [*named, ("Lainnya", rest)] if rest else named

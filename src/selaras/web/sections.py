"""In which order a record is read: the fields of a kind in sections, as an officer thinks of them."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.core.terms.kamus import Field, FieldType, Kind

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
    "laporan_usaha": (
        ("Tahun dan keuangan", ("tahun", "omzet", "modal_usaha", "kebutuhan_modal")),
        ("Tenaga kerja", ("tenaga_kerja_laki", "tenaga_kerja_perempuan", "tenaga_kerja_jumlah")),
        ("Produksi dan pasar", ("bahan_baku", "asal_bahan_baku", "pembeli_utama", "pemakaian_digital")),
    ),
    "laporan_koperasi": (
        ("Tahun buku", ("tahun_buku", "tanggal_rat", "melayani_anggota", "skor_kesehatan")),
        ("Orang", ("anggota_laki", "anggota_perempuan", "anggota_jumlah", "karyawan")),
        ("Keuangan", ("modal_sendiri", "modal_luar", "aset", "volume_usaha", "shu", "simpanan", "pinjaman")),
    ),
    "kredit": (
        ("Akad", ("lembaga", "skema", "plafon", "tanggal_akad", "jatuh_tempo", "baki_debet", "kolektibilitas")),
        ("Debitur", ("nama_debitur", "nik_debitur")),
    ),
    "pengelola": (("Pengelola", ("nama", "jabatan", "sertifikat_kompetensi", "berlaku_sampai")),),
}
BELONGING: dict[str, tuple[tuple[str, str], ...]] = {  # kinds that belong to a subject, and the heading above them
    "usaha": (("laporan_usaha", "Laporan tahunan"), ("kredit", "Kredit"), ("pengelola", "Pengelola")),
    "koperasi": (("laporan_koperasi", "Laporan tahunan"), ("pengelola", "Pengelola")),
}
KEY_FIGURES: dict[str, tuple[str, ...]] = {  # of what belongs to a subject: the columns on the subject's page
    "laporan_usaha": ("omzet", "modal_usaha", "tenaga_kerja_jumlah"),
    "laporan_koperasi": ("anggota_jumlah", "volume_usaha", "shu"),
    "kredit": ("skema", "plafon", "baki_debet"),
    "pengelola": ("jabatan", "berlaku_sampai"),
}


def in_sections(kind: Kind) -> Sequence[tuple[str, Sequence[Field]]]:
    """Return all fields of a kind in sections; those that no section names come last. What it belongs to stands above them."""
    named = [(title, [kind.field(name) for name in names]) for title, names in SECTIONS[kind.name]]
    told = {field.name for _, fields in named for field in fields}
    rest = [field for field in kind.fields if field.name not in told and field.type is not FieldType.ACUAN]
    return [*named, ("Lainnya", rest)] if rest else named

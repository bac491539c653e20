"""What is known of each unit that figures count, in one year: the columns, whatever engine fills them.

kab, kec: Kemendagri codes, kec None where only the kab/kota is known. A yearly column is None unless the report is of that
year; the scale comes from the newest report up to it. Whole numbers are rupiah or people.
"""

from collections.abc import Mapping
from types import MappingProxyType

PLACE = ("kab", "kec")
UNKNOWN = "tidak_diketahui"
UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "usaha": (
            *PLACE,
            "sektor",
            "pertanian",
            "skala_pp7",
            "skala_uu20",
            "skala_lalu",
            "skala_kini",
            "naik",
            "status_usaha",
            "jenis_kelamin",
            "bentuk_usaha",
            "nib",
            "kbli",
            "nik_pemilik",
            "telepon",
            "sertifikat",
            "tahun_mulai",
            "tahun_pendataan",
            "lapor",
            "omzet",
            "modal_usaha",
            "tenaga_kerja",
            "tenaga_kerja_perempuan",
            "pemakaian_digital",
            "butir_digital",
            "asal_bahan_baku",
            "pembeli_utama",
            "kebutuhan_modal",
            "kur",
        ),
        "koperasi": (
            *PLACE,
            "status",
            "bentuk",
            "jenis",
            "pola",
            "punya_usp",
            "desa_merah_putih",
            "nomor_badan_hukum",
            "lapor",
            "rat",
            "anggota",
            "anggota_perempuan",
            "karyawan",
            "modal_sendiri",
            "modal_luar",
            "aset",
            "volume_usaha",
            "shu",
            "simpanan",
            "pinjaman",
            "kesehatan",
            "pengelola_bersertifikat",
        ),
        "kredit": (*PLACE, "skema", "kur", "plafon", "baki_debet", "kolektibilitas", "macet"),
    }
)
NUMBERS = frozenset(
    """
    tahun_mulai tahun_pendataan lapor omzet modal_usaha tenaga_kerja tenaga_kerja_perempuan butir_digital kebutuhan_modal
    anggota anggota_perempuan karyawan modal_sendiri modal_luar aset volume_usaha shu simpanan pinjaman
    plafon baki_debet rat kur pertanian macet naik pengelola_bersertifikat
    """.split()
)

"""Every thing that can be wrong with a cell, a row or a file: code, meaning and the way out.

One catalogue for parsers, intake, screens and `docs/kode-kesalahan.md`, which a test holds equal to it.
A code never changes its meaning; offices and other programs may rely on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    TOLAK = "tolak"  # the row is not taken
    TANYA = "tanya"  # the row is taken, an officer is asked
    INGAT = "ingat"  # the row is taken as it stands


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    severity: Severity
    meaning: str
    remedy: str


class TermError(ValueError):
    """A text is not the word of the law it should be. The text of the error is for the officer."""

    def __init__(self, code: str, message: str) -> None:
        assert code in CATALOGUE, f"{code} is not in the catalogue"
        super().__init__(message)
        self.code = code


_T, _Q, _W = Severity.TOLAK, Severity.TANYA, Severity.INGAT

_PROBLEMS = (
    Problem("wajib_kosong", _T, "Kolom wajib tidak terisi.", "Isi sel itu, atau tambahkan kolomnya."),
    Problem("teks_panjang", _T, "Teks lebih panjang daripada yang diterima.", "Ringkas teksnya."),
    Problem(
        "sel_galat",
        _T,
        "Sel berisi galat rumus Excel (#REF!, #N/A, …).",
        "Perbaiki rumusnya atau ketik nilainya.",
    ),
    Problem(
        "nik_panjang",
        _T,
        "NIK bukan 16 angka.",
        "Salin NIK lengkap dari KTP; kosongkan bila tidak ada.",
    ),
    Problem("nik_huruf", _T, "NIK memuat huruf atau tanda.", "Tulis 16 angka saja."),
    Problem(
        "nik_dibulatkan",
        _T,
        "NIK dibulatkan Excel sehingga angka belakangnya hilang.",
        "Ubah format kolom menjadi Teks, lalu ketik ulang NIK dari KTP.",
    ),
    Problem(
        "nik_tanggal",
        _T,
        "Tanggal lahir di dalam NIK tidak ada di kalender.",
        "Cocokkan NIK dengan KTP.",
    ),
    Problem(
        "nik_wilayah",
        _W,
        "Kode wilayah di awal NIK tidak ada dalam daftar sekarang.",
        "Biarkan bila KTP memang demikian: kode lama tetap sah.",
    ),
    Problem(
        "nik_beda_kelamin",
        _W,
        "Jenis kelamin tidak cocok dengan NIK.",
        "Cocokkan keduanya dengan KTP.",
    ),
    Problem(
        "nik_beda_lahir",
        _W,
        "Tanggal lahir tidak cocok dengan NIK.",
        "Cocokkan keduanya dengan KTP.",
    ),
    Problem("nib_panjang", _T, "NIB bukan 13 angka.", "Salin NIB lengkap dari dokumen OSS."),
    Problem(
        "nib_nol_depan",
        _W,
        "Nol di depan NIB hilang dan dikembalikan.",
        "Ubah format kolom menjadi Teks.",
    ),
    Problem(
        "npwp_nol_depan",
        _W,
        "Nol di depan NPWP hilang dan dikembalikan.",
        "Ubah format kolom menjadi Teks.",
    ),
    Problem(
        "nik_koperasi_orang",
        _Q,
        "Nomor induk koperasi berbentuk NIK penduduk: mungkin NIK pengurusnya.",
        "Jawab benar, atau abaikan bila itu NIK orang.",
    ),
    Problem(
        "nomor_bentuk",
        _T,
        "Nomor induk atau nomor badan hukum tidak memuat angka.",
        "Salin nomornya dari sertifikatnya; kosongkan bila belum ada.",
    ),
    Problem("npwp_panjang", _T, "NPWP bukan 15 atau 16 angka.", "Salin NPWP lengkap dari kartunya."),
    Problem(
        "angka_dibulatkan",
        _T,
        "Nomor dibulatkan Excel (tertulis 3,5E+15).",
        "Ubah format kolom menjadi Teks, lalu ketik ulang nomornya.",
    ),
    Problem("kbli_panjang", _T, "KBLI bukan 5 angka.", "Tulis kode kelompok KBLI, 5 angka."),
    Problem(
        "kbli_nol_depan",
        _W,
        "Nol di depan KBLI hilang dan dikembalikan.",
        "Ubah format kolom menjadi Teks.",
    ),
    Problem(
        "kbli_tak_dikenal",
        _W,
        "Kode KBLI tidak ada dalam daftar versi itu.",
        "Periksa kode dan versi KBLI.",
    ),
    Problem(
        "wilayah_tak_dikenal",
        _T,
        "Nama atau kode wilayah tidak ditemukan.",
        "Tulis nama seperti di daftar Kemendagri, atau kode desanya.",
    ),
    Problem(
        "wilayah_kembar",
        _Q,
        "Nama wilayah dipakai lebih dari satu tempat.",
        "Jawab pertanyaannya, atau lengkapi kecamatan dan kab/kotanya.",
    ),
    Problem(
        "wilayah_luar",
        _T,
        "Wilayah berada di luar wilayah kantor ini.",
        "Kirim baris ini ke kantor yang berwenang.",
    ),
    Problem(
        "wilayah_ejaan",
        _W,
        "Ejaan nama wilayah dibetulkan.",
        "Periksa bila bukan itu yang dimaksud.",
    ),
    Problem(
        "wilayah_tanpa_desa",
        _W,
        "Hanya sampai kecamatan atau kab/kota; desa belum diketahui.",
        "Lengkapi desanya.",
    ),
    Problem(
        "wilayah_tak_tentu",
        _T,
        "Baris kredit tidak dapat ditempatkan: NIK debitur belum ada di registri.",
        "Impor dulu data usahanya, lalu impor berkas ini sekali lagi.",
    ),
    Problem(
        "lembaga_anggapan",
        _W,
        "Berkas kredit tidak menyebut lembaga pembiayaan.",
        "Tambahkan kolom Bank bila lembaganya lain.",
    ),
    Problem(
        "rupiah_bentuk",
        _T,
        "Jumlah uang tidak terbaca.",
        "Tulis misalnya 1500000 atau Rp 1.500.000.",
    ),
    Problem("rupiah_rentang", _T, "Tertulis rentang, bukan satu jumlah.", "Tulis satu angka."),
    Problem(
        "rupiah_mendua",
        _T,
        "Titik atau koma dapat dibaca dua cara.",
        "Tulis angka lengkap tanpa singkatan.",
    ),
    Problem(
        "rupiah_tanpa_satuan",
        _T,
        "Pecahan kecil tanpa satuan; mungkin maksudnya juta.",
        "Tulis satuannya, misalnya 1,5 juta.",
    ),
    Problem("rupiah_negatif", _T, "Jumlah uang ini tidak boleh kurang dari nol.", "Periksa tandanya."),
    Problem(
        "rupiah_besar",
        _T,
        "Jumlah uang di luar akal (di atas Rp 1.000 triliun).",
        "Periksa satuannya.",
    ),
    Problem(
        "rupiah_kira",
        _W,
        "Tertulis sebagai perkiraan; diambil angkanya.",
        "Ganti bila angka pastinya diketahui.",
    ),
    Problem(
        "rupiah_lompatan",
        _Q,
        "Jumlah tidak wajar untuk UMKM, atau melompat terhadap tahun lain: mungkin salah satuan (ribu, juta, miliar).",
        "Jawab benar, atau tulis jumlah yang dimaksud.",
    ),
    Problem(
        "satuan_mungkin",
        _Q,
        "Jumlah di sebuah kolom terlalu kecil untuk rupiah; isinya menunggu jawaban.",
        "Jawab ribu, juta, atau rupiah.",
    ),
    Problem(
        "skala_beda",
        _W,
        "Omzet tidak sesuai dengan skala usaha yang tertulis; skala dihitung dari omzet.",
        "Periksa omzetnya.",
    ),
    Problem(
        "satuan_judul", _W, "Judul kolom menyebut satuan (ribuan, jutaan); isinya dikalikan.", "Tidak perlu apa-apa."
    ),
    Problem("omzet_bulanan", _W, "Omzet per bulan dikali 12.", "Tidak perlu apa-apa."),
    Problem(
        "tanggal_bentuk",
        _T,
        "Tanggal tidak terbaca.",
        "Tulis misalnya 17/08/1980 atau 17 Agustus 1980.",
    ),
    Problem("tanggal_tak_ada", _T, "Tanggal itu tidak ada di kalender.", "Periksa hari dan bulannya."),
    Problem("tanggal_masa_depan", _T, "Tanggal ini tidak boleh di masa depan.", "Periksa tahunnya."),
    Problem("tanggal_lampau", _T, "Tanggal sebelum tahun 1900.", "Periksa tahunnya."),
    Problem(
        "tanggal_mendua",
        _Q,
        "Kolom tanggal memuat dua urutan (hari-bulan dan bulan-hari); tanggal ini dapat berarti keduanya.",
        "Jawab dmy (hari lebih dulu) atau mdy (bulan lebih dulu).",
    ),
    Problem(
        "tanggal_tertukar",
        _Q,
        "Excel tampaknya menukar hari dan bulan pada sel-sel tanggal sebuah kolom.",
        "Cocokkan beberapa baris dengan KTP, lalu jawab tukar atau biarkan.",
    ),
    Problem("tahun_bentuk", _T, "Tahun tidak terbaca.", "Tulis empat angka, misalnya 2019."),
    Problem("tahun_batas", _T, "Tahun di luar batas (1900 sampai sekarang).", "Periksa tahunnya."),
    Problem("bilangan_bentuk", _T, "Bukan bilangan bulat.", "Tulis angka saja, misalnya 3."),
    Problem("desimal_bentuk", _T, "Bukan angka desimal.", "Tulis misalnya -7,98."),
    Problem("desimal_batas", _T, "Angka di luar batas kolom ini.", "Periksa letak komanya."),
    Problem("ya_tidak_bentuk", _T, "Bukan ya atau tidak.", "Tulis Ya atau Tidak."),
    Problem(
        "pilihan_tak_dikenal",
        _T,
        "Bukan salah satu pilihan kolom ini.",
        "Tulis salah satu pilihannya.",
    ),
    Problem(
        "pilihan_mungkin",
        _Q,
        "Kata ini belum dikenal sebagai salah satu pilihan kolomnya.",
        "Jawab sekali apa artinya; jawaban itu dipakai untuk kata yang sama.",
    ),
    Problem(
        "telepon_bentuk",
        _T,
        "Nomor telepon tidak terbaca.",
        "Tulis lengkap, misalnya 0812xxxxxxxx.",
    ),
    Problem(
        "telepon_banyak",
        _W,
        "Ada lebih dari satu nomor; yang pertama diambil.",
        "Tulis satu nomor saja.",
    ),
    Problem("surel_bentuk", _T, "Alamat surel tidak terbaca.", "Tulis misalnya nama@contoh.id."),
    Problem(
        "rat_awal",
        _T,
        "Tanggal RAT sebelum tahun buku berakhir.",
        "Periksa tahun buku dan tanggal RAT.",
    ),
    Problem(
        "rat_lambat",
        _W,
        "RAT lebih dari enam bulan sesudah tahun buku.",
        "Biarkan bila memang demikian.",
    ),
    Problem("jatuh_tempo_awal", _T, "Jatuh tempo sebelum tanggal akad.", "Periksa kedua tanggalnya."),
    Problem(
        "acuan_bentuk",
        _T,
        "Acuan bukan nomor rekaman (32 angka heksadesimal).",
        "Salin dari hasil ekspor.",
    ),
    Problem(
        "acuan_tak_ada",
        _T,
        "Usaha atau koperasi yang diacu tidak ada di kantor ini.",
        "Salin ID-nya dari hasil ekspor kantor ini.",
    ),
    Problem(
        "catatan_tak_ada",
        _T,
        "ID catatan itu tidak dapat diubah di kantor ini.",
        "Salin dari hasil ekspor kantor ini, atau kosongkan bila datanya baru.",
    ),
    Problem(
        "catatan_dihapus",
        _W,
        "Catatan itu sudah dihapus di kantor ini; baris ini tidak mengembalikannya.",
        "Bila memang masih ada, batalkan penghapusannya: di halamannya, atau dengan «selaras undelete».",
    ),
    Problem(
        "fakta_lama",
        _W,
        "Nilai yang tercatat lebih baru daripada tanggal data berkas; tidak diganti.",
        "Bila isi berkas memang terbaru, impor lagi dengan --as-of tanggal datanya.",
    ),
    Problem(
        "baris_panjang",
        _W,
        "Ada isi di luar kolom yang berjudul.",
        "Beri judul pada kolom itu bila isinya perlu.",
    ),
    Problem(
        "judul_tak_dikenal",
        _Q,
        "Judul kolom tidak dikenal; isinya menunggu jawaban.",
        "Jawab dengan kolom kamus yang dimaksud, atau abaikan.",
    ),
    Problem(
        "judul_kembar",
        _W,
        "Dua kolom bermakna sama; hanya satu yang diambil.",
        "Hapus atau ganti judul salah satunya.",
    ),
    Problem("kolom_catatan", _W, "Kolom catatan kantor (Keterangan, Foto) tidak diambil.", "Tidak perlu apa-apa."),
    Problem(
        "judul_ragu",
        _Q,
        "Judul kolom mirip dengan kolom kamus, tetapi belum pasti.",
        "Benarkan atau pilih yang lain.",
    ),
    Problem(
        "lembar_tersembunyi",
        _W,
        "Lembar tersembunyi tidak dibaca.",
        "Tampilkan lembarnya di Excel (Unhide) bila isinya perlu.",
    ),
    Problem(
        "lembar_dilewati",
        _W,
        "Tidak ada daftar pada lembar ini (rekap, pivot, atau catatan); tidak dibaca.",
        "Beri judul kolom yang dikenal bila isinya perlu.",
    ),
    Problem(
        "ganda_mungkin",
        _Q,
        "Dua catatan mungkin usaha atau koperasi yang sama.",
        "Jawab sama atau beda.",
    ),
    Problem(
        "judul_tak_ada",
        _T,
        "Tidak ada baris judul kolom yang dikenali pada lembar ini.",
        "Pastikan ada judul kolom, misalnya Nama Usaha, NIK, Desa.",
    ),
    Problem(
        "berkas_bentuk",
        _T,
        "Berkas ini bukan Excel, ODS atau CSV yang dapat dibaca.",
        "Simpan ulang sebagai .xlsx atau .csv.",
    ),
    Problem(
        "berkas_sandi",
        _T,
        "Berkas dikunci kata sandi.",
        "Buka kuncinya di Excel, simpan, lalu coba lagi.",
    ),
    Problem(
        "berkas_rusak",
        _T,
        "Berkas rusak atau terpotong.",
        "Minta salinannya lagi, atau simpan ulang dari Excel.",
    ),
    Problem("berkas_besar", _T, "Berkas melewati batas ukuran.", "Bagi menjadi beberapa berkas."),
    Problem(
        "berkas_bom",
        _T,
        "Isi berkas mengembang tidak wajar bila dibuka.",
        "Jangan dipakai; minta salinan lain.",
    ),
    Problem(
        "berkas_batas",
        _T,
        "Pembacaan berkas melewati batas waktu atau memori.",
        "Bagi berkas, atau simpan ulang sebagai .csv.",
    ),
)

CATALOGUE: Mapping[str, Problem] = MappingProxyType({problem.code: problem for problem in _PROBLEMS})

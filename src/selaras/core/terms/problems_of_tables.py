"""What can be wrong with a row, a table or a file: code, severity, meaning, way out. `problem` has them as its catalogue."""

PROBLEMS_OF_TABLES = (
    ("acuan_bentuk", "tolak", "Acuan bukan nomor rekaman (32 angka heksadesimal).", "Salin dari hasil ekspor."),
    (
        "acuan_tak_ada",
        "tolak",
        "Usaha atau koperasi yang diacu tidak ada di kantor ini.",
        "Salin ID-nya dari hasil ekspor kantor ini.",
    ),
    (
        "catatan_tak_ada",
        "tolak",
        "ID catatan itu tidak dapat diubah di kantor ini.",
        "Salin dari hasil ekspor kantor ini, atau kosongkan bila datanya baru.",
    ),
    (
        "catatan_dihapus",
        "ingat",
        "Catatan itu sudah dihapus di kantor ini; baris ini tidak mengembalikannya.",
        "Bila memang masih ada, batalkan penghapusannya: di halamannya, atau dengan «selaras undelete».",
    ),
    (
        "fakta_lama",
        "ingat",
        "Nilai yang tercatat lebih baru daripada tanggal data berkas; tidak diganti.",
        "Bila isi berkas memang terbaru, impor lagi dengan --as-of tanggal datanya.",
    ),
    ("baris_panjang", "ingat", "Ada isi di luar kolom yang berjudul.", "Beri judul pada kolom itu bila isinya perlu."),
    (
        "judul_tak_dikenal",
        "tanya",
        "Judul kolom tidak dikenal; isinya menunggu jawaban.",
        "Jawab dengan kolom kamus yang dimaksud, atau abaikan.",
    ),
    (
        "judul_kembar",
        "ingat",
        "Dua kolom bermakna sama; hanya satu yang diambil.",
        "Hapus atau ganti judul salah satunya.",
    ),
    ("kolom_catatan", "ingat", "Kolom catatan kantor (Keterangan, Foto) tidak diambil.", "Tidak perlu apa-apa."),
    (
        "judul_ragu",
        "tanya",
        "Judul kolom mirip dengan kolom kamus, tetapi belum pasti.",
        "Benarkan atau pilih yang lain.",
    ),
    (
        "lembar_tersembunyi",
        "ingat",
        "Lembar tersembunyi tidak dibaca.",
        "Tampilkan lembarnya di Excel (Unhide) bila isinya perlu.",
    ),
    (
        "lembar_dilewati",
        "ingat",
        "Tidak ada daftar pada lembar ini (rekap, pivot, atau catatan); tidak dibaca.",
        "Beri judul kolom yang dikenal bila isinya perlu.",
    ),
    ("ganda_mungkin", "tanya", "Dua catatan mungkin usaha atau koperasi yang sama.", "Jawab sama atau beda."),
    (
        "judul_tak_ada",
        "tolak",
        "Tidak ada baris judul kolom yang dikenali pada lembar ini.",
        "Pastikan ada judul kolom, misalnya Nama Usaha, NIK, Desa.",
    ),
    (
        "berkas_bentuk",
        "tolak",
        "Berkas ini bukan Excel, ODS atau CSV yang dapat dibaca.",
        "Simpan ulang sebagai .xlsx atau .csv.",
    ),
    ("berkas_sandi", "tolak", "Berkas dikunci kata sandi.", "Buka kuncinya di Excel, simpan, lalu coba lagi."),
    ("berkas_rusak", "tolak", "Berkas rusak atau terpotong.", "Minta salinannya lagi, atau simpan ulang dari Excel."),
    ("berkas_besar", "tolak", "Berkas melewati batas ukuran.", "Bagi menjadi beberapa berkas."),
    ("berkas_bom", "tolak", "Isi berkas mengembang tidak wajar bila dibuka.", "Jangan dipakai; minta salinan lain."),
    (
        "berkas_batas",
        "tolak",
        "Pembacaan berkas melewati batas waktu atau memori.",
        "Bagi berkas, atau simpan ulang sebagai .csv.",
    ),
)

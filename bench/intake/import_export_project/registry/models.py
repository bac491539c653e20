"""The enterprise, its yearly report, and the reference tables they point to; the field rules are Django's own validators.

What a project may add and this one doesn't, in the peer's favour: unique constraints over NIK and name (one more query a row), NIK
against birth date and sex, areas of other kabupaten.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models


class Kecamatan(models.Model):
    kode = models.CharField(max_length=8, primary_key=True)
    nama = models.CharField(max_length=100, unique=True)


class Desa(models.Model):
    kode = models.CharField(max_length=13, primary_key=True)
    nama = models.CharField(max_length=100)
    kecamatan = models.ForeignKey(Kecamatan, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["nama", "kecamatan"], name="one_desa_of_a_name"),)


class Kbli(models.Model):
    kode = models.CharField(max_length=5, primary_key=True)
    judul = models.CharField(max_length=300)


def digits(pattern: str, message: str) -> RegexValidator:
    return RegexValidator(rf"^{pattern}\Z", message)


class Usaha(models.Model):
    class JenisKelamin(models.TextChoices):
        LAKI_LAKI = "L"
        PEREMPUAN = "P"

    class BentukUsaha(models.TextChoices):
        PERORANGAN = "perorangan"
        PT_PERORANGAN = "pt_perorangan"
        PT = "pt"
        CV = "cv"
        FIRMA = "firma"
        KOPERASI = "koperasi"
        LAINNYA = "lainnya"

    class StatusUsaha(models.TextChoices):
        AKTIF = "aktif"
        TUTUP_SEMENTARA = "tutup_sementara"
        TUTUP = "tutup"

    nama_usaha = models.CharField(max_length=200)
    nama_pemilik = models.CharField(max_length=150)
    nik_pemilik = models.CharField(max_length=16, validators=[digits(r"\d{16}", "NIK harus 16 angka.")])
    jenis_kelamin = models.CharField(max_length=1, choices=JenisKelamin, blank=True)
    tanggal_lahir = models.DateField(null=True, blank=True)
    telepon = models.CharField(max_length=16, blank=True, validators=[digits(r"\+62\d{8,12}", "Bukan nomor telepon.")])
    surel = models.EmailField(blank=True)
    alamat = models.CharField(max_length=300, blank=True)
    rt = models.CharField(max_length=3, blank=True, validators=[digits(r"\d{3}", "RT harus 3 angka.")])
    rw = models.CharField(max_length=3, blank=True, validators=[digits(r"\d{3}", "RW harus 3 angka.")])
    wilayah = models.ForeignKey(Desa, on_delete=models.PROTECT)
    nib = models.CharField(max_length=13, blank=True, validators=[digits(r"\d{13}", "NIB harus 13 angka.")])
    npwp = models.CharField(
        max_length=16, blank=True, validators=[digits(r"\d{15,16}", "NPWP harus 15 atau 16 angka.")]
    )
    bentuk_usaha = models.CharField(max_length=20, choices=BentukUsaha, blank=True)
    kbli = models.ForeignKey(Kbli, on_delete=models.PROTECT, null=True, blank=True)
    kegiatan_utama = models.CharField(max_length=200, blank=True)
    produk_utama = models.CharField(max_length=200, blank=True)
    tahun_mulai = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    status_usaha = models.CharField(max_length=20, choices=StatusUsaha, blank=True)

    class Meta:
        indexes = (models.Index(fields=["nik_pemilik", "nama_usaha"]),)


class LaporanUsaha(models.Model):
    usaha = models.ForeignKey(Usaha, on_delete=models.CASCADE)
    tahun = models.IntegerField()
    omzet = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    modal_usaha = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    tenaga_kerja_laki = models.IntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    tenaga_kerja_perempuan = models.IntegerField(null=True, blank=True, validators=[MinValueValidator(0)])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["usaha", "tahun"], name="one_report_a_year"),)

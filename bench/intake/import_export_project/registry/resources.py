"""One row of a field file is an enterprise and its report of the year: two models, judged and shown together.

The report hangs on the enterprise while its row is read, so that its cells go through widgets too, stand in the same preview and
have their faults in the same list. Two resources one after the other can't do that: in a dry run the second finds nothing of what
the first has already rolled back.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, DateWidget, IntegerWidget, Widget

from registry.models import Kbli, LaporanUsaha, Usaha
from registry.widgets import DesaWidget, NamedWidget, RupiahWidget, TeleponWidget

Row = Mapping[str, object]
Errors = Mapping[str, object]
REPORT = "laporan__"


def column(attribute: str, heading: str, widget: Widget | None = None) -> Field:
    return Field(attribute=attribute, column_name=heading, widget=widget or CharWidget())


def with_report_errors(instance: Usaha, errors: Errors) -> Errors:
    """Return the errors of a row so far and those of its report."""
    try:
        instance.laporan.full_clean(exclude={"usaha", *(name.removeprefix(REPORT) for name in errors)})
    except ValidationError as error:
        return error.update_error_dict(dict(errors))
    return errors


class UsahaResource(ModelResource):
    """The library's defaults, with models cleaned: a diff of each row, each reference looked up in the database for its row."""

    nama_usaha = column("nama_usaha", "Nama Usaha")
    nama_pemilik = column("nama_pemilik", "Nama Pemilik")
    nik_pemilik = column("nik_pemilik", "NIK")
    jenis_kelamin = column("jenis_kelamin", "L/P")
    tanggal_lahir = column("tanggal_lahir", "Tgl Lahir", DateWidget(format="%d/%m/%Y"))
    telepon = column("telepon", "No HP", TeleponWidget())
    surel = column("surel", "Email")
    alamat = column("alamat", "Alamat")
    rt = column("rt", "RT")
    rw = column("rw", "RW")
    wilayah = column("wilayah", "Desa/Kelurahan", DesaWidget())
    nib = column("nib", "NIB")
    npwp = column("npwp", "NPWP")
    bentuk_usaha = column("bentuk_usaha", "Bentuk Usaha")
    kbli = column("kbli", "KBLI", NamedWidget(Kbli))
    kegiatan_utama = column("kegiatan_utama", "Jenis Kegiatan")
    produk_utama = column("produk_utama", "Produk Utama")
    tahun_mulai = column("tahun_mulai", "Tahun Berdiri", IntegerWidget())
    status_usaha = column("status_usaha", "Status Usaha")
    omzet = column(REPORT + "omzet", "Omzet per Tahun", RupiahWidget())
    modal_usaha = column(REPORT + "modal_usaha", "Modal Usaha", RupiahWidget())
    tenaga_kerja_laki = column(REPORT + "tenaga_kerja_laki", "TK L", IntegerWidget())
    tenaga_kerja_perempuan = column(REPORT + "tenaga_kerja_perempuan", "TK P", IntegerWidget())

    class Meta:
        model = Usaha
        exclude = ("id",)
        import_id_fields = ("nik_pemilik", "nama_usaha")
        clean_model_instances = True

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year

    def after_init_instance(self, instance: Usaha, new: bool, row: Row, **kwargs: object) -> None:
        found = None if new else LaporanUsaha.objects.filter(usaha=instance, tahun=self.year).first()
        instance.laporan = found or LaporanUsaha(tahun=self.year)

    def validate_instance(
        self,
        instance: Usaha,
        import_validation_errors: Errors | None = None,
        validate_unique: bool = True,
    ) -> None:
        errors = with_report_errors(instance, import_validation_errors or {})
        super().validate_instance(instance, errors, validate_unique)

    def after_save_instance(self, instance: Usaha, row: Row, **kwargs: object) -> None:
        instance.laporan.usaha = instance
        instance.laporan.save()

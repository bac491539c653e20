"""The same job in the library's bulk mode: as its documentation advises, and with the queries that are left written away."""

from collections.abc import Sequence
from itertools import islice

import tablib
from django.core.exceptions import ValidationError
from import_export.instance_loaders import ModelInstanceLoader

from registry.models import Kbli, LaporanUsaha, Usaha
from registry.resources import Errors, Row, UsahaResource, column, with_report_errors
from registry.widgets import KnownDesaWidget, KnownWidget

AMOUNTS = ("omzet", "modal_usaha", "tenaga_kerja_laki", "tenaga_kerja_perempuan")
REFERENCES = ("wilayah", "kbli")
BATCH = 1_000


class BulkUsahaResource(UsahaResource):
    """What the documentation names for large files, as far as the job allows: bulk, no diff, references read once.

    Three queries a row are left: one for the row that may be there already, two by which Django checks references that were just
    found. Not used: `force_init_instance`, since rows that are there already must be found, and CachedInstanceLoader, since that
    takes one column to find them by.
    """

    wilayah = column("wilayah", "Desa/Kelurahan", KnownDesaWidget())
    kbli = column("kbli", "KBLI", KnownWidget(Kbli))

    class Meta:
        use_bulk = True
        batch_size = BATCH
        skip_diff = True

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.reports: list[LaporanUsaha] = []

    def get_bulk_update_fields(self) -> Sequence[str]:
        return [name for name in super().get_bulk_update_fields() if name not in AMOUNTS]

    def after_init_instance(self, instance: Usaha, new: bool, row: Row, **kwargs: object) -> None:
        instance.laporan = LaporanUsaha(tahun=self.year)

    def after_save_instance(self, instance: Usaha, row: Row, **kwargs: object) -> None:
        instance.laporan.usaha = instance
        self.reports.append(instance.laporan)

    def after_import(self, dataset: tablib.Dataset, result: object, **kwargs: object) -> None:
        """Write the reports: only now has every enterprise its key."""
        LaporanUsaha.objects.bulk_create(
            self.reports,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["usaha", "tahun"],
            update_fields=AMOUNTS,
        )


class PairLoader(ModelInstanceLoader):
    """What the library's CachedInstanceLoader does, for NIK and name together: rows that are there already are read at once."""

    def __init__(self, resource: UsahaResource, dataset: tablib.Dataset) -> None:
        super().__init__(resource, dataset)
        niks = iter(dataset["NIK"])
        self.known: dict[tuple[object, object], Usaha] = {}
        while some := list(islice(niks, BATCH)):
            for one in self.get_queryset().filter(nik_pemilik__in=some):
                self.known[one.nik_pemilik, one.nama_usaha] = one

    def get_instance(self, row: Row) -> Usaha | None:
        return self.known.get((row["NIK"], row["Nama Usaha"]))


class TunedUsahaResource(BulkUsahaResource):
    """Beyond the documentation, as one who counts queries may write it: none a row is left."""

    class Meta:
        instance_loader_class = PairLoader

    def validate_instance(
        self,
        instance: Usaha,
        import_validation_errors: Errors | None = None,
        validate_unique: bool = True,
    ) -> None:
        errors = with_report_errors(instance, import_validation_errors or {})
        try:
            instance.full_clean(exclude={*errors, *REFERENCES}, validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(dict(errors))
        if errors:
            raise ValidationError(errors)

"""Import one CSV with django-import-export as a careful project would, judging every cell and keeping two records a row.

usage: python judge.py prepare DATABASE REFERENCE      tables, areas of the kabupaten and KBLI, from the folder of reference data
       python judge.py preview|import|judging-bulk|tuned DATABASE FILE
       python judge.py values DATABASE                 one line a record: what was read, to be compared

Runs in its own environment. `preview` is the documented way in: a dry run with its diff, and the import where that found no fault;
`import` is the second half alone; `judging-bulk` and `tuned` are the resources of registry/bulk_resources.py, without a dry run.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from django_setup import set_up

verb, database, *rest = sys.argv[1:]
set_up(database, "registry")

import tablib  # noqa: E402
from django.db import connection  # noqa: E402
from registry.bulk_resources import BulkUsahaResource, TunedUsahaResource  # noqa: E402
from registry.models import Desa, Kbli, Kecamatan, LaporanUsaha, Usaha  # noqa: E402
from registry.resources import UsahaResource  # noqa: E402

RESOURCES = {
    "preview": UsahaResource,
    "import": UsahaResource,
    "judging-bulk": BulkUsahaResource,
    "tuned": TunedUsahaResource,
}
KABUPATEN = "35.07."
YEAR = 2025
KECAMATAN_LENGTH, DESA_LENGTH, KBLI_LENGTH = 8, 13, 5


def prepare(reference: Path) -> None:
    """Make the tables and fill those that others point to: set up once at an office, so never measured."""
    with connection.schema_editor() as editor:
        for model in (Kecamatan, Desa, Kbli, Usaha, LaporanUsaha):
            editor.create_model(model)
    areas = [row for row in table(reference / "wilayah_jatim.csv") if row["kode"].startswith(KABUPATEN)]
    by_length = {
        length: [row for row in areas if len(row["kode"]) == length] for length in (KECAMATAN_LENGTH, DESA_LENGTH)
    }
    Kecamatan.objects.bulk_create(Kecamatan(kode=a["kode"], nama=a["nama"]) for a in by_length[KECAMATAN_LENGTH])
    Desa.objects.bulk_create(
        Desa(kode=a["kode"], nama=a["nama"], kecamatan_id=a["kode_induk"]) for a in by_length[DESA_LENGTH]
    )
    activities = (row for row in table(reference / "kbli_2020.csv") if len(row["kode"]) == KBLI_LENGTH)
    Kbli.objects.bulk_create(Kbli(kode=row["kode"], judul=row["judul"]) for row in activities)


def load(file: Path) -> dict[str, int]:
    """Import a file into a prepared database; return how many rows it has, and how many enterprises and reports were kept."""
    with file.open(encoding="utf-8", newline="") as lines:
        headings, *rows = csv.reader(lines, delimiter=";")
    dataset = tablib.Dataset(*rows, headers=headings)
    resource = RESOURCES[verb](YEAR)
    if verb == "preview":
        seen = resource.import_data(dataset, dry_run=True)
        if seen.has_errors() or seen.has_validation_errors():
            raise SystemExit("the dry run refused rows; a person would mend them first")
    result = resource.import_data(dataset, dry_run=False)
    refused = len(result.invalid_rows) + len(result.error_rows) + len(result.base_errors)
    counts = {"rows": len(rows), "kept": Usaha.objects.count(), "reports": LaporanUsaha.objects.count()}
    return {**counts, "refused": refused}


def values() -> Iterator[list[object]]:
    """Yield what each record says, in the order that bench/intake/same_values.py names."""
    for report in LaporanUsaha.objects.select_related("usaha").order_by("usaha__nik_pemilik", "usaha__nama_usaha"):
        one = report.usaha
        yield [
            one.nik_pemilik, one.nama_usaha, one.tanggal_lahir.isoformat(), one.telepon, one.wilayah_id, one.kbli_id,
            one.nib, report.tahun, report.omzet, report.modal_usaha, report.tenaga_kerja_laki, report.tenaga_kerja_perempuan,
        ]  # fmt: skip


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if verb == "prepare":
    prepare(Path(rest[0]))
elif verb == "values":
    for record in values():
        print(json.dumps(record, ensure_ascii=False))
else:
    print(json.dumps(load(Path(rest[0]))))

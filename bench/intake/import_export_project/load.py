"""Import one CSV with django-import-export into a new SQLite file: `python load.py FILE DATABASE plain|bulk`.

Runs in its own environment. The columns are texts and whole numbers; NIK and name together say which row it is, as a
project would have it. Nothing is judged: judge.py does that.
`bulk` is the way its documentation names for large files: use_bulk, no diff, no report a row.
"""

import csv
import json
import sys
import time
from pathlib import Path

from django_setup import set_up

source, database, way = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
set_up(database)

import tablib  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import resources  # noqa: E402

with source.open(encoding="utf-8", newline="") as file:
    headings, *rows = csv.reader(file, delimiter=";")
names = [f"k{number}" for number in range(len(headings))]
numbers = {"Tahun Berdiri", "TK L", "TK P"}


class Meta:
    app_label = "import_export"


columns = {
    name: models.IntegerField(null=True)
    if heading in numbers
    else models.TextField(blank=True, db_index=heading == "NIK")
    for name, heading in zip(names, headings, strict=True)
}
Usaha = type("Usaha", (models.Model,), {"__module__": __name__, "Meta": Meta, **columns})


class UsahaResource(resources.ModelResource):
    class Meta:
        model = Usaha
        fields = names
        import_id_fields = (names[headings.index("NIK")], names[headings.index("Nama Usaha")])
        use_bulk = way == "bulk"
        batch_size = 1_000
        skip_diff = way == "bulk"
        report_skipped = way != "bulk"


with connection.schema_editor() as editor:
    editor.create_model(Usaha)
started = time.process_time()
result = UsahaResource().import_data(tablib.Dataset(*rows, headers=names), dry_run=False, raise_errors=True)
seconds = time.process_time() - started
print(json.dumps({"rows": len(rows), "kept": Usaha.objects.count(), "cpu_seconds": round(seconds, 2)}))

"""selaras give."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from selaras import data
from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import opener
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.intake.draft import HOME_HEADING, RECORD_HEADING
from selaras.gateways.workbook.table import write_csv
from selaras.store.registry.queries import export_records


def give(
    profile: Annotated[str, typer.Argument(help="Nama profil tukar: kementerian_koperasi atau kementerian_umkm.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder tujuan; satu berkas .csv tiap jenis.")],
    json: JsonOption = False,
) -> None:
    """Tulis berkas untuk satu kementerian: hanya rumpunnya, hanya kolom profilnya, tanpa data pribadi."""
    known = data.exchange_profiles()
    if profile not in known:
        refuse(ExitCode.WRONG_USE, f"Profil «{profile}» tidak ada. Pilih salah satu dari: {', '.join(known)}.")
    chosen, node = known[profile], opener().node()
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for sheet in chosen.sheets:
        path = out / f"{chosen.label}-{sheet.kind}.csv"
        rows = (
            [one.id, one.wilayah, *(column.written(one.fields.get(column.field)) for column in sheet.columns)]
            for one in export_records(node.db, sheet.kind)
        )
        with path.open("w", encoding="utf-8", newline="") as file:
            headings = [RECORD_HEADING, HOME_HEADING, *(column.heading for column in sheet.columns)]
            written[str(path)] = write_csv(file, headings, rows)
    if json:
        print_json({"profile": chosen.label, "receiver": chosen.receiver, "files": written})
    for file_name, count in written.items():
        console.print(f"{count} catatan ditulis ke {file_name}.", markup=False)

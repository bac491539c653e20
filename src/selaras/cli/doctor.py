"""selaras doctor."""

from __future__ import annotations

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.opened import home, opener
from selaras.cli.output import JsonOption, console, print_json
from selaras.flows.check_database import UnsafeDatabase
from selaras.flows.examine_node import Finding, examine_node
from selaras.store.trouble import SENTENCES, trouble


def doctor(*, json: JsonOption = False) -> None:
    """Periksa kesehatan kantor ini dan katakan apa yang perlu dilakukan."""
    findings = _examine()
    well = all(finding.well for finding in findings)
    if json:
        print_json(
            {
                "well": well,
                "findings": [
                    {"check": found.check, "well": found.well, "message": found.message, "remedy": found.remedy}
                    for found in findings
                ],
            }
        )
    for found in findings:
        mark, style = ("✓", "") if found.well else ("!", "bold red")
        console.print(f"{mark} {found.message}", style=style, markup=False)
        if found.remedy:
            console.print(f"  → {found.remedy}", markup=False)
    console.print("Semua baik." if well else "Ada yang perlu dilakukan.", style="bold")
    if not well:
        raise typer.Exit(ExitCode.NO)


def _examine() -> list[Finding]:
    """Return the findings; of a database that cannot even be opened only that."""
    opening = opener()
    try:
        opened = opening.open()
    except UnsafeDatabase as error:
        return [Finding("basis_data", error.message, "Sesudah itu jalankan «selaras doctor» sekali lagi.")]
    except Exception as error:
        if (found := trouble(error)) is None:
            raise
        told, _, remedy = SENTENCES[found].partition(". ")
        return [Finding("basis_data", f"{told}.", remedy)]
    node = opened.node
    if opened.notice:  # said once: an office without a parent goes on after it as if nothing had been
        console.print(opened.notice, style="yellow", markup=False)
    if fault := node.db.file_fault():
        remedy = (
            "Jalankan «selaras scrub»: indeks yang rusak disusunnya ulang. Bila sesudah itu masih rusak, pulihkan cadangan"
            " terakhir dengan «selaras restore», lalu jalankan «selaras sync»."
        )
        return [Finding("basis_data", f"Berkas basis data rusak: {fault}", remedy)]
    return [Finding("basis_data", "Setelan basis data aman terhadap listrik padam."), *examine_node(node, home())]

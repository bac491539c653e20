"""Writes docs/kode-kesalahan.md from the catalogue: `python tools/write_fault_codes.py`."""

from pathlib import Path

from selaras.core.terms.problem import CATALOGUE, Severity

TARGET = Path(__file__).parent.parent / "docs" / "kode-kesalahan.md"
_HEAD = """# Kode kesalahan

Kode tidak pernah berganti arti. Halaman ini ditulis oleh `tools/write_fault_codes.py` dari `selaras.core.terms.problem`.
"""
_TITLES = {
    Severity.TOLAK: ("Ditolak", "Baris (atau berkas) tidak diambil sampai diperbaiki."),
    Severity.TANYA: ("Ditanyakan", "Baris diambil; petugas diminta memeriksa."),
    Severity.INGAT: ("Peringatan", "Baris diambil sebagaimana adanya, dengan catatan."),
}


def fault_codes() -> str:
    """Return the whole document."""
    parts = [_HEAD]
    for severity, (title, meaning) in _TITLES.items():
        parts.append(f"\n## {title}\n\n{meaning}\n\n| kode | arti | jalan keluar |\n|---|---|---|\n")
        parts.extend(
            f"| `{problem.code}` | {problem.meaning} | {problem.remedy} |\n"
            for problem in CATALOGUE.values()
            if problem.severity is severity
        )
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(fault_codes(), encoding="utf-8")

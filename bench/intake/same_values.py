"""Whether Selaras and its peer read the same from a file: every record's identity, dates, codes and amounts."""

import json
import subprocess
from collections.abc import Iterable

USAHA = ("nik_pemilik", "nama_usaha", "tanggal_lahir", "telepon", "wilayah", "kbli", "nib")
LAPORAN = ("tahun", "omzet", "modal_usaha", "tenaga_kerja_laki", "tenaga_kerja_perempuan")
Values = list[tuple[str | int | None, ...]]


def require_same(ours: Values, theirs: Values) -> None:
    """Stop the benchmark where two programs read a record differently; both lists are sorted."""
    for mine, other in zip(ours, theirs, strict=True):
        if mine != other:
            raise SystemExit(f"read differently:\n{mine}\n{other}")


def values_of_selaras(command: list[str]) -> Values:
    """Return USAHA and LAPORAN of each yearly report at a home, sorted. command: `selaras --home HOME`."""
    owners = {str(one["id"]): one["fields"] for one in _exported(command, "usaha")}
    reports = (one["fields"] for one in _exported(command, "laporan_usaha"))
    return _sorted(
        [*(owners[said["usaha"]].get(name) or "" for name in USAHA), *(said.get(name) for name in LAPORAN)]
        for said in reports
    )


def values_of_peer(command: list[str]) -> Values:
    """Return the same from what the peer's `values` prints."""
    return _sorted(map(json.loads, _lines(command)))


def _exported(command: list[str], kind: str) -> list[dict[str, dict[str, str]]]:
    return [json.loads(line) for line in _lines([*command, "export", kind, "--format", "jsonl"])]


def _lines(command: list[str]) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def _sorted(found: Iterable[list[str | int | None]]) -> Values:
    return sorted(map(tuple, found), key=repr)

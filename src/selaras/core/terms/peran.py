"""Who may do what in an office: roles and rights. A right is asked for by the page or command that needs it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Peran(StrEnum):
    """The role of a person in an office; one a person."""

    OPERATOR = "operator"
    VERIFIKATOR = "verifikator"
    ANALIS = "analis"
    PIMPINAN = "pimpinan"
    ADMINISTRATOR = "administrator"
    PEMBACA = "pembaca"


class Hak(StrEnum):
    """What a page may ask for. The values complete the sentence «Peran Anda tidak berhak …»."""

    BACA = "membaca registri"
    CATAT = "mencatat dan mengubah data"
    PUTUSKAN = "memutuskan pertentangan dan usulan"
    BINA = "menyerahterimakan, menghapus, atau memindahkan catatan"
    BUKA_PRIBADI = "membuka data pribadi"
    BUKA_KEUANGAN = "membuka data keuangan"
    UNDUH = "mengunduh daftar"
    SELARASKAN = "menjalankan sinkronisasi"
    TERBITKAN = "menerbitkan angka"
    KELOLA = "mengelola kantor dan penggunanya"


HAK: Mapping[Peran, frozenset[Hak]] = MappingProxyType(
    {
        Peran.OPERATOR: frozenset({Hak.BACA, Hak.CATAT, Hak.BUKA_PRIBADI, Hak.SELARASKAN}),
        Peran.VERIFIKATOR: frozenset(set(Hak) - {Hak.TERBITKAN, Hak.KELOLA}),
        Peran.ANALIS: frozenset({Hak.BACA, Hak.UNDUH, Hak.BUKA_KEUANGAN}),
        Peran.PIMPINAN: frozenset({Hak.BACA, Hak.UNDUH, Hak.BUKA_KEUANGAN, Hak.TERBITKAN}),
        Peran.ADMINISTRATOR: frozenset({Hak.BACA, Hak.SELARASKAN, Hak.TERBITKAN, Hak.KELOLA}),
        Peran.PEMBACA: frozenset({Hak.BACA}),
    }
)


def may(peran: Peran, hak: Hak) -> bool:
    """Return whether a role has a right.

    >>> may(Peran.ADMINISTRATOR, Hak.BUKA_PRIBADI)
    False
    """
    return hak in HAK[peran]

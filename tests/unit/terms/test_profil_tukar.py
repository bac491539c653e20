"""Exchange profiles: what each of the two ministries may get, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from selaras import data
from selaras.core.terms.kamus import Privacy
from selaras.core.terms.profil_tukar import Column, parse_exchange_profile

RAW: dict[str, Any] = {
    "nama": "uji",
    "versi": 2,
    "penerima": "Uji",
    "rumpun": "koperasi",
    "lembar": [
        {
            "jenis": "koperasi",
            "kolom": [
                {"isian": "nama_koperasi", "judul": "Nama"},
                {"isian": "bentuk", "judul": "Bentuk", "kode": {"primer": "1", "sekunder": "2"}},
            ],
        }
    ],
}


def test_both_ministries_have_a_profile_of_their_own_rumpun_without_personal_data() -> None:
    profiles = data.exchange_profiles()

    assert {one.name: one.rumpun for one in profiles.values()} == {
        "kementerian_koperasi": "koperasi",
        "kementerian_umkm": "usaha",
    }
    for one in profiles.values():
        for sheet in one.sheets:
            kind = data.kamus().kind(sheet.kind)
            assert {kind.field(column.field).privacy for column in sheet.columns} == {Privacy.TIDAK}
            assert len({column.heading for column in sheet.columns}) == len(sheet.columns)


@pytest.mark.parametrize(
    ("jenis", "isian", "kode", "word"),
    [
        ("usaha", "nama_usaha", {}, "not of rumpun"),
        ("pengelola", "sertifikat_kompetensi", {}, "not of rumpun"),
        ("koperasi", "ketua", {}, "personal data"),
        ("koperasi", "bentuk", {"primer": "1"}, "not its choices"),
        ("koperasi", "nama_koperasi", {"x": "1"}, "not its choices"),
    ],
)
def test_a_profile_that_would_let_something_else_out_is_refused(
    jenis: str, isian: str, kode: dict[str, str], word: str
) -> None:
    raw = copy.deepcopy(RAW)
    raw["lembar"].append({"jenis": jenis, "kolom": [{"isian": isian, "judul": "X", "kode": kode}]})

    assert parse_exchange_profile(RAW, data.kamus()).label == "uji-2"
    with pytest.raises(ValueError, match=word):
        parse_exchange_profile(raw, data.kamus())


def test_a_choice_is_written_by_its_code_and_a_word_that_is_none_is_left_out() -> None:
    column = Column("sertifikat", "Sertifikat", {"pirt": "P", "halal": "H"})

    assert column.written("halal|pirt") == "H|P"
    assert column.written("halal|karangan") == "H"
    assert column.written(None) is None
    assert Column("aset", "Aset", {}).written(7) == 7

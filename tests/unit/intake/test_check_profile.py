"""Profiles that people edit by hand: what there is not is refused with its line and what may stand there."""

import pytest

from selaras import data
from selaras.core.intake.check_profile import check_profile
from selaras.core.intake.profile import ProfileRefused, read_profile


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"kolom": {"Merk": "usaha.nama"}}, "«Merk»: «usaha.nama» bukan kolom kamus"),
        (
            {"kolom": {"Merk Dagang": "nama_usaha", "merk  dagang": "nama_pemilik"}},
            "sudah ditulis sebagai «Merk Dagang»",
        ),
        ({"wilayah": {"Malang": "35.99"}}, "«Malang»: kode «35.99» tidak ada"),
        ({"pilihan": {"usaha.bentuk_usaha / Firma": "frima"}}, "pilih salah satu dari perorangan"),
        ({"pilihan": {"usaha.bentuk / Firma": "firma"}}, '"jenis.kolom / kata"'),
        ({"pilihan": {"Firma": "firma"}}, '"jenis.kolom / kata"'),
    ],
)
def test_a_line_that_speaks_of_nothing_is_refused(tables: dict[str, object], told: str) -> None:
    with pytest.raises(ProfileRefused) as refused:
        check_profile(read_profile("uji", tables), data.kamus(), data.wilayah())

    assert "Profil «uji», [" in str(refused.value)
    assert told in str(refused.value)


def test_every_kind_of_answer_passes() -> None:
    tables = {
        "kolom": {
            "Merk": "usaha.nama_usaha",
            "Kec.": "usaha.wilayah.kecamatan",
            "Omset": "Omzet",
            "Ket": "-",
            "RT/RW": "rt",
        },
        "wilayah": {"Malang": "35.73"},
        "pilihan": {"usaha.bentuk_usaha / Usaha keluarga": "perorangan"},
    }
    profile = read_profile("uji", tables)

    assert check_profile(profile, data.kamus(), data.wilayah()) is profile

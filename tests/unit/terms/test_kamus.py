import pytest

from selaras.core.terms.kamus import FieldType, KamusError, parse_kamus, rumpun_of
from selaras.data import kamus

HEAD = "jenis_data,kolom,tipe,wajib,satuan,pribadi,wewenang,label,sebutan_di_excel,aturan,sebutan_pilihan\n"


def test_every_report_names_what_it_reports_on() -> None:
    subjects = {name: kind.subject_field for name, kind in kamus().kinds.items()}

    assert subjects == {
        "usaha": None,
        "laporan_usaha": "usaha",
        "kredit": "usaha",
        "koperasi": None,
        "laporan_koperasi": "koperasi",
        "pengelola": "koperasi_atau_usaha",
    }


def test_a_field_carries_all_that_the_dictionary_says() -> None:
    nik = kamus().field("usaha", "nik_pemilik")

    assert (nik.type, nik.required, nik.privacy, nik.authority) == (FieldType.NIK, False, "rahasia", "daerah")
    assert "no ktp" in nik.headings
    assert kamus().field("usaha", "jenis_kelamin").choices == ("L", "P")
    with pytest.raises(KeyError):
        kamus().field("usaha", "tidak_ada")


def test_the_family_of_a_manager_is_that_of_the_subject() -> None:
    assert rumpun_of("kredit") == ("usaha",)
    assert rumpun_of("pengelola") == ("usaha", "koperasi")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("usaha,nama,angka,,,tidak,daerah,Nama,,,", "angka"),
        ("usaha,nama,pilihan,,,tidak,daerah,Nama,,,", "choices"),
        ("usaha,nama,teks:a|b,,,tidak,daerah,Nama,,,", "choices"),
        ("usaha,nama,teks,mungkin,,tidak,daerah,Nama,,,", "mungkin"),
        ("usaha,nama,teks,,,entah,daerah,Nama,,,", "entah"),
        ("usaha,nama,teks,,,tidak,pusat,Nama,,,", "pusat"),
        ("usaha,nama usaha,teks,,,tidak,daerah,Nama,,,", "nama usaha"),
        ("rahasia,nama,teks,,,tidak,daerah,Nama,,,", "rumpun"),
        ("usaha,x,pilihan:a|b,,,tidak,daerah,X,,,c=d", "no choice"),
    ],
)
def test_a_row_that_makes_no_sense_stops_the_dictionary(row: str, said: str) -> None:
    with pytest.raises(KamusError, match=said):
        parse_kamus(HEAD + row + "\n")


def test_a_field_stands_in_the_dictionary_once() -> None:
    row = "usaha,nama,teks,,,tidak,daerah,Nama,,,\n"
    with pytest.raises(KamusError, match="twice"):
        parse_kamus(HEAD + row + row)

from collections.abc import Callable

import pytest

from selaras.core.terms.kbli import KBLIList
from selaras.core.terms.nib import NIB
from selaras.core.terms.nik import NIK, born_part, read_nik, read_nik_number
from selaras.core.terms.npwp import NPWP
from selaras.core.terms.problem import TermError
from selaras.core.terms.surel import read_surel
from selaras.core.terms.telepon import first_of_several, read_telepon


def code_of(parse: Callable[[str], object], text: str) -> str:
    with pytest.raises(TermError) as caught:
        parse(text)
    assert str(caught.value), "the officer reads a sentence"
    return caught.value.code


@pytest.mark.parametrize("text", ["3507266110030007", "'3507266110030007", "350726 611003 0007", "3507266110030007.0"])
def test_a_nik_is_sixteen_digits_however_it_is_typed(text: str) -> None:
    assert read_nik(text) == "3507266110030007"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("350726611003000", "nik_panjang"),
        ("35072661100300077", "nik_panjang"),
        ("35072661100300O7", "nik_huruf"),
        ("3,51E+15", "nik_dibulatkan"),
        ("3.507266E+15", "nik_dibulatkan"),
        ("3507266110030000", "nik_dibulatkan"),
        ("3507263113030007", "nik_tanggal"),
        ("3507263002030007", "nik_tanggal"),
        ("3507268010030007", "nik_tanggal"),
        ("3507264010030007", "nik_tanggal"),
    ],
)
def test_a_nik_that_cannot_be_is_refused_with_its_reason(text: str, code: str) -> None:
    assert code_of(read_nik, text) == code


def test_a_nik_in_a_number_cell_is_refused_when_its_last_digit_may_be_lost() -> None:
    assert read_nik_number(3507266110030007) == "3507266110030007"
    with pytest.raises(TermError, match="dibulatkan"):
        read_nik_number(3507266110030010)


def test_a_nik_says_sex_and_birth_but_not_the_century() -> None:
    woman = NIK.parse("3507266110030007")

    assert woman.jenis_kelamin == "P"
    assert born_part(woman.digits) == "211003"


def test_a_leading_zero_of_a_nib_counts() -> None:
    assert str(NIB.parse("0220 0012 34567")) == "0220001234567"
    assert code_of(NIB.parse, "220001234567") == "nib_panjang"
    assert code_of(NIB.parse, "2,2E+11") == "angka_dibulatkan"


def test_an_npwp_has_its_old_or_its_new_length() -> None:
    assert str(NPWP.parse("09.254.294.3-407.000")) == "092542943407000"
    assert str(NPWP.parse("3507266110030007")) == "3507266110030007"
    assert code_of(NPWP.parse, "09.254.294.3") == "npwp_panjang"


def test_a_kbli_gets_its_zero_back_only_where_nothing_else_can_be_meant() -> None:
    kbli = KBLIList("2020", titles={"01412": "Sapi", "01461": "Ayam", "1461": "golongan"}, sections={})

    assert kbli.restore_zero("1412") == "01412"
    assert kbli.restore_zero("1461") is None


@pytest.mark.parametrize(
    "text",
    ["0812-3456-7890", "+62 812 3456 7890", "62812 34567890", "81234567890", "(0812) 34567890", "+62 0812 3456 7890"],
)
def test_all_ways_to_write_a_number_are_one_number(text: str) -> None:
    assert read_telepon(text) == "+6281234567890"


@pytest.mark.parametrize(
    "text",
    [
        "551234",
        "0812",
        "08123456789012345",
        "tidak ada nomor",
        "8,12E+10",
        "00812345678",
        "wno" * 1_300,
        "\t",
        "\tno\t",
    ],
)
def test_a_number_that_nobody_could_call_is_refused(text: str) -> None:
    code_of(read_telepon, text)


def test_the_first_of_several_numbers_is_taken() -> None:
    assert first_of_several("081234567890 / 081345678901") == "081234567890"
    assert first_of_several("081234567890 0857-1234-5678") == "081234567890"
    assert first_of_several("0812-3456-7890") is None
    assert first_of_several("0812 3456 0878") is None
    assert first_of_several("081234567890 / -") is None


def test_an_address_has_one_at_and_a_host() -> None:
    for text in (" Nama@Contoh.ID ", "<'nama@contoh.id'>", "MAILTO:nama@contoh.id;"):
        assert read_surel(text) == "nama@contoh.id"
    for text in (
        "nama",
        "nama@",
        "@contoh.id",
        "a b@contoh.id",
        "nama@contoh",
        "a@b@contoh.id",
        "nama@contoh..id",
        "ke:nama@contoh.id",
    ):
        assert code_of(read_surel, text) == "surel_bentuk"

import pytest

from selaras.core.terms.problem import TermError
from selaras.core.terms.wilayah import Wilayah, WilayahLevel
from selaras.data import wilayah


def code_of(*, desa: str = "", kecamatan: str = "", kabkota: str = "", within: str) -> str:
    with pytest.raises(TermError) as caught:
        wilayah().by_names(desa=desa, kecamatan=kecamatan, kabkota=kabkota, within=within)
    return caught.value.code


def place(*, desa: str = "", kecamatan: str = "", kabkota: str = "", within: str) -> str:
    return wilayah().by_names(desa=desa, kecamatan=kecamatan, kabkota=kabkota, within=within).code


@pytest.mark.parametrize("text", ["ID", "id", "00", "0", "nasional", "Indonesia"])
def test_the_nation_has_one_code_and_contains_everything(text: str) -> None:
    nation = Wilayah.parse(text)

    assert nation == Wilayah("ID")
    assert nation.contains(Wilayah("35.07.26.2010"))
    assert not Wilayah("35").contains(nation)


def test_a_code_is_read_with_and_without_dots() -> None:
    assert Wilayah.parse("3507262010") == Wilayah.parse("35.07.26.2010") == Wilayah("35.07.26.2010")
    for text in ("35.7", "3507.26", "350726201", "", "35.07.26.2010.1"):
        with pytest.raises(TermError):
            Wilayah.parse(text)


def test_a_prefix_is_an_area_only_at_a_dot() -> None:
    assert Wilayah("35.07").contains(Wilayah("35.07.26"))
    assert not Wilayah("35.7").contains(Wilayah("35.73"))


def test_an_area_knows_its_level_and_what_it_lies_in() -> None:
    desa = Wilayah("35.07.26.2010")

    assert (desa.level, desa.kabkota) == (WilayahLevel.DESAKEL, Wilayah("35.07"))
    assert desa.parent == Wilayah("35.07.26")
    assert Wilayah("35").parent == Wilayah("ID")
    assert (Wilayah("ID").parent, Wilayah("35").kabkota) == (None, None)


def test_a_name_that_kabupaten_and_kota_share_is_never_guessed() -> None:
    assert code_of(kabkota="Malang", within="35") == "wilayah_kembar"
    assert code_of(kabkota="Malang", within="35.07") == "wilayah_kembar"
    assert place(kabkota="Kab. Malang", within="35") == "35.07"
    assert place(kabkota="KOTA MALANG", within="ID") == "35.73"


def test_a_kecamatan_decides_which_of_two_bearers_of_a_name_is_meant() -> None:
    assert place(desa="Wiyurejo", kecamatan="Pujon", kabkota="Malang", within="35") == "35.07.26.2010"
    assert code_of(desa="Sumberejo", within="35.07") == "wilayah_kembar"


def test_spelling_is_forgiven_and_named() -> None:
    assert place(desa="TASIKMADU", kecamatan="Kec. Lowokwaru", within="35.73") == "35.73.05.1012"
    found = wilayah().by_names(desa="Penangungan", kecamatan="Klojen", kabkota="", within="35.73")
    assert (found.code, found.respelled) == ("35.73.02.1011", "Penanggungan")
    found = wilayah().by_names(desa="", kecamatan="", kabkota="Kab. Batu", within="35")
    assert (found.code, found.respelled) == ("35.79", "Kota Batu")


def test_what_lies_outside_the_office_is_refused() -> None:
    assert code_of(kabkota="Kota Malang", within="35.07") == "wilayah_luar"
    assert code_of(desa="Bukan Desa", kecamatan="Pujon", within="35.07") == "wilayah_tak_dikenal"
    with pytest.raises(TermError, match="di luar"):
        wilayah().by_code("35.78.08.1003", within="35.07")


def test_a_code_must_exist_where_all_desa_are_known() -> None:
    assert wilayah().by_code("3578081003", within="35").code == "35.78.08.1003"
    assert wilayah().by_code("11.01.01.2001", within="ID").code == "11.01.01.2001"
    for text in ("35.78.08.9999", "99.01"):
        with pytest.raises(TermError) as caught:
            wilayah().by_code(text, within="ID")
        assert caught.value.code == "wilayah_tak_dikenal"


def test_all_areas_of_the_reference_data_are_there() -> None:
    areas = wilayah()

    assert len(areas.below("ID")) == 38
    assert len(areas.below("35")) == 38
    assert sum(area.level == "desakel" for area in areas.areas.values()) == 773 + 7_721
    assert areas.name("35.07") == "Kabupaten Malang"

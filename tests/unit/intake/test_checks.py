from selaras.core.intake.checks import check_amounts, check_loan, check_owner, check_rat
from selaras.core.intake.footer import is_closing, is_numbering, is_total
from selaras.data import wilayah


def test_a_nik_is_held_against_sex_birth_and_area() -> None:
    fields = {"nik_pemilik": "9999016110030007", "jenis_kelamin": "L", "tanggal_lahir": "2003-10-22"}

    assert {code for _, code, _ in check_owner(fields, "nik_pemilik", wilayah())} == {
        "nik_beda_kelamin",
        "nik_beda_lahir",
        "nik_wilayah",
    }
    assert not list(check_owner({"nik_pemilik": "3507266110030007"}, "nik_pemilik", wilayah()))


def test_a_meeting_is_held_after_its_book_year_and_within_six_months() -> None:
    def codes(day: str) -> list[str]:
        return [code for _, code, _ in check_rat({"tanggal_rat": day, "tahun_buku": 2024})]

    assert codes("2024-12-31") == ["rat_awal"]
    assert codes("2025-06-30") == []
    assert codes("2025-07-01") == ["rat_lambat"]


def test_a_loan_ends_after_it_began() -> None:
    assert [code for _, code, _ in check_loan({"tanggal_akad": "2024-02-01", "jatuh_tempo": "2024-01-01"})]
    assert not list(check_loan({"tanggal_akad": "2024-02-01"}))


def test_amounts_that_no_umkm_has_are_asked_about() -> None:
    assert [code for _, code, _ in check_amounts({"omzet": 9_999, "modal_usaha": 50 * 10**9 + 1})] == [
        "rupiah_lompatan",
        "rupiah_lompatan",
    ]
    assert not list(check_amounts({"omzet": 0, "modal_usaha": 10_000}))


def test_rows_that_are_no_data_are_told_from_rows_that_are() -> None:
    assert is_numbering([1.0, 2.0, 3.0])
    assert is_numbering(["(1)", "(2)", "(3)"])
    assert not is_numbering([1.0, "Toko Uji", 3.0])
    assert not is_numbering([3.0, 1.0, 2.0])
    assert is_total(["", "JUMLAH TOTAL", 3.0])
    assert not is_total(["Totalindo Uji", 3.0])
    assert is_closing(["", "Mengetahui,"])
    assert not is_closing(["Toko Kepala Dua"])

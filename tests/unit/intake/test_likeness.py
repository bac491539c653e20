import pytest

from selaras.core.intake.likeness import is_other, likeness, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toko Sumber Rejeki", "TK. Sumber Redjeki"),
        ("Toko Sumber Rejeki", "Toko Sumber Rezeki"),
        ("UD. Djaya Makmur", "Jaya Makmur"),
        ("Moch. Sjaiful", "Muhammad Saiful"),
        ("Keripik Tempe Barokah", "Kripik Tempe Berkah"),
        ("H. Soetrisno", "Sutrisno"),
        ("Rejeki Sumber", "Sumber Rejeki"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    assert likeness(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"), [("Toko Sumber Rejeki", "Toko Sumber Makmur"), ("Batik Sari", "Bengkel Sari"), ("", "Toko")]
)
def test_other_names_have_other_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_name_of_forms_only_is_still_a_name() -> None:
    assert skeleton("CV UD") != ""
    assert likeness("Toko Uji", "Toko Uji") == 1.0


BAKSO = {"nama_usaha": "Bakso Pak Min", "nama_pemilik": "Slamet Hidayat", "nik_pemilik": "3507010101800011", "nib": "1"}


@pytest.mark.parametrize(
    ("said", "other", "other_when_taken"),
    [
        ({"nama_usaha": "Baso Pak Min"}, False, False),
        ({"nama_usaha": "Bakso Pak Min 2"}, False, True),
        ({"nama_usaha": "Mebel Jati"}, False, True),
        ({"nama_usaha": "Mebel Jati", "nik_pemilik": None, "nama_pemilik": None}, False, True),
        ({"nama_usaha": "Mebel Jati", "nama_pemilik": None, "nik_pemilik": "3507010101800012"}, True, True),
        ({"nama_usaha": "Mebel Jati", "nama_pemilik": "Budi Santoso", "nik_pemilik": None}, True, True),
        ({"nama_usaha": "Mebel Jati", "nama_pemilik": "Budi Santoso"}, False, True),
        ({"nama_pemilik": "Slamet"}, False, False),
        ({"nama_pemilik": "Budi Santoso"}, False, True),
        ({"nib": "2"}, False, True),
    ],
)
def test_a_number_alone_makes_no_two_businesses_one(
    said: dict[str, str | None], *, other: bool, other_when_taken: bool
) -> None:
    fields = BAKSO | said

    assert is_other("usaha", fields, BAKSO, taken=False) is other
    assert is_other("usaha", fields, BAKSO, taken=True) is other_when_taken


def test_a_cooperative_may_have_another_name_or_another_deed_but_not_both() -> None:
    known = {"nama_koperasi": "KUD Tani Makmur", "nomor_badan_hukum": "518/1"}

    assert not is_other("koperasi", known | {"nama_koperasi": "KSU Sido Rukun"}, known, taken=False)
    assert not is_other("koperasi", known | {"nomor_badan_hukum": "518/2"}, known, taken=False)
    assert is_other("koperasi", {"nama_koperasi": "KSU Sido Rukun", "nomor_badan_hukum": "518/2"}, known, taken=False)

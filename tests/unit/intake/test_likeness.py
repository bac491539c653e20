import pytest

from selaras.core.intake.likeness import likeness, skeleton


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

from tools.write_angka import TARGET, render


def test_the_page_of_figures_is_the_definitions() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run `make docs`"

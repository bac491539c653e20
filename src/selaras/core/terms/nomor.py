"""Digits as people type them, shared by the numbered identities."""

from selaras.core.terms.problem import TermError

_TYPED = str.maketrans("", "", " .-'\"`/")


def typed_digits(text: str) -> str:
    """Return the text without the marks that people put between digits."""
    return text if text.isdigit() else text.translate(_TYPED)


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def looks_rounded(text: str) -> bool:
    """Whether this is a number in scientific notation ("3,51E+15"), so that digits are lost."""
    mantissa, mark, exponent = text.upper().replace(",", ".").partition("E")
    return bool(mark) and is_digits(exponent.lstrip("+")) and is_digits(mantissa.replace(".", "", 1))


def refuse_rounded(text: str, name: str) -> None:
    """Raise TermError when Excel rounded the number."""
    if looks_rounded(text):
        raise rounded(text, name)


def rounded(text: str, name: str) -> TermError:
    """Return the error of a number whose last digits Excel lost."""
    return TermError(
        "angka_dibulatkan",
        f"{name} dibulatkan Excel («{text}»), angka belakangnya hilang: ubah kolom menjadi Teks lalu ketik ulang",
    )

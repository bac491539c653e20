"""Reference data that ships with the package, read once. See PROVENANCE.md for where each file comes from."""

from functools import cache
from importlib.resources import files

from selaras.core.terms.kamus import Kamus, parse_kamus


def _text(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


@cache
def kamus() -> Kamus:
    return parse_kamus(_text("kamus_data.csv"))

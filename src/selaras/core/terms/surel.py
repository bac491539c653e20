"""E-mail addresses."""

from dataclasses import dataclass
from typing import Self

from selaras.core.terms.problem import TermError

_AROUND = "<>'\" "  # what programs put around an address
ADDRESS_MAX = 254  # characters; RFC 5321 lets no longer path through


@dataclass(frozen=True, slots=True, order=True)
class Surel:
    """An address in lower case; whether it reaches anyone is not known here."""

    address: str

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(read_surel(text))

    def __str__(self) -> str:
        return self.address


def read_surel(text: str) -> str:
    address = text.lower().strip().rstrip(",;.").strip(_AROUND).removeprefix("mailto:").strip(_AROUND)
    name, at, host = address.rpartition("@")
    labels = host.split(".")
    if (
        len(address) > ADDRESS_MAX
        or not at
        or not name
        or "@" in name
        or len(labels) < 2
        or not all(labels)
        or not address.isprintable()
        or " " in address
        or "," in address
        or ";" in address
        or ":" in address
    ):
        raise TermError("surel_bentuk", f"Alamat surel harus seperti nama@contoh.id, tertulis «{text}»")
    return address

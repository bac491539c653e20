"""Telephone numbers, kept in the international form +62…"""

import re
from dataclasses import dataclass
from typing import Self

from selaras.core.terms.nomor import is_digits, refuse_rounded
from selaras.core.terms.problem import TermError

_MARKS = str.maketrans("", "", " .-–—()'\"")
_LABELS = re.compile(
    r"\b(?:wa|whatsapp|hp|ponsel|telp?|telepon|tlpn?|no|nomor|kantor|rumah|a\.?n\.? .*|bpk\.? .*|ibu .*)\b\.?\s*:?|[()]",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*(?:/|;|,|&| atau | dan |\s(?=(?:\+?62|0)8\d[\d .-]{6}))\s*")
_LABELLED_MAX = 100  # characters of a number with words around it
_ENDS = " /;,&-"  # what is left when a second number was not written


@dataclass(frozen=True, slots=True, order=True)
class Telepon:
    """An Indonesian number as +62 and the national digits without the leading zero."""

    international: str

    @classmethod
    def parse(cls, text: str) -> Self:
        return cls(read_telepon(text))

    def __str__(self) -> str:
        return self.international


def read_telepon(text: str) -> str:
    """Return +62… of a number as people type it: 08…, 62…, 8… and +62… are the same. Raises TermError."""
    digits = text if text.isdigit() else text.translate(_MARKS)
    national = digits.removeprefix("+")
    if national.startswith("62"):
        national = national[2:].removeprefix("0")
    elif national.startswith("0"):
        national = national[1:]
    elif not national.startswith("8"):
        national = ""
    if 8 <= len(national) <= 12 and is_digits(national) and national[0] != "0":
        return "+62" + national
    bare = _LABELS.sub("", text).strip(_ENDS)
    if len(bare) < len(text) <= _LABELLED_MAX and bare != text.strip():
        try:
            return read_telepon(bare)
        except TermError as error:
            raise TermError(error.code, str(error).replace(f"«{bare}»", f"«{text}»")) from None
    refuse_rounded(text.strip(), "Nomor telepon")
    raise TermError("telepon_bentuk", f"Nomor telepon harus lengkap dengan kode area, tertulis «{text}»")


def first_of_several(text: str) -> str | None:
    """Return the first number where a cell holds several; None where it holds one."""
    parts = () if text.isdigit() else _SEVERAL.split(text.strip(_ENDS), maxsplit=1)
    return parts[0] if len(parts) > 1 and len(parts[0]) >= 8 and any(map(str.isdigit, parts[1])) else None

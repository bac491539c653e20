"""Values that people write exactly as the ledger keeps them: most cells of most files, told by one look.

Each pattern takes fewer cells than its reader does; what it takes the reader returns unchanged and without a warning, which
tests/property/test_as_it_stands.py holds.
"""

import re
from collections.abc import Callable

from selaras.core.terms.canonical import NUMBERS_AS_TEXT, text_length
from selaras.core.terms.kamus import Field, FieldType

_SHORTEST = 5  # characters of a text: dashes and words for nothing are shorter
_WORDS = "(?![Ss][.][Dd][.]|[Ii][Dd][Ee][Mm]\\W)[A-Za-z0-9][!-~]*+(?: [!-~]++)*+"
_BIRTH = (  # DDMM, the day 40 more for a woman
    "(?:(?:[04][1-9]|[1256][0-9])(?:0[1-9]|1[0-2])|[37]0(?:0[13-9]|1[0-2])|[37]1(?:0[13578]|1[02]))"
)
_PATTERNS = {
    FieldType.NIK: re.compile(f"[0-9]{{6}}{_BIRTH}[0-9]{{2}}(?!0000)[0-9]{{4}}"),
    FieldType.NIB: re.compile("(?!0{13})[0-9]{13}"),
    FieldType.NPWP: re.compile("(?!0{15})(?:[0-9]{15}|[1-9][0-9]{11}(?!0000)[0-9]{4})"),
    FieldType.SUREL: re.compile(r"[a-z0-9._+-]{1,60}@[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,3}"),
}


def stands_as_it_is(field: Field) -> Callable[[str], object] | None:
    """Return what tells, of a text, that it is the value itself; None for fields whose values are written otherwise."""
    if field.name in NUMBERS_AS_TEXT:
        return None
    if field.type is FieldType.TEKS:
        longest = text_length(field)
        return re.compile(f"(?=.{{{_SHORTEST},{longest}}}\\Z){_WORDS}").fullmatch if longest >= _SHORTEST else None
    pattern = _PATTERNS.get(field.type)
    return pattern.fullmatch if pattern else None

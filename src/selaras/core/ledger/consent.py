"""When a field may be published only with its owner's consent.

Source: UU 27/2022 art. 20(2) (lawful bases) and 4(2) (financial data is specific), as domain.md 2.4 could verify them. Between
offices the public task is a basis for general personal data; identity numbers and money are asked for everywhere.
"""

from __future__ import annotations

from selaras.core.ledger.authority import Level
from selaras.core.terms.kamus import Privacy

BASIS_CONSENT = "persetujuan pemilik data (UU 27/2022 pasal 20 ayat 2 huruf a)"
BASIS_TASK = "tugas kepentingan umum (UU 27/2022 pasal 20 ayat 2 huruf e)"
BASIS_NONE = "bukan data pribadi"


def needs_consent(privacy: Privacy, reader: Level) -> bool:
    """Return whether a field of this class reaches a reader of this level only with the owner's recorded consent.

    >>> needs_consent(Privacy.YA, Level.KEMENTERIAN), needs_consent(Privacy.YA, Level.MITRA)
    (False, True)
    """
    if privacy is Privacy.YA:
        return reader is Level.MITRA
    return privacy in (Privacy.RAHASIA, Privacy.KEUANGAN)


def basis_of(classes: set[Privacy], *, consented: bool) -> str:
    """Return the lawful basis of a publication of fields of these classes (Indonesian). consented: only where owners agreed."""
    if consented:
        return BASIS_CONSENT
    return BASIS_NONE if classes <= {Privacy.TIDAK} else BASIS_TASK

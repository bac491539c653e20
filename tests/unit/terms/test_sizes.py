"""What intake lets through always fits one change, so no import can meet a statement that is too large."""

import re

import pytest

from selaras import data
from selaras.core.ledger.change import PAYLOAD_BYTES_MAX
from selaras.core.terms.canonical import TEXT_MAX
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.surel import ADDRESS_MAX

UTF8_BYTES_MAX = 4  # of one character
WORD_BYTES_MAX = 128  # a number, date, code, choice or list of choices
SUREL_BYTES_MAX = UTF8_BYTES_MAX * ADDRESS_MAX
SOURCE_BYTES_MAX = 1_500  # author, reason, file, sheet and row


def size_max(field: Field) -> int:
    if field.type is not FieldType.TEKS:
        return SUREL_BYTES_MAX if field.type is FieldType.SUREL else WORD_BYTES_MAX
    named = re.search(r"1-(\d+) karakter", field.rule)
    return UTF8_BYTES_MAX * (int(named[1]) if named else TEXT_MAX)


@pytest.mark.parametrize("kind", sorted(data.kamus().kinds))
def test_the_longest_record_of_a_kind_fits_one_change(kind: str) -> None:
    longest = sum(size_max(field) for field in data.kamus().kind(kind).fields)

    assert longest + SOURCE_BYTES_MAX <= PAYLOAD_BYTES_MAX

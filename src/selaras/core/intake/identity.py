"""What names the thing that a row is about: the same row read again is known by it, whatever else it says."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import orjson

from selaras.core.terms.canonical import Scalar

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "usaha": ("nama_usaha", "nama_pemilik", "alamat", "wilayah"),
    "koperasi": ("nama_koperasi", "nomor_badan_hukum", "wilayah"),
    "kredit": ("nik_debitur", "lembaga", "skema", "tanggal_akad", "plafon"),
    "laporan_usaha": ("usaha", "tahun"),
    "laporan_koperasi": ("koperasi", "tahun_buku"),
    "pengelola": ("koperasi_atau_usaha", "nama", "jabatan"),
}
YEAR_FIELD: Mapping[str, str] = {"laporan_usaha": "tahun", "laporan_koperasi": "tahun_buku"}

_TELLING: Mapping[str, tuple[str, ...]] = {
    "usaha": ("nama_usaha", "nama_pemilik", "nik_pemilik", "nib", "telepon", "alamat", "wilayah"),
    "koperasi": ("nama_koperasi", "nomor_badan_hukum", "nik_koperasi", "ketua", "telepon", "alamat", "wilayah"),
    "kredit": ("nik_debitur", "nama_debitur", "lembaga", "skema", "tanggal_akad", "plafon", "jatuh_tempo"),
}
ROW_BYTES = 16  # of the hashes by which an office knows the rows that it has read: no two rows meet by chance
_ROW_MASK = 2**24 - 1
_SAME_MIN, _OTHER_MAX = 3, 1  # telling values that must be equal, and may differ, between a row and its earlier self


def row_key(kind: str, fields: Mapping[str, Scalar]) -> bytes:
    """Return the hash of what names the record (names, address, area): a corrected phone number keeps it."""
    return digest([kind, "kunci", *(plain_value(fields.get(name)) for name in KEY_FIELDS[kind])])


def is_same_row(kind: str, fields: Mapping[str, Scalar], known: Mapping[str, Scalar]) -> bool:
    """Return whether a row in the place of an earlier one speaks of the same record: one mended cell may differ."""
    said = sum(1 for name in _TELLING.get(kind, ()) if fields.get(name) and known.get(name))
    same = agreement(kind, fields, known)
    return same >= _SAME_MIN and said - same <= _OTHER_MAX


def agreement(kind: str, fields: Mapping[str, Scalar], known: Mapping[str, Scalar]) -> int:
    """Return how many of the values that tell records apart a row and a record share."""
    pairs = ((fields.get(name), known.get(name)) for name in _TELLING.get(kind, ()))
    return sum(1 for now, then in pairs if now and then and plain_value(now) == plain_value(then))


def plain_value(value: Scalar) -> str:
    """Return a value as it is compared: without case, without double spaces."""
    text = str(value or "")
    return text if text.isdigit() else " ".join(text.lower().split())


def trace(*said: str) -> int:
    """Return a hash of 64 bits with a sign, as a column of whole numbers takes it; what is found by it is looked at again."""
    body = "\n".join(said).encode()
    return int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=256)
def _sheet_trace(*said: str) -> int:
    return trace(*said) & ~_ROW_MASK


def trace_of_place(sheet: tuple[str, ...], row: int) -> int:
    """Return the trace of a row of a sheet: those of one sheet lie beside each other, so that a table of them grows at one end.

    row: beyond 16 million they begin again; what is found is looked at again anyway.
    """
    return _sheet_trace(*sheet) | row & _ROW_MASK


def digest(said: object) -> bytes:
    """Return the hash of values that JSON can write, whatever the order of their names."""
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()

"""What a file really is, and whether it is safe to unpack; nothing is unpacked here."""

import zipfile
from enum import StrEnum
from pathlib import Path

from selaras.gateways.workbook.limits import MIB, FileRefused, Limits
from selaras.gateways.workbook.no_table import no_table, no_table_archive

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLE_SECTOR_SHIFT_MAX, _OLE_DIRECTORY_BYTES = 12, 4096
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_HEAD_BYTES = 4096
_SMALL_ENTRY_BYTES = 10 * MIB  # below this no ratio can hurt


class FileForm(StrEnum):
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    JSONL = "jsonl"


_SUFFIXES = {
    FileForm.XLSX: (".xlsx", ".xlsm", ".xltx"),
    FileForm.XLSB: (".xlsb",),
    FileForm.XLS: (".xls",),
    FileForm.ODS: (".ods",),
    FileForm.CSV: (".csv", ".txt", ".tsv"),
    FileForm.JSONL: (".jsonl",),
}


def precheck(path: Path, limits: Limits) -> FileForm:
    """Return the form of a file that is fit to be read. Raises FileRefused."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("berkas_bentuk", "Berkas kosong: mintalah atau salin lagi berkas aslinya")
    if size > limits.file_bytes_max:
        raise FileRefused(
            "berkas_besar",
            f"Berkas {size // MIB} MB, paling besar {limits.file_bytes_max // MIB} MB: bagi berkasnya",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    form = _form_of(path, head, limits)
    if path.suffix.lower() not in _SUFFIXES[form]:
        raise FileRefused(
            "berkas_bentuk",
            f"Isi berkas adalah {form.upper()} tetapi namanya berakhir {path.suffix or 'tanpa akhiran'}:"
            f" ganti akhirannya menjadi {_SUFFIXES[form][0]}",
        )
    return form


def _form_of(path: Path, head: bytes, limits: Limits) -> FileForm:
    if head.startswith(b"PK"):
        return _archive_form(path, limits)
    if head.startswith(_OLE):
        if _LOCKED in _ole_directory(path, head):
            raise _locked()
        return FileForm.XLS
    if told := no_table(head):
        raise FileRefused("berkas_bentuk", told)
    if b"\0" in head and not head.startswith(_UTF16_BOMS) and not _looks_utf16(head):
        raise FileRefused("berkas_bentuk", "Berkas ini bukan Excel, ODS atau CSV: mintalah berkas Excel asalnya")
    is_export = path.suffix.lower() in _SUFFIXES[FileForm.JSONL] and head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{")
    return FileForm.JSONL if is_export else FileForm.CSV


def _archive_form(path: Path, limits: Limits) -> FileForm:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            kind = archive.read("mimetype")[:80] if _is_small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise FileRefused("berkas_rusak", "Berkas rusak atau terpotong: minta salinannya lagi") from error
    except RuntimeError as error:  # zipfile's word for a password
        raise _locked() from error
    _check_entries(entries, limits)
    if "encrypted-package" in names:  # what LibreOffice since 24.8 makes of a locked .ods
        raise _locked()
    if "xl/workbook.xml" in names:
        return FileForm.XLSX
    if "xl/workbook.bin" in names:
        return FileForm.XLSB
    if b"opendocument.spreadsheet" in kind:
        return FileForm.ODS
    raise FileRefused("berkas_bentuk", no_table_archive(entry.filename for entry in entries))


def _locked() -> FileRefused:
    return FileRefused("berkas_sandi", "Berkas dikunci kata sandi: buka kuncinya lalu simpan")


def _ole_directory(path: Path, head: bytes) -> bytes:
    """Return the beginning of a compound file's list of parts: a locked .xlsx is one that holds an encrypted package."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), _OLE_SECTOR_SHIFT_MAX)
    with path.open("rb") as file:
        file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
        return file.read(_OLE_DIRECTORY_BYTES)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    try:
        return archive.getinfo(name).file_size < _HEAD_BYTES
    except KeyError:
        return False


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries_max:
        raise FileRefused("berkas_bom", f"Berkas berisi {len(entries)} bagian, tidak wajar untuk tabel")
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _SMALL_ENTRY_BYTES and entry.file_size > limits.ratio_max * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or unpacked > limits.unpacked_bytes_max:
        raise FileRefused("berkas_bom", f"Isi berkas mengembang menjadi {unpacked // MIB} MB bila dibuka, tidak wajar")


def _looks_utf16(head: bytes) -> bool:
    """Whether every second byte is mostly zero, as in UTF-16 without its mark."""
    half = len(head) // 2
    return half > 0 and max(head[0::2].count(0), head[1::2].count(0)) > half * 0.6

"""One door from a cell to the value that the ledger keeps.

Canonical values are text, whole numbers or None: money in whole rupiah, dates as 'YYYY-MM-DD', decimals as text
('-7.98'), yes or no as 'ya' | 'tidak', several choices sorted and joined by '|', a record as 32 hex digits.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from selaras.core.terms import bilangan, nib, nik, npwp, rupiah, surel, tanggal, telepon
from selaras.core.terms.kamus import Field, FieldType
from selaras.core.terms.kbli import read_kbli
from selaras.core.terms.nomor import refuse_rounded
from selaras.core.terms.pilihan import choice_table, parse_daftar, parse_pilihan, parse_ya_tidak
from selaras.core.terms.problem import TermError
from selaras.core.terms.tanggal import EPOCH_1900, DayOrder
from selaras.core.terms.wilayah import read_wilayah_code
from selaras.core.terms.writing import clean, is_blank, points_above, says_nothing

Scalar = str | int | None
Cell = str | float | bool | dt.date | dt.datetime | dt.time | None
Stated = str | float | bool | dt.date  # a cell that is not blank, its text cleaned
Reader = Callable[[Stated], Scalar]
Note = tuple[str, str]  # code of a warning, sentence

TEXT_MAX = 1_000  # characters of a text whose rule names no limit
CELL_MAX = 4_000  # characters of any cell: more digits than this are no number that a program can be made to read
FUTURE_YEARS = 30  # how far ahead an end date may lie
_LATER_DATES = frozenset(
    {("kredit", "jatuh_tempo"), ("pengelola", "berlaku_sampai"), ("koperasi", "tanggal_pembubaran")}
)
NUMBERS_AS_TEXT = frozenset({"nik_koperasi", "nomor_badan_hukum"})
_NO_AMOUNT = frozenset(
    {"rp", "rp.", "rp -", "rp. -", "rp-", "rp.-", "rp. ,-", "rp ,-"}
)  # as Excel shows nothing in its form of money
_RETYPE = "ubah kolom menjadi Teks, lalu ketik ulang"
_NO_NUMBER = "kosongkan bila nomornya belum ada"
_LENGTH_RULE = re.compile(r"1-(\d+) karakter")
RECORD = re.compile(r"[0-9a-f]{32}")
_BOUNDS = {"lintang": (-90, 90), "bujur": (-180, 180), "skor_kesehatan": (0, 100)}
_EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a file says about all its cells.

    scale: rupiah that one unit of the column is worth. times: 12 where the column is per month.
    """

    scale: int = 1
    times: int = 1
    day_order: DayOrder = "dmy"
    epoch: dt.date = EPOCH_1900


PLAIN_COLUMN = Column()


@dataclass(frozen=True, slots=True)
class _Task:
    """What a reader is compiled from; warnings of the value read last go into notes."""

    field: Field
    today: dt.date
    column: Column
    notes: list[Note]


def canonical(field: Field, cell: Cell, *, today: dt.date) -> Scalar:
    """Return the value of a cell; None when it states nothing. Raises TermError."""
    stated = stated_cell(cell)
    return None if stated is None else compile_reader(field, today=today)(stated)


def stated_cell(cell: Cell) -> Stated | None:
    """Return what a cell states, its text cleaned; None for a blank one. Raises TermError: formula error, no end."""
    if isinstance(cell, str):
        return _stated_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes")
    if isinstance(cell, float) and not math.isfinite(cell):
        if cell != cell:
            return None
        raise TermError("sel_galat", "Sel berisi bilangan tak terhingga: ketik nilainya")
    return cell


def _stated_text(cell: str) -> str | None:
    if len(cell) > CELL_MAX:
        raise TermError("teks_panjang", f"Sel berisi {len(cell)} karakter, paling banyak {CELL_MAX}: ringkas isinya")
    if cell.isdigit() and cell.isascii():
        return cell  # nothing to clean: most numbers of persons and firms
    written = clean(cell)
    text = written.lstrip("' ")  # Excel's mark for "this is text", and that of an export
    if points_above(text or written):
        raise TermError("sel_idem", f"«{written}» menunjuk baris di atasnya: tulis isinya di baris ini juga")
    if text.startswith(_EXCEL_ERRORS):
        raise TermError("sel_galat", f"Sel berisi galat rumus «{text}»: ketik nilainya")
    return None if is_blank(text) else text


def compile_reader(
    field: Field, *, today: dt.date, column: Column = PLAIN_COLUMN, notes: list[Note] | None = None
) -> Reader:
    """Return the function from a stated cell to the field's value; it raises TermError.

    notes: takes the warnings of the value that was read last; the caller empties it.
    """
    task = _Task(field, today, column, notes if notes is not None else [])
    return _COMPILERS[field.type](task)


def text_of(cell: Stated) -> str:
    """Return a cell as its writer would read it aloud: 7.0 is "7"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def text_length(field: Field) -> int:
    """Return the most characters that a text of this field may have."""
    rule = _LENGTH_RULE.search(field.rule)
    return int(rule[1]) if rule else TEXT_MAX


def _teks(task: _Task) -> Reader:
    length_max = text_length(task.field)

    def read(cell: Stated) -> Scalar:
        text = text_of(not_a_date(cell))
        if len(text) > length_max:
            raise TermError(
                "teks_panjang",
                f"{task.field.label} paling banyak {length_max} karakter, tertulis {len(text)}",
            )
        return text

    return read if task.field.name not in NUMBERS_AS_TEXT else _nomor(task, read)


def _nomor(task: _Task, read_text: Reader) -> Reader:
    """Read a number without a form of its own: "belum ada", kept as one, would make one record of all that say so."""

    def read(cell: Stated) -> Scalar:
        text = text_of(cell)
        if says_nothing(text):
            return None
        refuse_rounded(text, task.field.label)
        if task.field.name == "nik_koperasi" and (isinstance(cell, bool) or not any(map(str.isdigit, text))):
            raise TermError("nomor_bentuk", f"{task.field.label} harus memuat angka, tertulis «{text}»: {_NO_NUMBER}")
        return read_text(cell)

    return read


def _unless_nothing(read: Callable[[str], str], text: str) -> Scalar:
    """Return what the text states; None where it only says that there is nothing to state ("belum ada"). Raises TermError."""
    try:
        return read(text)
    except TermError:
        if says_nothing(text):
            return None
        raise


def _read_nik(cell: Stated) -> Scalar:
    if isinstance(cell, float | int) and cell == int(cell):
        return nik.read_nik_number(int(cell)) if cell else None
    return _unless_nothing(nik.read_nik, text_of(cell))


def _nib(task: _Task) -> Reader:
    def read(cell: Stated) -> Scalar:
        text = text_of(cell)
        restored = nib.restore_zero(text) if isinstance(cell, str) else nib.restore_zeros_of_number(text)
        if restored is None:
            return _unless_nothing(nib.read_nib, text)
        task.notes.append(("nib_nol_depan", f"NIB «{text}» kehilangan nol di depan; dibaca {restored}"))
        return nib.read_nib(restored)

    return read


def _npwp(task: _Task) -> Reader:
    def read(cell: Stated) -> Scalar:
        text = text_of(cell)
        if not isinstance(cell, str) and len(text) == npwp.NPWP_LENGTH - 1:
            task.notes.append(("npwp_nol_depan", f"NPWP «{text}» kehilangan nol di depan; dibaca 0{text}"))
            text = f"0{text}"
        return _unless_nothing(npwp.read_npwp, text)

    return read


def _telepon(task: _Task) -> Reader:
    def read(cell: Stated) -> Scalar:
        text = text_of(cell)
        first = telepon.first_of_several(text)
        if first is None:
            return _unless_nothing(telepon.read_telepon, text)
        number = telepon.read_telepon(first)
        task.notes.append(("telepon_banyak", f"Ada beberapa nomor pada «{text}»; diambil {number}"))
        return number

    return read


def not_a_date(cell: Stated) -> Stated:
    """Return the cell. Raises TermError where Excel made a date of what was typed: 02/03 is no RT and RW any more."""
    if isinstance(cell, dt.date):
        raise TermError("sel_tanggal", f"Excel membaca isi sel ini sebagai tanggal ({cell:%d/%m/%Y}): {_RETYPE}")
    return cell


def _word_for_none(text: str) -> TermError:
    """Return the error of a word that says that there is none where a number should stand: nil, or not known?"""
    return TermError("jumlah_kata", f"«{text}» dapat berarti nol atau tidak diketahui: tulis 0, atau kosongkan")


def _rupiah(task: _Task) -> Reader:
    may_be_negative = "negatif" in task.field.unit

    def read(cell: Stated) -> Scalar:
        times = task.column.times
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            amount = rupiah.rupiah_from_number(cell, scale=task.column.scale)
        else:
            text = text_of(not_a_date(cell))
            if text.lower() in _NO_AMOUNT:
                return None
            try:
                amount = rupiah.parse_rupiah(text, scale=task.column.scale)
            except TermError as error:
                amount, times = _amount_of_a_period(task, text, error)
            if rupiah.is_approximate(text):
                task.notes.append(("rupiah_kira", f"«{text}» adalah perkiraan; diambil {amount}"))
        if amount < 0 and not may_be_negative:
            raise TermError(
                "rupiah_negatif",
                f"{task.field.label} tidak boleh kurang dari nol, tertulis «{text_of(cell)}»",
            )
        return rupiah.checked(amount * times, text_of(cell))

    return read


def _amount_of_a_period(task: _Task, text: str, error: TermError) -> tuple[rupiah.Rupiah, int]:
    """Return the amount of a text that names its period ("5 juta/bln"), and how often it comes in a year.

    Raises the error of the text where it names none, or where a field is no amount of a year.
    """
    if says_nothing(text):
        raise _word_for_none(text)
    bare, times = rupiah.split_period(text)
    if not times or "per tahun" not in task.field.unit:
        raise error
    if times > 1:
        task.notes.append(("omzet_bulanan", f"«{text}» dikali {times} menjadi {task.field.label}"))
    return rupiah.parse_rupiah(bare, scale=task.column.scale), times


def _tanggal(task: _Task) -> Reader:
    order, epoch = task.column.day_order, task.column.epoch
    later = (task.field.kind, task.field.name) in _LATER_DATES
    latest = task.today.replace(year=task.today.year + FUTURE_YEARS, day=28) if later else task.today

    def read(cell: Stated) -> Scalar:
        if isinstance(cell, dt.date):
            day = cell
        elif isinstance(cell, str):
            try:
                day = tanggal.parse_tanggal(cell, latest_year=latest.year, order=order, epoch=epoch)
            except TermError:
                if says_nothing(cell):
                    return None
                raise
        else:
            day = tanggal.tanggal_from_number(cell, epoch=epoch)
        if day > latest:
            raise TermError(
                "tanggal_masa_depan",
                f"{task.field.label} «{day:%d/%m/%Y}» tidak boleh di masa depan",
            )
        if day.year < tanggal.YEAR_MIN:
            raise TermError(
                "tanggal_lampau",
                f"{task.field.label} «{day.isoformat()}» sebelum tahun {tanggal.YEAR_MIN}",
            )
        return day.isoformat()

    return read


def _tahun(task: _Task) -> Reader:
    def read(cell: Stated) -> Scalar:
        if isinstance(cell, dt.date):
            number = (cell - task.column.epoch).days  # a year number in a cell that Excel shows as a date
            year = number if tanggal.YEAR_MIN <= number <= 2100 else cell.year
            return bilangan.checked_tahun(year, latest_year=task.today.year)
        text = text_of(cell)
        return None if says_nothing(text) else bilangan.parse_tahun(text, latest_year=task.today.year)

    return read


def _read_bilangan(cell: Stated) -> Scalar:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return bilangan.bilangan_from_number(cell)
    text = text_of(not_a_date(cell))
    try:
        return bilangan.parse_bilangan(text)
    except TermError:
        if says_nothing(text):
            raise _word_for_none(text) from None
        raise


def _desimal(task: _Task) -> Reader:
    low, high = _BOUNDS.get(task.field.name, (-(10**15), 10**15))

    def read(cell: Stated) -> Scalar:
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            text = bilangan.canonical_desimal(Decimal(repr(cell)))
        else:
            text = bilangan.parse_desimal(text_of(cell))
        if not low <= Decimal(text) <= high:
            raise TermError("desimal_batas", f"{task.field.label} harus {low} sampai {high}, tertulis «{text}»")
        return text

    return read


def _pilihan(task: _Task) -> Reader:
    table = choice_table(task.field)
    return lambda cell: parse_pilihan(text_of(cell), table, task.field.choices)


def _daftar(task: _Task) -> Reader:
    table = choice_table(task.field)
    return lambda cell: parse_daftar(text_of(cell), table, task.field.choices)


def _acuan(task: _Task) -> Reader:
    def read(cell: Stated) -> Scalar:
        text = text_of(cell).replace("-", "").lower()
        if not RECORD.fullmatch(text):
            raise TermError(
                "acuan_bentuk",
                f"{task.field.label} harus nomor rekaman 32 angka, tertulis «{text_of(cell)}»",
            )
        return text

    return read


def _always(read: Reader) -> Callable[[_Task], Reader]:
    return lambda _: read


def _from_text(parse: Callable[[str], str]) -> Callable[[_Task], Reader]:
    return _always(lambda cell: parse(text_of(cell)))


def _numbered(parse: Callable[[str], str]) -> Callable[[_Task], Reader]:
    return _always(lambda cell: _unless_nothing(parse, text_of(cell)))


_COMPILERS: dict[FieldType, Callable[[_Task], Reader]] = {
    FieldType.TEKS: _teks,
    FieldType.NIK: _always(_read_nik),
    FieldType.NIB: _nib,
    FieldType.NPWP: _npwp,
    FieldType.KBLI: _numbered(read_kbli),
    FieldType.WILAYAH: _from_text(read_wilayah_code),
    FieldType.RUPIAH: _rupiah,
    FieldType.TELEPON: _telepon,
    FieldType.SUREL: _numbered(surel.read_surel),
    FieldType.TANGGAL: _tanggal,
    FieldType.TAHUN: _tahun,
    FieldType.BILANGAN: _always(_read_bilangan),
    FieldType.DESIMAL: _desimal,
    FieldType.YA_TIDAK: _from_text(parse_ya_tidak),
    FieldType.PILIHAN: _pilihan,
    FieldType.DAFTAR: _daftar,
    FieldType.ACUAN: _acuan,
}

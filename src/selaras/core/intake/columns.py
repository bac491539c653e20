"""Which column of a layout is which field, in which unit; and what must be asked before some of them can be used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selaras.core.intake.draft import HOME_HEADING, REASON_HEADING, RECORD_HEADING, Fault, Question
from selaras.core.intake.headings import LIKENESS_SURE, HeadingBook, Target, heading_scale, is_monthly
from selaras.core.intake.machine_columns import is_machine_column
from selaras.core.intake.question import DROP, YES
from selaras.core.intake.sheet import SheetLayout
from selaras.core.intake.size_class import skala_columns
from selaras.core.terms.canonical import Column
from selaras.core.terms.kamus import FieldType
from selaras.core.terms.numerals import indonesian
from selaras.core.terms.tanggal import DayOrder
from selaras.core.terms.writing import plain

_NUMBERING = frozenset(
    {"no", "nomor", "no urut", "nomor urut", "urut", "paraf", "tanda tangan", "ttd", "provinsi"}
    | {plain(heading) for heading in (REASON_HEADING, RECORD_HEADING, HOME_HEADING)}
)
_OF_A_PERSON = re.compile(r"\b(?:pemilik|pengusaha|ktp|rumah|domisili)\b", re.IGNORECASE)
_NOTES = frozenset({"keterangan", "ket", "catatan", "foto"})


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """One column of the file that is read.

    heading: as written. wordings: all that its heading cells say, in lower case.
    certain: False when only likeness names it. dates: what is odd about its dates: "tukar" (Excel swapped day and month),
    "tanya" (it seems so, and nobody has said), "campur" (some have the day first, some the month), "tegas" (so, and the office
    has said which of both the unproven ones are), or empty.
    whole: False when only a part of the heading names the field: "Alamat" below "Pemilik".
    """

    index: int
    heading: str
    wordings: frozenset[str]
    target: Target
    column: Column
    certain: bool = True
    dates: str = ""
    whole: bool = True


def plan_columns(layout: SheetLayout, book: HeadingBook) -> tuple[list[PlannedColumn], tuple[Question, ...]]:
    """Return the columns that can be read, and a question for each heading that is not certain."""
    columns: list[PlannedColumn] = []
    questions: list[Question] = []
    skala = {index for index, _ in skala_columns(layout)}
    for index, wordings in enumerate(layout.texts):
        if not wordings or book.is_unused(wordings[0]) or _is_own(wordings, book) or index in skala:
            continue
        said = _own_words(wordings, book)
        target = next(filter(None, map(book.exact, said)), None)
        certain = target is not None
        if target is None:
            target, question = _doubtful(index, said, book, layout)
            questions.append(question)
        elif (unit := _unit_question(index, wordings, target, layout, book)) is not None:
            questions.append(unit)
            continue
        if target is not None:
            columns.append(_planned(index, wordings, target, layout, book, certain=certain))
    return columns, tuple(questions)


def _own_words(wordings: Sequence[str], book: HeadingBook) -> Sequence[str]:
    """Return the wordings that may name a field: where an owner lives is asked about, for the field is where the business is."""
    if not _OF_A_PERSON.search(wordings[0]) or book.exact(wordings[0]) is not None:
        return wordings
    named = next(filter(None, map(book.exact, wordings)), None)
    return wordings[:1] if named is not None and named.field.name == "alamat" else wordings


def notes_left(layout: SheetLayout) -> Iterator[Fault]:
    """Yield the columns of free notes: they have no field, and nothing is left out silently."""
    for index, wordings in enumerate(layout.texts):
        if any(plain(wording) in _NOTES for wording in wordings):
            message = f"Kolom «{wordings[0]}» adalah catatan kantor; isinya tidak diambil"
            yield Fault(layout.sheet, 0, wordings[0], "", "kolom_catatan", message, index)


def without_doubles(columns: Sequence[PlannedColumn], sheet: str) -> tuple[list[PlannedColumn], list[Fault]]:
    """Keep one column for each target, and say which others are left out.

    A certain column stays before a likeness, one whose whole heading names the field before one of which a part does, a yearly
    one before a monthly.
    """
    kept: dict[tuple[str, str, str], PlannedColumn] = {}
    left: list[PlannedColumn] = []
    for column in columns:
        other = kept.get(column.target.key)
        if other is None or _rank(column) > _rank(other):
            kept[column.target.key] = column
            left += [other] if other else []
        else:
            left.append(column)
    said = [_left_out(column, kept[column.target.key], sheet) for column in left]
    return sorted(kept.values(), key=lambda column: column.index), said


def _rank(column: PlannedColumn) -> tuple[bool, bool, int]:
    return column.certain, column.whole, -column.column.times


def units_said(columns: Sequence[PlannedColumn], sheet: str) -> Iterator[Fault]:
    """Yield what the headings did to the amounts below them."""
    for planned in columns:
        label, unit = planned.target.field.label, planned.column
        if unit.times > 1:
            message = f"«{planned.heading}» dikali {unit.times} menjadi {label}"
            yield Fault(sheet, 0, planned.heading, "", "omzet_bulanan", message, planned.index)
        if unit.scale > 1:
            message = f"Isi «{planned.heading}» dikali {indonesian(unit.scale)}"
            yield Fault(sheet, 0, planned.heading, "", "satuan_judul", message, planned.index)


def _is_own(wordings: Sequence[str], book: HeadingBook) -> bool:
    """Whether a column is no fact: the clerk's numbers, signatures and notes, or what a collecting program adds.

    A number under a title that names a field is a fact: "Badan Hukum", and below it "Nomor".
    """
    if len(wordings) > 1 and any(book.exact(wording) is not None for wording in wordings):
        return False
    return any(plain(wording) in _NUMBERING | _NOTES or is_machine_column(wording) for wording in wordings)


def _planned(
    index: int, wordings: Sequence[str], target: Target, layout: SheetLayout, book: HeadingBook, *, certain: bool
) -> PlannedColumn:
    lowered = frozenset(wording.lower() for wording in wordings)
    order, odd = _dates(wordings[0], target, layout.orders[index], book)
    scale, times = _unit(target, wordings, layout.scale)
    said = book.profile.unit(wordings[0]) if book.profile else None
    scale = scale if said is None else said
    column = Column(scale=scale, times=times, day_order=order, epoch=layout.epoch)
    whole = any(book.exact(wording) is not None for wording in wordings[:2])
    return PlannedColumn(index, wordings[0], lowered, target, column, certain, odd, whole)


def _unit_question(
    index: int, wordings: Sequence[str], target: Target, layout: SheetLayout, book: HeadingBook
) -> Question | None:
    """Return the question in which unit a column of small amounts is written; None where that is said or plain."""
    if (
        target.field.type is not FieldType.RUPIAH
        or not layout.small[index]
        or _unit(target, wordings, layout.scale)[0] > 1
    ):
        return None
    if book.profile and book.profile.unit(wordings[0]) is not None:
        return None
    heading = wordings[0]
    message = f"Jumlah di kolom «{heading}» terlalu kecil untuk rupiah: dalam ribuan atau jutaan?"
    fault = Fault(layout.sheet, 0, heading, "", "satuan_mungkin", message, index)
    options = (
        ("ribu", "dalam ribuan rupiah"),
        ("juta", "dalam jutaan rupiah"),
        ("rupiah", "memang rupiah"),
        (DROP, "kolom ini tidak dipakai"),
    )
    return Question(fault, (layout.key, plain(heading), layout.family), target_name(target), options)


def _dates(heading: str, target: Target, seen: str, book: HeadingBook) -> tuple[DayOrder, str]:
    """Return the order of day and month, and what must be done or asked about it: the office's word, then the evidence."""
    if target.field.type is not FieldType.TANGGAL:
        return "dmy", ""
    said = book.profile.date_order(heading) if book.profile else None
    order: DayOrder = "mdy" if (said or seen) == "mdy" else "dmy"
    if said is None:
        return order, {"tukar": "tanya", "campur": "campur"}.get(seen, "")
    return order, {"tukar": "tukar"}.get(said, "tegas" if seen == "campur" else "")


def _unit(target: Target, wordings: Sequence[str], title_scale: int) -> tuple[int, int]:
    """Return what one unit of a column is worth, and how often it comes in a year."""
    if target.field.type is not FieldType.RUPIAH:
        return 1, 1
    full = " ".join(wordings)
    own = heading_scale(full)
    yearly = "per tahun" in target.field.unit
    return own if own > 1 else title_scale, 12 if yearly and is_monthly(full) else 1


def _doubtful(
    index: int, wordings: Sequence[str], book: HeadingBook, layout: SheetLayout
) -> tuple[Target | None, Question]:
    heading, about = wordings[0], (layout.key, plain(wordings[0]), layout.family)
    drop = (DROP, "kolom ini tidak dipakai")
    matches = [match for match in map(book.match, wordings) if match is not None]
    best = max(matches, key=lambda match: match.confidence, default=None)
    if best is None:
        likely = book.of_type(layout.looks[index]) if layout.looks[index] else None
        name = target_name(likely) if likely else ""
        seems = f", tetapi seperti {likely.field.label}" if likely else ""
        message = f"Judul kolom «{heading}» tidak dikenal; isinya menunggu jawaban{seems}"
        fault = Fault(layout.sheet, 0, heading, "", "judul_tak_dikenal", message, index)
        options = ((YES, f"{likely.field.label} ({name})"), drop) if likely else (drop,)
        return None, Question(fault, about, name, options)
    sure = best.confidence >= LIKENESS_SURE
    message = (
        f"Judul kolom «{heading}» mirip «{best.target.field.label}» ({best.confidence:.0%}): "
        f"{'diambil sebagai itu' if sure else 'isinya menunggu sampai dibenarkan'}"
    )
    fault = Fault(layout.sheet, 0, heading, "", "judul_ragu", message, index)
    name = target_name(best.target)
    return best.target if sure else None, Question(
        fault, about, name, ((YES, f"{best.target.field.label} ({name})"), drop)
    )


def target_name(target: Target) -> str:
    """Return the name that answers and profiles give a target: "kind.field" or "kind.field.part"."""
    return ".".join(part for part in target.key if part)


def _left_out(column: PlannedColumn, used: PlannedColumn, sheet: str) -> Fault:
    message = (
        f"Kolom {_letters(column.index)} «{column.heading}» bermakna sama dengan kolom {_letters(used.index)} "
        f"«{used.heading}» ({used.target.field.label}); yang diambil kolom {_letters(used.index)}"
    )
    return Fault(sheet, 0, column.heading, "", "judul_kembar", message, column.index)


def _letters(index: int) -> str:
    """Return what Excel calls a column: A, Z, AA."""
    above, own = divmod(index, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + own)

"""Answer questions of imports: what waited is read again with the answer, and stated.

An answer that concerns every file of a form (a heading, a name of an area, the order of dates) goes into the office's profile for
that form; one that concerns a single row stays with its question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from selaras import data
from selaras.core.intake.choices import CODE as CHOICE
from selaras.core.intake.columns import target_name
from selaras.core.intake.headings import heading_book
from selaras.core.intake.judge import SheetJudge
from selaras.core.intake.plan import plan_layout
from selaras.core.intake.profile import UNITS, UNUSED, Profile, profile_name
from selaras.core.intake.question import DROP, KEEP, OTHER, SAME, SWAP, YES
from selaras.core.terms.pilihan import choice_table, parse_pilihan
from selaras.core.terms.problem import TermError
from selaras.core.terms.rupiah import parse_rupiah
from selaras.flows.import_report import ImportOrder, ImportReport
from selaras.flows.import_workbook import import_setting
from selaras.flows.node import Node, note_witness
from selaras.flows.standing import EPOCH
from selaras.flows.state_rows import RowStater
from selaras.flows.wait_for_answers import cells_from_json, layout_of
from selaras.store.inbox.imports import finish_import
from selaras.store.inbox.questions import (
    AskedQuestion,
    WaitingRow,
    WaitingSheet,
    read_question,
    set_answer,
    waiting_for,
)


class Profiles(Protocol):
    """Where the office's profiles are kept."""

    def read_all(self) -> tuple[Profile, ...]:
        """Return every profile."""
        ...

    def write(self, profile: Profile) -> None:
        """Keep a profile."""
        ...


@dataclass
class AnswerRefused(Exception):
    """No such question, or no answer to it. message: for the officer, with what can be answered."""

    message: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer. profile: the one that keeps it, empty when it concerns one row only.

    reports: of the rows that waited, one a sheet.
    """

    question: AskedQuestion
    answer: str
    profile: str
    reports: tuple[ImportReport, ...]


def answer_question(  # who answers what, when, and where answers are kept
    node: Node, profiles: Profiles, number: int, text: str, author: str, today: dt.date
) -> Answered:
    """Take the answer to one question and state what waited for it.

    Raises AnswerRefused and NodeMayNotWrite. Answering again replaces the answer.
    """
    question = read_question(node.db, number)
    if question is None:
        raise AnswerRefused(f"Tidak ada pertanyaan nomor {number}. Lihat yang ada dengan «selaras questions».")
    waiting = waiting_for(node.db, question.key)
    if question.answer is not None and question.code in _OF_ONE_ROW and not waiting:
        raise AnswerRefused(
            f"Pertanyaan {number} sudah dijawab «{question.answer}» dan nilainya tersimpan; ubah dengan «selaras edit»."
        )
    answer = _READERS[question.code](question, text.strip())
    profile = _profile(question, answer, profiles.read_all())
    if profile is not None:
        profiles.write(profile)
    with node.db.transaction():
        set_answer(node.db, question.key, answer, author, node.wall_ms())
    reports = [_state_again(node, sheet, rows, profiles.read_all(), today) for sheet, rows in waiting.items()]
    note_witness(node)
    return Answered(question, answer, profile.name if profile else "", tuple(reports))


def _state_again(
    node: Node, sheet: WaitingSheet, rows: Sequence[WaitingRow], profiles: tuple[Profile, ...], today: dt.date
) -> ImportReport:
    """Judge rows that waited once more, and state what they say now; what is still open waits again."""
    as_of = EPOCH + dt.timedelta(days=sheet.as_of)
    order = ImportOrder(Path(sheet.file), None, as_of, today, sheet.author, profiles=profiles)
    setting, report = import_setting(node, order), ImportReport(sheet.file)
    stater = RowStater(node, order, setting, report, None)
    plan = plan_layout(layout_of(sheet), setting)
    report.kind = plan.kind
    stater.begin(SheetJudge(plan, setting))
    stater.take([(row.row, cells_from_json(row.cells)) for row in rows])
    stater.flush()
    if report.id is not None:
        counts = (report.accepted, report.refused, report.changes)
        finish_import(node.db, report.id, report.kind, counts, node.wall_ms())
    return report


def _profile(question: AskedQuestion, answer: str, profiles: Sequence[Profile]) -> Profile | None:
    """Return the profile of the question's form with the answer in it; None when only a row is concerned."""
    known = next((profile for profile in profiles if question.layout in profile.layouts), None)
    stem = profile_name(question.file.rpartition(".")[0])
    fresh = next((profile for profile in profiles if profile.name == stem), Profile(stem))
    profile = (known or fresh).for_layout(question.layout)
    if question.code in _HEADINGS:
        return profile.with_column(question.heading, answer)
    if question.code == "satuan_mungkin":
        return (
            profile.with_column(question.heading, UNUSED)
            if answer == DROP
            else profile.with_unit(question.heading, answer)
        )
    if question.code == "wilayah_kembar" and answer != DROP:
        return profile.with_place(question.about[1], answer)
    if question.code == CHOICE and answer != DROP:
        return profile.with_choice(f"{question.field} / {question.value}", answer)
    if question.code in ("tanggal_tertukar", "tanggal_mendua"):
        return profile.with_date_order(question.heading, answer)
    return None


def _heading_answer(question: AskedQuestion, text: str) -> str:
    """Return "kind.field" or UNUSED."""
    if text.lower() in (DROP, UNUSED):
        return UNUSED
    if text.lower() == YES and question.field:
        return question.field
    family = question.about[2]
    target = heading_book(data.kamus(), family).named(text)
    if target is not None:
        return target_name(target)
    raise AnswerRefused(
        f"«{text}» bukan kolom kamus. Jawab misalnya usaha.nama_usaha, usaha.wilayah.kecamatan, atau {DROP}."
    )


def _place_answer(question: AskedQuestion, text: str) -> str:
    if text.lower() == DROP:
        return DROP
    try:
        return data.wilayah().by_code(text, within=question.about[0]).code
    except TermError as error:
        raise AnswerRefused(f"{error}. Jawab dengan kode wilayah, misalnya {question.options[0][0]}.") from error


def _amount_answer(_question: AskedQuestion, text: str) -> str:
    if text.lower() in (YES, DROP):
        return text.lower()
    try:
        amount = parse_rupiah(text)
    except TermError as error:
        raise AnswerRefused(f"{error}. Jawab {YES}, {DROP}, atau jumlah yang dimaksud.") from error
    if amount < 0:
        raise AnswerRefused(f"Jumlah tidak boleh kurang dari nol, tertulis «{text}».")
    return str(amount)


def _choice_answer(question: AskedQuestion, text: str) -> str:
    """Return the choice that a text names, as the officer words it too."""
    kind, _, name = question.field.partition(".")
    field = data.kamus().field(kind, name)
    if text.lower() == DROP:
        return DROP
    try:
        return parse_pilihan(text, choice_table(field), field.choices)
    except TermError as error:
        raise AnswerRefused(f"{error}, atau {DROP}.") from error


def _one_of(*words: str) -> Callable[[AskedQuestion, str], str]:
    def read(_question: AskedQuestion, text: str) -> str:
        if text.lower() in words:
            return text.lower()
        raise AnswerRefused(f"«{text}» bukan jawaban pertanyaan ini. Jawab {' atau '.join(words)}.")

    return read


_OF_ONE_ROW = ("rupiah_lompatan", "nik_koperasi_orang")
_HEADINGS = ("judul_tak_dikenal", "judul_ragu")
_READERS: dict[str, Callable[[AskedQuestion, str], str]] = {
    "judul_tak_dikenal": _heading_answer,
    "judul_ragu": _heading_answer,
    "wilayah_kembar": _place_answer,
    CHOICE: _choice_answer,
    "rupiah_lompatan": _amount_answer,
    "tanggal_tertukar": _one_of(SWAP, KEEP),
    "tanggal_mendua": _one_of("dmy", "mdy"),
    "satuan_mungkin": _one_of(*UNITS, DROP),
    "nik_koperasi_orang": _one_of(YES, DROP),
    "ganda_mungkin": _one_of(SAME, OTHER),
}

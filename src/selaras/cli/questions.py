"""selaras questions, selaras doubles."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.opened import opener
from selaras.cli.output import JsonOption, console, print_json
from selaras.store.inbox.questions import AskedQuestion, all_questions, open_questions, waiting_counts

SHOWN = 20  # questions told on the screen; the others are in --json
DOUBLE = "ganda_mungkin"


def questions(
    *,
    answered: Annotated[bool, typer.Option("--all", help="Juga yang sudah dijawab.")] = False,
    json: JsonOption = False,
) -> None:
    """Tampilkan pertanyaan impor yang menunggu jawaban."""
    db = opener().node().db
    asked = all_questions(db) if answered else open_questions(db)
    waiting = waiting_counts(db)
    if json:
        print_json({"open": sum(q.answer is None for q in asked), "questions": [_said(q, waiting) for q in asked]})
        return
    if not asked:
        console.print("Tidak ada pertanyaan yang menunggu jawaban.")
    for question in sorted(asked, key=lambda q: -waiting.get(q.key, 0))[:SHOWN]:
        _tell(question, waiting.get(question.key, 0))
    if len(asked) > SHOWN:
        console.print(f"… dan {len(asked) - SHOWN} lagi: pakai --json", markup=False)


def doubles(*, json: JsonOption = False) -> None:
    """Tampilkan catatan yang mungkin tercatat dua kali, dan putusannya."""
    pairs = [question for question in all_questions(opener().node().db) if question.code == DOUBLE]
    if json:
        print_json({"open": sum(q.answer is None for q in pairs), "pairs": [_pair(q) for q in pairs]})
        return
    console.print(f"{len(pairs)} pasangan, {sum(q.answer is None for q in pairs)} belum diputus.", markup=False)
    for pair in sorted((q for q in pairs if q.answer is None), key=lambda q: q.value, reverse=True)[:SHOWN]:
        console.print(f"  {pair.id}. {pair.message}", markup=False)
    if pairs:
        console.print("Putuskan dengan «selaras answer NOMOR sama» atau «selaras answer NOMOR beda».", markup=False)


def _said(question: AskedQuestion, waiting: dict[bytes, int]) -> dict[str, object]:
    return {
        "id": question.id,
        "code": question.code,
        "message": question.message,
        "file": question.file,
        "sheet": question.sheet,
        "row": question.row,
        "column": question.heading,
        "value": question.value,
        "field": question.field,
        "rows_waiting": waiting.get(question.key, 0),
        "options": [{"answer": word, "meaning": meaning} for word, meaning in question.options],
        "answer": question.answer,
    }


def _pair(question: AskedQuestion) -> dict[str, object]:
    records = [record.hex() for record in (question.record, question.other) if record]
    said = {"message": question.message, "likeness": question.value, "judgement": question.answer}
    return {"id": question.id, "records": records, **said}


def _tell(question: AskedQuestion, waiting: int) -> None:
    place = f"{question.file} {question.sheet}".strip() + (f" baris {question.row}" if question.row else "")
    state = f"dijawab {question.answer}" if question.answer else f"{waiting} baris menunggu" if waiting else "terbuka"
    console.print(f"{question.id}. {question.message} ({place}; {state})", markup=False)
    for word, meaning in question.options:
        console.print(f"     {word}: {meaning}", markup=False)

"""selaras answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated

import typer

from selaras.cli.exit_codes import ExitCode
from selaras.cli.import_ import fault_answer
from selaras.cli.opened import home, open_node, refuse_writing
from selaras.cli.output import JsonOption, console, print_json, refuse
from selaras.core.intake.profile import ProfileRefused
from selaras.flows.answer_question import Answered, AnswerRefused, answer_question
from selaras.flows.node import NodeMayNotWrite
from selaras.gateways.home.profiles import ProfileFolder

NUMBERS_MAX = 10_000
_NUMBERS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_STATED = " Yang sudah diambil dari kolom itu tetap: bila salah, tarik impornya dengan «selaras import --undo», lalu impor lagi."
COUNTS = ("rows", "accepted", "refused", "new", "changed", "unchanged", "questions", "changes")


def answer(
    numbers: Annotated[str, typer.Argument(help="Nomor pertanyaan: 12, atau beberapa: 12,15-20.")],
    text: Annotated[str, typer.Argument(metavar="JAWABAN", help="Salah satu pilihan pada «selaras questions».")],
    *,
    author: Annotated[str, typer.Option(help="Siapa yang menjawab.")] = "operator",
    json: JsonOption = False,
) -> None:
    """Jawab pertanyaan impor; yang menunggu langsung disimpan."""
    node, profiles = open_node(), ProfileFolder(home())
    today = dt.datetime.now(tz=dt.UTC).date()
    try:
        done = [answer_question(node, profiles, number, text, author, today) for number in _read_numbers(numbers)]
    except (AnswerRefused, ProfileRefused) as error:
        refuse(ExitCode.WRONG_USE, str(error))
    except NodeMayNotWrite as error:
        refuse_writing(error)
    reports = [report for one in done for report in one.reports]
    counts = {name: sum(getattr(report, name) for report in reports) for name in COUNTS}
    faults = [fault_answer(fault) for report in reports for fault in report.faults]
    if json:
        print_json(
            {"answered": [one.question.id for one in done], "profile": _profile(done), **counts, "faults": faults}
        )
    console.print(_told(done, counts), markup=False)
    if counts["refused"]:
        raise SystemExit(ExitCode.NO)


def _read_numbers(text: str) -> Iterator[int]:
    for part in text.split(","):
        found = _NUMBERS.fullmatch(part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not found or not first <= last < first + NUMBERS_MAX:
            refuse(ExitCode.WRONG_USE, f"Nomor pertanyaan «{part}» tidak terbaca. Tulis misalnya 12 atau 12,15-20.")
        yield from range(first, last + 1)


def _profile(done: list[Answered]) -> str:
    return next((one.profile for one in done if one.profile), "")


def _told(done: list[Answered], counts: dict[str, int]) -> str:
    told = (
        f"{len(done)} pertanyaan dijawab; {counts['rows']} baris dibaca lagi, {counts['changes']} perubahan tersimpan"
    )
    told += f", {counts['refused']} baris ditolak" if counts["refused"] else ""
    kept = (
        f" Jawaban ini dipakai sendiri untuk berkas berbentuk sama (profil «{_profile(done)}»)."
        if _profile(done)
        else ""
    )
    stated = any(
        one.question.code == "judul_ragu" and one.answer != one.question.field and not one.reports for one in done
    )
    return f"{told}.{kept}{_STATED if stated else ''}"

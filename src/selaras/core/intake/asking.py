"""Turns what is doubtful in one row into questions, or into what the office has already answered."""

from collections.abc import Mapping, Sequence

from selaras.core.intake.checks import likely_amounts
from selaras.core.intake.draft import Fault, Question
from selaras.core.intake.identity import row_key
from selaras.core.intake.question import DROP, YES, Option
from selaras.core.terms.canonical import Scalar
from selaras.core.terms.numerals import indonesian


def ask_amount(
    fault: Fault, kind: str, name: str, subject: tuple[str, Mapping[str, Scalar]], report: Mapping[str, Scalar]
) -> Question:
    """Return the question about an amount of a report. subject: kind and fields of the record it belongs to."""
    amount, year = report[name], next((report[of] for of in ("tahun", "tahun_buku") if of in report), None)
    assert isinstance(amount, int), f"{name} is an amount"
    about = (row_key(*subject).hex(), f"{kind}.{name}", str(year), str(amount))
    likely = [(str(other), f"maksudnya Rp {indonesian(other)}") for other in likely_amounts(amount)]
    options: list[Option] = [(YES, "jumlah itu memang benar"), *likely, (DROP, "jumlahnya tidak dicatat")]
    return Question(fault, about, f"{kind}.{name}", tuple(options))


def ask_value(fault: Fault, kind: str, name: str, fields: Mapping[str, Scalar]) -> Question:
    """Return the question whether a value of a record is right as written."""
    about = (row_key(kind, fields).hex(), f"{kind}.{name}", str(fields[name]))
    return Question(fault, about, f"{kind}.{name}", ((YES, "memang benar"), (DROP, "tidak dicatat")))


def settle_values(
    questions: Sequence[Question], fields: dict[str, Scalar], settled: Mapping[bytes, str]
) -> list[Question]:
    """Apply what was answered to values; take out those that still wait, and return their questions."""
    open_questions = []
    for question in questions:
        name = question.field.rpartition(".")[2]
        answer = settled.get(question.key)
        if answer is None:
            open_questions.append(question)
            fields.pop(name, None)
        elif answer == DROP:
            fields.pop(name, None)
        elif answer != YES:
            fields[name] = int(answer)
    return open_questions

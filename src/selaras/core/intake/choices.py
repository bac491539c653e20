"""Words that no choice of a column's list is known by: the office says once what each means."""

from selaras.core.intake.columns import PlannedColumn
from selaras.core.intake.draft import Setting
from selaras.core.intake.identity import digest
from selaras.core.intake.profile import Profile
from selaras.core.intake.question import DROP, Doubt, Option
from selaras.core.terms.canonical import Reader, Scalar, Stated, text_of
from selaras.core.terms.kamus import Field
from selaras.core.terms.problem import TermError
from selaras.core.terms.writing import plain

CODE = "pilihan_mungkin"
WORDS_MAX = 20  # different words of one column that are asked about; a column of more holds something else
_LETTERS_MIN, _CHARS_MAX = 3, 60


def read_new_words(read: Reader, planned: PlannedColumn, setting: Setting, profile: Profile | None) -> Reader:
    """Return the reader of a column of choices: a new word is asked about, unless it is plainly no word for a choice."""
    field, asked = planned.target.field, set[str]()

    def read_word(cell: Stated) -> Scalar:
        try:
            return read(cell)
        except TermError:
            text = text_of(cell)
            word = plain(text)
            said = (profile.choice(written_choice(field, text)) if profile else None) or setting.settled.get(
                digest([CODE, *_about(field, word)])
            )
            if said in field.choices:
                return said
            if not _may_mean_a_choice(text) or (word not in asked and len(asked) >= WORDS_MAX):
                raise
            asked.add(word)
            message = f"«{text}» pada kolom «{planned.heading}» belum dikenal sebagai pilihan: apa artinya?"
            raise Doubt(CODE, message, _about(field, word), _options(field)) from None

    return read_word


def written_choice(field: Field, text: str) -> str:
    """Return how a profile names a word of a field."""
    return f"{field.kind}.{field.name} / {text}"


def _options(field: Field) -> tuple[Option, ...]:
    """Return what a new word may mean: each choice, or nothing that is kept."""
    named = ((choice, f"artinya {choice.replace('_', ' ')}") for choice in field.choices)
    return (*named, (DROP, "isinya tidak dicatat"))


def _about(field: Field, word: str) -> tuple[str, ...]:
    return f"{field.kind}.{field.name}", word


def _may_mean_a_choice(text: str) -> bool:
    return len(text) <= _CHARS_MAX and sum(letter.isalpha() for letter in text) >= _LETTERS_MIN

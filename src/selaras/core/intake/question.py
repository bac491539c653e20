"""The words that answer a question, and a cell that may mean several things."""

from selaras.core.terms.problem import TermError

YES, DROP = "benar", "abaikan"  # the value is right as written; nothing is stated of it
SWAP, KEEP = "tukar", "biarkan"  # Excel read the day as the month in a column's dates, or did not
SAME, OTHER = "sama", "beda"  # two records are one business, or two

Option = tuple[str, str]  # the word to answer, what it means


class Doubt(TermError):
    """A cell that may mean several things; the office is asked. known: what is sure whichever is meant."""

    def __init__(
        self, code: str, message: str, about: tuple[str, ...], options: tuple[Option, ...], known: str = ""
    ) -> None:
        super().__init__(code, message)
        self.about, self.options, self.known = about, options, known

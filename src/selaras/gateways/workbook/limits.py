"""How much one file may cost, and the refusal that names what it broke."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Generous for 300,000 rows of 25 columns, deadly for a bomb.

    ratio_max: unpacked by packed size of one archive entry; a sheet of equal rows reaches about 60.
    memory_bytes_max: address space of the reader, where the system can limit it.
    """

    file_bytes_max: int = 200 * MIB
    entries_max: int = 2_000
    unpacked_bytes_max: int = 2_048 * MIB
    ratio_max: int = 250
    memory_bytes_max: int = 2_048 * MIB
    cpu_seconds_max: int = 300
    silence_seconds_max: int = 300
    output_bytes_max: int = 2_048 * MIB
    columns_max: int = 1_000
    rows_max: int = 1_100_000


LIMITS = Limits()


class FileRefused(Exception):
    """A file is not read at all. The text is for the officer; code is in `core.terms.problem`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

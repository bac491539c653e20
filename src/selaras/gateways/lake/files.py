"""Parquet files of the registry. Only parts whose mark changed are written; a part appears whole or not at all.

FOLDER/KIND/KAB/data.parquet, and FOLDER/marks.json, written last: a crash leaves a part that is written again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import orjson

NULL = "\\N"  # an emptied field is not an empty text
MARKS = "marks.json"


TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}


def write_parquet(target: Path, columns: Mapping[str, type], rows: Iterable[Sequence[object]]) -> int:
    """Write one file; it appears whole or not at all. columns: names and Python types (TYPES), in the order of a row.

    Returns how many rows.
    """
    count = 0
    with TemporaryDirectory(dir=target.parent) as room:
        table, fresh = Path(room) / "rows.csv", Path(room) / "data.parquet"
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for count, row in enumerate(rows, start=1):  # noqa: B007
                writer.writerow([NULL if value is None else value for value in row])
        types = {name: TYPES[kind] for name, kind in columns.items()}
        with duckdb.connect() as engine:
            engine.execute(
                "COPY (SELECT * FROM read_csv(?, header = false, columns = ?, nullstr = ?, delim = ',', quote = '\"',"
                " escape = '\"', auto_detect = false)) TO '" + str(fresh).replace("'", "''") + "' (FORMAT parquet)",
                [str(table), types, NULL],
            )
        fresh.replace(target)
    return count


class Lake:
    """One folder of Parquet files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def marks(self) -> dict[str, str]:
        """Return the mark of each part, by "KIND/KAB"."""
        file = self.folder / MARKS
        found: dict[str, str] = orjson.loads(file.read_bytes()) if file.exists() else {}
        return found

    def keep_marks(self, marks: Mapping[str, str]) -> None:
        """Replace the marks."""
        fresh = self.folder / f".{MARKS}"
        fresh.write_bytes(orjson.dumps(marks, option=orjson.OPT_SORT_KEYS))
        fresh.replace(self.folder / MARKS)

    def write(self, part: str, columns: Mapping[str, type], rows: Iterable[Sequence[object]]) -> None:
        """Write one part ("KIND/KAB"). columns: names and Python types, text or whole number."""
        target = self.folder / part / "data.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(target, columns, rows)

    def remove(self, part: str) -> None:
        """Forget a part that has no records any more."""
        (self.folder / part / "data.parquet").unlink(missing_ok=True)

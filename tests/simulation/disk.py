"""The disk of a simulated office: it can be cut or run full at any statement, be copied, and be put back as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3

from selaras.gateways.home.witness import Noted, WitnessFile, encode_note, read_witness
from selaras.store.database import Row, SqliteDatabase


class PowerCut(BaseException):
    """The machine is off. No product code may catch it, and nothing of that office runs until it starts again."""


class Disk(SqliteDatabase):
    """A database in memory. What was committed survives a cut; an open transaction does not."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.off = False
        self._left: int | None = None
        self._full = False

    def arm(self, statements: int, *, full: bool = False) -> None:
        """Cut the power, or let the disk be full once, after so many more statements."""
        self._left, self._full = statements, full

    def disarm(self) -> None:
        """Take back what was armed and did not happen."""
        self._left, self._full = None, False

    def spend(self) -> None:
        """Count one statement or one write of the witness; fail where it was armed to."""
        if self.off:
            raise PowerCut
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            self._left, full = None, self._full
            self._full = False
            if full:
                raise pysqlite3.OperationalError("database or disk is full")
            self.cut()

    def cut(self) -> None:
        """Cut the power now."""
        self.off = True
        raise PowerCut

    def restart(self) -> None:
        """Let the machine come up: what was not committed is gone."""
        self.off, self._left, self._full = False, None, False
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def copy(self) -> Any:
        """Return a connection to a copy of what is committed. SQLite's backup waits for a writer to end."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        copy = pysqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.backup(copy)
        return copy

    def put_back(self, backup: Any) -> None:
        """Become what a copy held."""
        self._connection.close()
        self._connection = Disk(backup).copy()

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()

    def peek(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return rows as an onlooker sees them, whatever happens to the machine."""
        return super().rows(sql, params)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        if not self._full:  # reading needs no room
            self.spend()
        return super().rows(sql, params)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        if sql != "ROLLBACK" or not self._full:  # taking back needs no room
            self.spend()
        return super().execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.spend()
        super().executemany(sql, rows)


class Folder:
    """A node's folder in memory, as far as the witness needs one."""

    def __init__(self) -> None:
        self.content: bytes | None = None

    def __truediv__(self, _name: str) -> Folder:
        return self

    def read_bytes(self) -> bytes:
        if self.content is None:
            raise FileNotFoundError
        return self.content


@dataclass(slots=True)
class Witness(WitnessFile):
    """The product's witness; its file is in memory, and writing it can be cut like any write."""

    disk: Disk | None = None

    def _write(self, noted: Noted) -> None:
        assert self.disk is not None
        self.disk.spend()
        self.home.content = encode_note(noted)  # type: ignore[attr-defined]

    def noted(self) -> Noted | None:
        """Return what stands in it."""
        return read_witness(self.home)


def new_witness(place: tuple[str, ...], disk: Disk) -> Witness:
    """Return a witness in a folder of its own."""
    home: Any = Folder()
    folder: Path = home
    return Witness(folder, place, disk)

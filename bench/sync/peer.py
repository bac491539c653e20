"""What the comparison asks of a program that carries records from one office to another."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.sync.meter import End
from bench.sync.wire import Wire


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer works: `environment` keeps its software, `folder` this run's data."""

    environment: Path
    folder: Path


class Pair(Protocol):
    """A sender and a receiver that know each other, running, with empty registers.

    Files of records hold one JSON array a line: id as 32 hex digits, then the values in the order
    of `bench.records.FIELDS`.
    """

    @property
    def sender(self) -> End: ...

    @property
    def receiver(self) -> End: ...

    @property
    def wire(self) -> Wire: ...

    def load(self, records: Path) -> None:
        """State new records at the sender, as its users would."""
        ...

    def change(self, records: Path) -> None:
        """State new values of known records at the sender."""
        ...

    def sync(self) -> None:
        """Return when the receiver holds, on disk and readable, all that the sender holds."""
        ...

    def dump(self, target: Path) -> None:
        """Write the receiver's records, in the form of the files above, in any order."""
        ...

    def stored_bytes(self) -> int:
        """Bytes on the receiver's disk that grow with its records: tables, indexes, logs."""
        ...


class Peer(Protocol):
    """A program to compare.

    `name` is one word, `title` names version and storage, `remark` the settings; peers with the
    same `software` share an environment.
    """

    name: str
    software: str
    title: str
    remark: str

    def install(self, environment: Path) -> None:
        """Install into `environment`; quick when it is there already."""
        ...

    def pair(self, place: Place) -> AbstractContextManager[Pair]:
        """Start both ends, and stop them at the end."""
        ...

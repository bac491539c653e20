"""The sending office of Selaras, driven over standard input and output (see bench/sync/worker.py).

usage: SELARAS_HOME=FOLDER python -m bench.sync.selaras_project.office

States records as `selaras import` does and exchanges as `selaras sync` does, in one process that stays up as a peer's does.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "selaras.config.settings"

import django

django.setup()

from bench.records import FIELDS, KABKOTA, Scalar  # noqa: E402
from selaras.flows.exchange import exchange  # noqa: E402
from selaras.flows.line import SYNC_PATH, transport_over  # noqa: E402
from selaras.flows.open_node import Opener  # noqa: E402
from selaras.flows.record_changes import NewChange, record_changes  # noqa: E402
from selaras.gateways.peer.line import PeerLine  # noqa: E402
from selaras.store.network.queries import read_directory, read_peers  # noqa: E402
from selaras.store.registry.tables import tables  # noqa: E402

LOAD_BATCH = 2_000
KIND = "usaha"
FILE, SHEET = "Data UMKM 2024.xlsx", "UMKM"
Numbered = tuple[int, bytes, dict[str, Scalar]]


class Sender:
    """A kab/kota office that has joined the receiver."""

    def __init__(self, home: Path) -> None:
        self._opener = Opener(home)
        self._node = self._opener.open().node
        self.greeting = {"node": self._node.id.hex()}

    def load(self, path: str) -> None:
        """State new records; an empty cell says nothing, as in an import."""
        for rows in _batches(path):
            record_changes(self._node, [self._new(at, record, fields) for at, record, fields in rows])

    def change(self, path: str) -> None:
        """State the fields that differ from what the registry shows."""
        table = tables()[KIND]
        for rows in _batches(path):
            held = table.load(self._node.db, [record for _, record, _ in rows])
            changes = []
            for at, record, fields in rows:
                known = table.to_state(held[record]).values
                differing = {name: value for name, value in fields.items() if known.get(name) != value}
                changes.append(self._new(at, record, differing))
            record_changes(self._node, changes)

    def sync(self) -> None:
        """Exchange with the parent over a new connection."""
        peer = read_peers(self._node.db, "induk")[0]
        line = PeerLine(peer.url)
        parent = read_directory(self._node.db).certificates[peer.node]
        done = exchange(self._node, parent, transport_over(line, SYNC_PATH))
        line.close()
        if not done.equal or done.refused:
            raise RuntimeError(f"not equal: {done}")

    def _new(self, at: int, record: bytes, fields: dict[str, Scalar]) -> NewChange:
        said = {name: value for name, value in fields.items() if value is not None}
        return NewChange(KABKOTA, KIND, KIND, record, said, "operator", "import", source=(FILE, SHEET, at))


def _batches(path: str) -> Iterator[list[Numbered]]:
    with Path(path).open(encoding="utf-8") as file:
        rows = _rows(file)
        while batch := list(islice(rows, LOAD_BATCH)):
            yield batch


def _rows(lines: Iterator[str]) -> Iterator[Numbered]:
    for at, line in enumerate(lines, start=2):
        record, *values = json.loads(line)
        yield at, bytes.fromhex(record), dict(zip(FIELDS, values, strict=True))


def serve(office: Sender) -> None:
    print(json.dumps(office.greeting), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        act: Callable[..., None] = getattr(office, request.pop("ask"))
        try:
            act(**request)
        except Exception as error:  # the harness must hear of any failure
            print(json.dumps({"error": repr(error)}), flush=True)
            raise
        print("{}", flush=True)


if __name__ == "__main__":
    serve(Sender(Path(os.environ["SELARAS_HOME"])))

"""The oracle's eyes: what a database holds, read without the product's queries, codecs or hashing."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.simulation.disk import Disk

SOURCE = "simulasi"  # the file that every simulated statement says it came from; its row number names the statement
Value = str | int | None
Stream = tuple[bytes, bytes, str, str]  # node, epoch, wilayah, rumpun


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One change as it lies in a ledger. number: of the statement it carries, None when it is erased or of nobody."""

    id: bytes
    node: bytes
    epoch: bytes
    wilayah: str
    rumpun: str
    seq: int
    stamp: int
    kind: str
    record: bytes
    parents: tuple[bytes, ...]
    policy: int
    fields: dict[str, Value] | None
    number: int | None
    payload: bytes | None

    @property
    def stream(self) -> Stream:
        """The name of its stream."""
        return self.node, self.epoch, self.wilayah, self.rumpun


ROWS = (
    "SELECT c.id, s.node, s.epoch, s.wilayah, s.rumpun, c.place & 1099511627775, c.hlc_ms, c.hlc_tick, c.kind, c.record,"
    " c.parents, c.policy, h.names, c.payload, c.salt, c.commitment, c.as_of FROM ledger_change c"
    " JOIN ledger_stream s ON s.id = c.place >> 40 JOIN ledger_shape h ON h.id = c.shape ORDER BY c.place"
)


def read_ledger(disk: Disk) -> list[Seen]:
    """Return every change that a database holds."""
    return [_seen(*row[:14]) for row in disk.peek(ROWS)]


class Numbers:
    """Which statement a change carries, by the change's id: read once, since an id binds its payload."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, int | None] = {}

    def held(self, disk: Disk) -> set[int]:
        """Return the statements that a database holds and can still read."""
        return self._numbers(disk, "FROM ledger_change c WHERE c.payload IS NOT NULL")

    def safe(self, disk: Disk, node: bytes) -> set[int]:
        """Return the statements of a node that its database shows as *aman*."""
        below = "c.place > s.id << 40 AND c.place <= (s.id << 40) + s.safe_seq"
        sql = f"FROM ledger_stream s JOIN ledger_change c ON {below} WHERE s.node = ? AND c.payload IS NOT NULL"
        return self._numbers(disk, sql, node)

    def of(self, ids: Iterable[bytes]) -> set[int]:
        """Return the statements that these changes carried."""
        return {number for change in ids if (number := self._by_id.get(change)) is not None}

    def _numbers(self, disk: Disk, sql: str, *params: bytes) -> set[int]:
        ids = [change for (change,) in disk.peek(f"SELECT c.id {sql}", params)]
        if not self._by_id.keys() >= set(ids):
            for change, names, payload in disk.peek(
                "SELECT c.id, h.names, c.payload FROM ledger_change c JOIN ledger_shape h ON h.id = c.shape"
                " WHERE c.payload IS NOT NULL"
            ):
                self._by_id.setdefault(change, _said(names, payload)[1])
        return self.of(ids)


@lru_cache(maxsize=50_000)
def _seen(  # a row of the ledger
    change: bytes,
    node: bytes,
    epoch: bytes,
    wilayah: str,
    rumpun: str,
    seq: int,
    ms: int,
    tick: int,
    kind: str,
    record: bytes,
    parents: bytes,
    policy: int,
    names: str,
    payload: bytes | None,
) -> Seen:
    fields, number = _said(names, payload)
    split = tuple(parents[i : i + 32] for i in range(0, len(parents), 32))
    stamp = (ms << 32) + tick
    return Seen(change, node, epoch, wilayah, rumpun, seq, stamp, kind, record, split, policy, fields, number, payload)


def _said(names: str, payload: bytes | None) -> tuple[dict[str, Value] | None, int | None]:
    if payload is None:
        return None, None
    try:
        mask, _, _, source, values = json.loads(payload)
    except (ValueError, TypeError):
        return {}, None
    stated = [name for i, name in enumerate(json.loads(names)) if int(mask, 16) & (1 << i)]
    number = source[2] if isinstance(source, list) and source[0] == SOURCE else None
    return dict(zip(stated, values, strict=True)), number


def said_number(payload: bytes) -> int | None:
    """Return which statement a payload carries."""
    try:
        _, _, _, source, _ = json.loads(payload)
    except (ValueError, TypeError):
        return None
    return source[2] if isinstance(source, list) and source[0] == SOURCE else None


def quarantined(disk: Disk) -> set[Stream]:
    """Return the streams of which a database shows that something was refused."""
    found: set[Stream] = set()
    for (text,) in disk.peek("SELECT stream FROM ledger_quarantine"):
        node, epoch, wilayah, rumpun = json.loads(text)
        found.add((bytes.fromhex(node), bytes.fromhex(epoch), wilayah, rumpun))
    return found


def broken_chains(disk: Disk, keys: dict[bytes, bytes]) -> list[str]:
    """Return what does not fit: a hash, a gap, a head, a signature. keys: raw public key of each node."""
    faults: list[str] = []
    heads = {
        (bytes(key), seq): bytes(signature)
        for key, seq, signature in disk.peek(
            "SELECT s.key, h.place & 1099511627775, h.signature FROM ledger_head h JOIN ledger_stream s"
            " ON s.id = h.place >> 40"
        )
    }
    streams = {
        (bytes(node), bytes(epoch), wilayah, rumpun): (seq, bytes(head))
        for node, epoch, wilayah, rumpun, seq, head in disk.peek(
            "SELECT node, epoch, wilayah, rumpun, seq, head FROM ledger_stream"
        )
    }
    reached: dict[Any, tuple[int, bytes]] = {}
    for row in disk.peek(ROWS):
        stream = (row[1], row[2], row[3], row[4])
        key = _stream_key(*stream)
        seq, prev = reached.get(stream, (0, key))
        if row[5] != seq + 1 or row[0] != _hash(key, prev, row):
            faults.append(f"change {row[5]} of {row[3]}/{row[4]} does not continue the chain")
        signature = heads.pop((key, row[5]), None)
        if signature is not None and not _signed(keys[row[1]], signature, key, row[5], row[0]):
            faults.append(f"the head {row[5]} of {row[3]}/{row[4]} is not signed by its author")
        reached[stream] = (row[5], row[0])
    for stream, (seq, head) in streams.items():
        if reached.get(stream, (0, _stream_key(*stream))) != (seq, head):
            faults.append(f"the row of the stream {stream[2]}/{stream[3]} says {seq}, its changes do not")
    return faults + ["a signature without its change"] * bool(heads)


@lru_cache(maxsize=4096)
def _stream_key(node: bytes, epoch: bytes, wilayah: str, rumpun: str) -> bytes:
    name = json.dumps([node.hex(), epoch.hex(), wilayah, rumpun], separators=(",", ":"))
    return hashlib.sha256(b"selaras stream 1\n" + name.encode()).digest()


def _hash(key: bytes, prev: bytes, row: tuple[Any, ...]) -> bytes:
    """Return the id that a change must have by the document of the format."""
    seq, ms, tick, kind, record, parents, policy, names, payload, salt, commitment, as_of = row[5:]
    if payload is not None:
        shape = hashlib.sha256(json.dumps(json.loads(names), separators=(",", ":")).encode()).digest()
        commitment = hashlib.sha256(salt + shape + payload).digest()
    fixed = (
        b"\x01" + key + struct.pack(">Q", seq) + prev + struct.pack(">QI", ms, tick) + struct.pack(">iI", as_of, policy)
    )
    name = kind.encode()
    return hashlib.sha256(
        fixed + record + commitment + bytes([len(name), len(parents) // 32]) + name + parents
    ).digest()


@lru_cache(maxsize=50_000)
def _signed(key: bytes, signature: bytes, stream: bytes, seq: int, head: bytes) -> bool:
    message = b"selaras head 1\n" + stream + seq.to_bytes(8, "big") + head
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True

"""Bugs planted on purpose, in what a node keeps and takes in: the simulation must catch every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any
from unittest.mock import patch

from selaras.core.ledger.certificate import BadCertificate, verify
from selaras.core.ledger.clock import Clock
from selaras.core.ledger.payload import decode, encode
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, head_message
from selaras.store.database import Database
from selaras.store.ledger.quarantine import Refusal
from selaras.store.ledger.write import Held, insert
from selaras.store.registry.tables import tables

APPLY, JUDGE = "selaras.flows.apply_batch", "selaras.flows.judge_segment"
Plant = Callable[[ExitStack], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """A mistake that somebody could make. name: in the table of docs/simulasi.md; told: what the code then does."""

    name: str
    told: str
    plant: Plant

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let the product have the bug."""
        with ExitStack() as stack:
            self.plant(stack)
            yield


def instead(stack: ExitStack, where: str, name: str, made: Any) -> None:
    """Put something in the place of a name of a module, or of a class in it («module:Class»)."""
    module, _, owner = where.partition(":")
    holder: Any = import_module(module)
    stack.enter_context(patch.object(getattr(holder, owner) if owner else holder, name, made))


def original(where: str, name: str) -> Any:
    """Return what stands there now."""
    module, _, owner = where.partition(":")
    holder: Any = import_module(module)
    return getattr(getattr(holder, owner) if owner else holder, name)


def _late_commit(stack: ExitStack) -> None:
    @contextmanager
    def transaction(self: Any) -> Iterator[None]:
        if self._connection.in_transaction:
            self.execute("COMMIT")
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    instead(stack, "selaras.store.database:SqliteDatabase", "transaction", transaction)


def _open_after_full(stack: ExitStack) -> None:
    @contextmanager
    def transaction(self: Any) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    instead(stack, "selaras.store.database:SqliteDatabase", "transaction", transaction)


def _cursor_first(stack: ExitStack) -> None:
    def moved(db: Database, held: Held, segment: Segment, ids: Sequence[bytes]) -> None:
        sql = "UPDATE ledger_stream SET seq = ?, head = ? WHERE id = ?"
        db.execute(sql, (segment.head.seq, segment.head.id, held.number))
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        insert(db, held, segment, ids)

    instead(stack, APPLY, "insert", moved)


def _judged(change: Callable[..., Any]) -> Plant:
    """Return the planting of a judge that thinks again about a verdict."""

    def plant(stack: ExitStack) -> None:
        judge = original(APPLY, "judge_segment")

        def judged(db: Database, directory: Any, scope: Any, segment: Segment, held: Head) -> Any:
            return change(judge(db, directory, scope, segment, held), segment, held, directory)

        instead(stack, APPLY, "judge_segment", judged)

    return plant


def _is(verdict: Any, cause: str) -> bool:
    return isinstance(verdict, Refusal) and verdict.cause == cause


def _by_number(verdict: Any, segment: Segment, *_: Any) -> Any:
    return (replace(segment, hlc=()), []) if _is(verdict, "bercabang") else verdict


def _gap(stack: ExitStack) -> None:
    def taken(verdict: Any, segment: Segment, *_: Any) -> Any:
        return (segment, [segment.head.id]) if _is(verdict, "celah") and len(segment) == 1 else verdict

    def inserted(db: Database, held: Held, segment: Segment, ids: Sequence[bytes]) -> None:
        insert(db, replace(held, head=Head(segment.first - 1, held.head.id)), segment, ids)

    _judged(taken)(stack)
    instead(stack, APPLY, "insert", inserted)


def _twice(verdict: Any, segment: Segment, held: Head, _directory: Any) -> Any:
    again = not isinstance(verdict, Refusal) and not verdict[1] and len(segment) == held.seq
    if not again:
        return verdict
    return replace(segment, first=held.seq + 1, head=Head(held.seq + len(segment), segment.head.id)), [
        bytes([i]) * 32 for i in range(len(segment))
    ]


def _known_fields(stack: ExitStack) -> None:
    def thinned(db: Database, held: Held, segment: Segment, ids: Sequence[bytes]) -> None:
        payloads, shapes = list(segment.payloads), list(segment.shapes)
        for i, payload in enumerate(segment.payloads):
            table = tables().get(segment.kinds[i])
            if payload is not None and table is not None and set(shapes[i].names) - set(table.shape.names):
                said = decode(shapes[i], bytes(payload))
                fields = {name: value for name, value in said.fields.items() if name in table.shape.names}
                payloads[i], shapes[i] = encode(table.shape, said._replace(fields=fields)), table.shape
        insert(db, held, replace(segment, payloads=payloads, shapes=shapes), ids)

    instead(stack, APPLY, "insert", thinned)


def _unknown_kinds(stack: ExitStack) -> None:
    apply = original(APPLY, "_Receiver").append

    def append(self: Any, new: Segment, ids: list[bytes]) -> None:
        if not set(new.kinds) - {*tables(), "catatan", "kebijakan", "pencabutan"}:
            apply(self, new, ids)

    instead(stack, f"{APPLY}:_Receiver", "append", append)


def _uncapped(stack: ExitStack) -> None:
    def see(self: Clock, stamp: int, _wall_ms: int) -> None:
        self.last = max(self.last, stamp)

    instead(stack, "selaras.core.ledger.clock:Clock", "see", see)


def _wall_clock(stack: ExitStack) -> None:
    def now(self: Clock, wall_ms: int) -> int:
        self.last = wall_ms << 32
        return self.last

    instead(stack, "selaras.core.ledger.clock:Clock", "now", now)


def _any_signature(stack: ExitStack) -> None:
    instead(stack, JUDGE, "verify", lambda _key, _signature, _message: None)


def _head_of_any_stream(verdict: Any, segment: Segment, held: Head, directory: Any) -> Any:
    if not _is(verdict, "tanda_tangan") or segment.first != held.seq + 1:
        return verdict
    for rumpun in ("umum", "usaha", "koperasi"):
        message = head_message(replace(segment.stream, rumpun=rumpun), segment.head)
        try:
            verify(directory.certificates[segment.stream.node].key, segment.signature, message)
        except BadCertificate:
            continue
        return segment, [segment.head.id]
    return verdict


def _no_chain(stack: ExitStack) -> None:
    prove = original(JUDGE, "prove")

    def believed(segment: Segment, prev: bytes) -> list[bytes]:
        try:
            ids: list[bytes] = prove(segment, prev)
        except ValueError:
            ids = [bytes(31) + bytes([i]) for i in range(len(segment) - 1)] + [segment.head.id]
        return ids

    instead(stack, JUDGE, "prove", believed)


def _one_stops_all(stack: ExitStack) -> None:
    judge = original(APPLY, "_Receiver").judge

    def judged(self: Any, scope: Any, segment: Segment) -> Any:
        stopped = getattr(self, "stopped", None)
        verdict = replace(stopped, stream=segment.stream) if stopped else judge(self, scope, segment)
        if isinstance(verdict, Refusal):
            self.stopped = verdict
        return verdict

    instead(stack, f"{APPLY}:_Receiver", "judge", judged)


def _half_erased(stack: ExitStack) -> None:
    instead(stack, "selaras.flows.apply_common", "erase", lambda _db, _record, _ids: 0)


def _any_home(stack: ExitStack) -> None:
    class Anything(bytes):
        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

        __hash__ = bytes.__hash__

    instead(stack, JUDGE, "home_tag", lambda _wilayah, _rumpun: Anything())


BUGS = (
    Bug("acknowledge before the commit", "a transaction is committed when the next one begins", _late_commit),
    Bug("a full disk leaves a transaction open", "a commit that fails is not rolled back", _open_after_full),
    Bug("cursor before apply", "the head of a stream is committed before its changes", _cursor_first),
    Bug("identity by (node, seq)", "a change with a known number is taken for the known change", _judged(_by_number)),
    Bug("gaps accepted", "a segment that does not begin where we stand is appended", _gap),
    Bug("duplicate applied twice", "a segment that comes again is appended again", _judged(_twice)),
    Bug("unknown fields dropped", "a receiver keeps only the fields that it knows", _known_fields),
    Bug("unknown kinds dropped", "a receiver keeps only the kinds that it knows", _unknown_kinds),
    Bug("uncapped clock", "a peer's stamp moves the clock as far as it likes", _uncapped),
    Bug(
        "stamps by the wall clock alone", "a clock that is set back stamps a change before an earlier one", _wall_clock
    ),
    Bug("signature not checked", "a segment needs no signature of its author", _any_signature),
    Bug(
        "head of another stream accepted",
        "a signed head of the same author fits any stream",
        _judged(_head_of_any_stream),
    ),
    Bug("chain not checked", "the head is believed, the changes below it are not hashed", _no_chain),
    Bug("quarantine blocks other streams", "after one refusal the rest of the batch is refused", _one_stops_all),
    Bug("erasure leaves the payload", "an erasure is kept and not carried out", _half_erased),
    Bug("foreign records accepted", "a stream may speak of records that live elsewhere", _any_home),
)

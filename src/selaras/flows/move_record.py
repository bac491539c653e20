"""Move an enterprise or a cooperative to another kab/kota: its record is closed, and another one opened that names it.

A record never moves (ADR 11). Its pembina closes it; an office that covers both areas, the province as a rule, opens the
new one from what the old one says. The office over there then verifies it as its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from selaras.core.ledger.authority import ACT_REASON, MOVED_FROM, MOVED_TO
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import moved_record
from selaras.core.ledger.stream import covers
from selaras.flows.held_record import ActRefused, HeldRecord, held_record, may_speak, speaks_as
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.store.registry.queries import statements

REASON = "move"
LEFT_BEHIND = ("wilayah", "alamat", "rt", "rw", "lintang", "bujur", "status_usaha")  # what belongs to the old place


@dataclass(frozen=True, slots=True)
class Moved:
    """closed: the old record was closed now. opened: hex id of the new record, None when another office opens it."""

    closed: bool
    opened: str | None


def move_record(node: Node, record: bytes, to: str, *, author: str, reason: str) -> Moved:
    """Close a record because its subject moved, open its successor, or both. to: code of the desa or of the kab/kota.

    Raises ActRefused, NodeMayNotWrite.
    """
    held = held_record(node, record)
    home = ".".join(to.split(".")[:2])
    if held.table.subject_field is not None or held.rumpun is None:
        raise ActRefused("Yang dipindahkan adalah usaha atau koperasi yang dipegang kantor ini, bukan laporannya.")
    if covers(home, held.home):
        raise ActRefused(
            f"Catatan ini sudah terikat pada {held.home}. Alamat baru di sana diubah pada catatan itu sendiri."
        )
    target = _target(node, record)
    closes = target is None
    if closes and not speaks_as(node, held.state.pembina, held):
        raise ActRefused("Pembina catatan ini menutupnya lebih dahulu karena pindah; sesudah itu dibuka di sini.")
    if target is not None and target != home:
        raise ActRefused(f"Catatan ini sudah ditutup karena pindah ke {target}, bukan ke {home}.")
    opens = may_speak(node, held.table, home, held.rumpun)
    if not closes and not opens:
        raise ActRefused(f"Catatan ini sudah ditutup. Catatan barunya dibuka oleh kantor yang meliputi {home} juga.")
    changes = [_closing(held, home, author, reason)] if closes else []
    successor = moved_record(record, home, held.rumpun)
    if opens:
        if held.table.load(node.db, [successor]):
            raise ActRefused(f"Catatan barunya sudah ada: {successor.hex()}.")
        changes.append(_opening(held, successor, home, to, author))
    record_changes(node, changes)
    return Moved(closes, successor.hex() if opens else None)


def _target(node: Node, record: bytes) -> str | None:
    """Return where the record's subject moved to, as last stated; None for nowhere."""
    return next((str(s.fields[MOVED_TO]) for s in statements(node.db, record) if s.fields.get(MOVED_TO)), None)


def _closing(held: HeldRecord, home: str, author: str, reason: str) -> NewChange:
    fields: dict[str, Scalar] = {MOVED_TO: home, ACT_REASON: reason}
    if "status_usaha" in held.table.names:
        fields["status_usaha"] = "pindah"
    return held.change(fields, author, REASON)


def _opening(held: HeldRecord, successor: bytes, home: str, to: str, author: str) -> NewChange:
    fields = {n: v for n, v in held.state.values.items() if v is not None and n not in LEFT_BEHIND}
    fields |= {"wilayah": to, MOVED_FROM: held.id.hex()}
    return NewChange(home, str(held.rumpun), held.table.kind.name, successor, fields, author, REASON)

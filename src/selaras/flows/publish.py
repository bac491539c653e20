"""Publish chosen fields of chosen records to one reader, for a recorded purpose, until it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from selaras import data
from selaras.core.ledger.authority import ACT_REASON, Level
from selaras.core.ledger.certificate import Certificate
from selaras.core.ledger.consent import basis_of, needs_consent
from selaras.core.ledger.payload import Scalar
from selaras.core.ledger.record import new_records
from selaras.core.ledger.stream import publication_rumpun
from selaras.core.terms.kamus import Kind, rumpun_of
from selaras.flows.apply_common import PUBLICATION_KIND, YES
from selaras.flows.held_record import ActRefused
from selaras.flows.node import Node
from selaras.flows.record_changes import NewChange, record_changes
from selaras.flows.record_consent import NO
from selaras.flows.restate_publication import Restated, restate
from selaras.store.network.queries import read_directory
from selaras.store.registry.publications import Publication, read_publications

REASON = "publish"


@dataclass(frozen=True, slots=True)
class PublishOrder:
    """What an officer asks for. conditions: field → value; consented: fields that need it only where the owner agreed."""

    reader: bytes
    kind: str
    fields: tuple[str, ...]
    conditions: Mapping[str, str]
    purpose: str
    consented: bool
    author: str


def find_reader(node: Node, name: str) -> Certificate:
    """Return the office that is meant by its id (hex) or a part of its name. Raises ActRefused."""
    known = read_directory(node.db).certificates
    others = [certificate for key, certificate in sorted(known.items()) if key != node.id]
    found = [c for c in others if c.node.hex() == name] or [c for c in others if name.lower() in c.name.lower()]
    if len(found) != 1:
        listed = ", ".join(f"{c.name} ({c.node.hex()})" for c in found or others) or "belum ada"
        raise ActRefused(f"Penerima «{name}» {'lebih dari satu' if found else 'tidak dikenal'}. Pilih: {listed}.")
    return found[0]


def publish(node: Node, order: PublishOrder, progress: Callable[[int], None]) -> tuple[Publication, Restated]:
    """Begin a standing publication and restate what it takes in. progress: records looked at so far.

    Raises ActRefused, NodeMayNotWrite.
    """
    if node.identity.level is Level.MITRA:
        raise ActRefused("Mitra hanya membaca yang diterbitkan untuknya, dan tidak menerbitkan.")
    if not order.purpose:
        raise ActRefused("Sebutkan tujuan penerbitan: UU 27/2022 mewajibkannya, dan penerima membacanya.")
    reader = read_directory(node.db).certificates.get(order.reader)
    if reader is None:
        raise ActRefused(
            f"Sertifikat penerima {order.reader.hex()} belum sampai ke kantor ini. Sinkronkan lebih dahulu."
        )
    kind = data.kamus().kinds.get(order.kind)
    if kind is None:
        raise ActRefused(f"Jenis «{order.kind}» tidak ada. Pilih: {', '.join(data.kamus().kinds)}.")
    rumpun = [r for r in rumpun_of(order.kind) if r in node.identity.rumpun]
    if not rumpun:
        raise ActRefused(f"Kantor ini tidak memegang rumpun dari {order.kind}, jadi tidak bisa menerbitkannya.")
    if all(reader.holds(node.identity.wilayah, r) for r in rumpun):
        raise ActRefused(f"«{reader.name}» sudah menerima aslinya lewat sinkronisasi; tidak perlu penerbitan.")
    publication = Publication(
        next(new_records(node.wall_ms(), node.random(6), node.identity.wilayah, rumpun[0])),
        node.id,
        order.reader,
        order.kind,
        _fields(kind, order, reader),
        tuple(sorted(_conditions(kind, order.conditions).items())),
        order.purpose,
        basis_of({kind.field(name).privacy for name in order.fields}, consented=order.consented),
        order.consented,
    )
    record_changes(node, [_rule(node, publication, rumpun[0], order.author, "")])
    return publication, restate(node, order.reader, order.kind, progress)


def withdraw_publication(
    node: Node, record: bytes, *, author: str, reason: str, progress: Callable[[int], None]
) -> Restated:
    """End a publication: the reader's copies of what nothing else publishes to it are deleted and their contents erased.

    Raises ActRefused, NodeMayNotWrite.
    """
    own = {p.record: p for p in read_publications(node.db, node.id)}
    publication = own.get(record)
    if publication is None or publication.ended:
        raise ActRefused("Tidak ada penerbitan kantor ini yang berlaku dengan nomor itu. Lihat «selaras publish list».")
    rumpun = next(r for r in rumpun_of(publication.kind) if r in node.identity.rumpun)
    record_changes(node, [_rule(node, publication, rumpun, author, reason)])
    return restate(node, publication.reader, publication.kind, progress)


def _rule(node: Node, publication: Publication, rumpun: str, author: str, ended_because: str) -> NewChange:
    """Return the change that begins a publication, or ends it for a reason."""
    p = publication
    fields: dict[str, Scalar] = {
        "jenis": p.kind,
        "kolom": "|".join(p.fields),
        "syarat": "|".join(f"{name}={value}" for name, value in p.conditions),
        "tujuan": p.purpose,
        "dasar": p.basis,
        "persetujuan": YES if p.consented else NO,
        "berlaku": NO if ended_because else YES,
    }
    if ended_because:
        fields[ACT_REASON] = ended_because
    home, to = node.identity.wilayah, publication_rumpun(p.reader, rumpun)
    return NewChange(home, to, PUBLICATION_KIND, p.record, fields, author, REASON)


def _fields(kind: Kind, order: PublishOrder, reader: Certificate) -> tuple[str, ...]:
    """Return the fields in the order of the dictionary. Raises ActRefused for unknown ones and for those that need consent."""
    if unknown := [name for name in order.fields if name not in kind.field_names]:
        raise ActRefused(
            f"Kolom {', '.join(unknown)} tidak ada pada {kind.name}. Pilih: {', '.join(kind.field_names)}."
        )
    private = [name for name in order.fields if needs_consent(kind.field(name).privacy, reader.level)]
    if private and not order.consented:
        raise ActRefused(
            f"Kolom {', '.join(private)} adalah data pribadi yang hanya boleh sampai ke «{reader.name}» dengan persetujuan"
            " pemiliknya. Catat persetujuan dengan «selaras publish consent», lalu ulangi dengan --consented: kolom itu"
            " diterbitkan hanya untuk pemilik yang setuju."
        )
    wanted = {*order.fields, *([kind.subject_field] if kind.subject_field else [])}
    return tuple(name for name in kind.field_names if name in wanted)


def _conditions(kind: Kind, conditions: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in conditions.items():
        if name not in (*kind.field_names, "wilayah") or not value or "|" in value:
            raise ActRefused(f"Syarat «{name}={value}» tidak dapat dipakai. Tulis kolom=nilai, misalnya wilayah=35.07.")
    return conditions

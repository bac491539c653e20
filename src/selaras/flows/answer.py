"""Answer a child: the parent's side of sync. Nothing is remembered between messages; every answer is signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from selaras.core.ledger.batch import OtherBatch, decode_batch, encode_batch
from selaras.core.ledger.certificate import Certificate, in_link_scope
from selaras.core.ledger.envelope import Envelope, open_envelope, read_envelope, seal
from selaras.core.ledger.frontier import frontier_digest, frontier_from_json, frontier_to_json, pack_frontier
from selaras.core.ledger.segment import BrokenSegment
from selaras.core.ledger.stream import Stream
from selaras.flows.acknowledge import acknowledge, scoped_frontier
from selaras.flows.apply_batch import CERTIFICATES_MAX, apply_batch
from selaras.flows.collect_batch import chains, collect_batch
from selaras.flows.countersign import countersign
from selaras.flows.issue_certificate import certificates_digest, certificates_for, renew_certificate
from selaras.flows.node import Node, note_witness
from selaras.store.ledger.queries import read_id
from selaras.store.network.queries import Directory, met, read_directory

TOKEN_MS = 60 * 60 * 1000
PLACES_MAX = 64  # change ids asked for at once
WANTED_MAX = 50_000  # streams named in one pull

SENTENCES = {
    "tak_dikenal": "Kantor induk tidak mengenal kantor ini. Minta kode undangan baru, lalu jalankan «selaras join».",
    "dicabut": "Sertifikat kantor ini dicabut oleh induknya. Hubungi kantor induk.",
    "kedaluwarsa": "Sertifikat kantor ini sudah lewat masa berlakunya. Minta kode undangan baru, lalu «selaras join».",
    "sesi_lewat": "Sesi sinkronisasi sudah lewat waktunya. Jalankan sinkronisasi sekali lagi.",
    "tak_terbaca": "Kiriman rusak di jalan dan tidak diterima. Jalankan sinkronisasi sekali lagi.",
    "versi_lain": "Kantor induk memakai versi Selaras yang lain dan tidak dapat membaca kiriman ini. Yang sudah dicatat di sini"
    " tetap tersimpan. Perbarui aplikasi di kantor yang versinya lebih lama, lalu jalankan sinkronisasi sekali lagi.",
    "tak_dimengerti": "Kantor induk memakai versi lain dan tidak mengerti permintaan ini. Perbarui aplikasi.",
}


class _No(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answer(node: Node, frame: bytes) -> bytes:
    """Return the signed answer to one message of a child. Raises BadEnvelope for bytes that nobody can have signed."""
    unproven, _, _ = read_envelope(frame)
    directory = read_directory(node.db)
    try:
        child = _known(node, directory, unproven.sender)
        request = open_envelope(frame, child.key, node.id)
        verb = VERBS.get(request.verb)
        if verb is None:
            raise _No("tak_dimengerti")
        if request.verb != "hello" and request.body.get("k") not in _tokens(node, child.node):
            raise _No("sesi_lewat")
        body, attachment = verb(node, directory, child, request)
        reply = Envelope(node.id, child.node, "ok", request.nonce, body, attachment)
    except (KeyError, TypeError, ValueError) as error:
        code = error.code if isinstance(error, _No) else "tak_terbaca"
        told = {"code": code, "message": SENTENCES[code]}
        reply = Envelope(node.id, unproven.sender, "no", unproven.nonce, told)
    return seal(reply, node.identity.key)


def _known(node: Node, directory: Directory, sender: bytes) -> Certificate:
    """Return the child's certificate from us. Raises _No when it is missing, revoked or over."""
    if sender in directory.limits:
        raise _No("dicabut")
    found = directory.issued(node.id, sender)
    if found is None or directory.rumpun.get(sender) is None:
        raise _No("tak_dikenal")
    if found[0].until < node.wall_ms():
        raise _No("kedaluwarsa")
    return found[0]


def _tokens(node: Node, child: bytes) -> tuple[str, str]:
    """Return the tokens of this hour and the one before: a recorded message is worth nothing later."""
    raw = node.identity.key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    hour = node.wall_ms() // TOKEN_MS
    made = [
        hmac.new(raw, b"selaras session\n" + child + h.to_bytes(8, "big", signed=True), hashlib.sha256)
        for h in (hour, hour - 1)
    ]
    return made[0].hexdigest()[:32], made[1].hexdigest()[:32]


Reply = tuple[Mapping[str, Any], bytes]


def _hello(node: Node, directory: Directory, child: Certificate, request: Envelope) -> Reply:
    mine = scoped_frontier(node, child, node.identity.certificate(node.id, 0, 0))
    renewed = renew_certificate(node, child)
    directory = read_directory(node.db) if renewed else directory
    told = certificates_digest(directory, node.id, child.node)
    body: dict[str, Any] = {"c": told, "k": _tokens(node, child.node)[0]}
    if request.body.get("d") == frontier_digest(mine).hex():
        with node.db.transaction():
            acknowledge(node, child.node, mine)
            met(node.db, child.node, node.wall_ms(), equal=True)
        return {**body, "eq": True}, b""
    return body, pack_frontier(mine)


def _certificates(node: Node, directory: Directory, child: Certificate, request: Envelope) -> Reply:
    """What the child may trust through us; and of the nodes that it asks for, since its own copies broke, what we hold."""
    own, anchors = certificates_for(directory, node.id, child.node)
    others = chains(directory, {bytes.fromhex(named) for named in request.body.get("of", ())[:CERTIFICATES_MAX]})
    told = {"own": own, "anchors": anchors, "others": others[:CERTIFICATES_MAX]}
    return {name: [signed.decode() for signed in signeds] for name, signeds in told.items()}, b""


def _ids(node: Node, _directory: Directory, child: Certificate, request: Envelope) -> Reply:
    stream = _stream(request.body.get("s"))
    _in_scope(node, child, stream)
    places = [at for at in request.body.get("at", ()) if isinstance(at, int)][:PLACES_MAX]
    return {"ids": [(read_id(node.db, stream, at) or b"").hex() for at in places]}, b""


def _pull(node: Node, directory: Directory, child: Certificate, request: Envelope) -> Reply:
    wanted = []
    for row in request.body.get("want", ())[:WANTED_MAX]:
        stream, after = _stream(row[:4]), int(row[4])
        _in_scope(node, child, stream)
        common = read_id(node.db, stream, after)
        if common is not None and common.hex() == row[5]:
            wanted.append((stream, after))
    batch, _ = collect_batch(node.db, directory, wanted)
    return {}, encode_batch(batch.segments, batch.certificates) if batch.segments else b""


def _push(node: Node, _directory: Directory, child: Certificate, request: Envelope) -> Reply:
    try:
        batch = decode_batch(request.attachment)
    except OtherBatch as error:
        raise _No("versi_lain") from error
    except BrokenSegment as error:
        raise _No("tak_terbaca") from error
    parent = node.identity.certificate(node.id, 0, 0)
    applied = apply_batch(node, child.node, batch, lambda s: in_link_scope(child, parent, s))
    note_witness(node)
    refused = [[*r.stream.to_json(), r.cause, r.message] for r in applied.refused]
    return {"held": frontier_to_json(applied.held), "refused": refused, "changes": applied.changes}, b""


def _receipt(node: Node, _directory: Directory, child: Certificate, request: Envelope) -> Reply:
    mine = scoped_frontier(node, child, node.identity.certificate(node.id, 0, 0))
    equal = request.body.get("d") == frontier_digest(mine).hex()
    held = frontier_from_json(request.body.get("held"))
    with node.db.transaction():
        acknowledge(node, child.node, mine if equal else held)
        met(node.db, child.node, node.wall_ms(), equal=equal)
    return {"eq": equal}, b""


def _bukti(node: Node, directory: Directory, child: Certificate, request: Envelope) -> Reply:
    return countersign(node, directory, child, request.body, request.attachment)


def _stream(parts: object) -> Stream:
    try:
        return Stream.from_json(parts)
    except ValueError as error:
        raise _No("tak_terbaca") from error


def _in_scope(node: Node, child: Certificate, stream: Stream) -> None:
    if not in_link_scope(child, node.identity.certificate(node.id, 0, 0), stream):
        raise _No("tak_dikenal")


VERBS: dict[str, Callable[[Node, Directory, Certificate, Envelope], Reply]] = {
    "hello": _hello,
    "certificates": _certificates,
    "ids": _ids,
    "pull": _pull,
    "push": _push,
    "receipt": _receipt,
    "bukti": _bukti,
}

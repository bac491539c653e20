"""Invitations: a one-time code lets a new office and its parent prove themselves to each other.

The code travels by voice or paper. From it both derive a key, and each proves the key over what it sends, so a stranger on
the line can neither take the child's place nor the parent's.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from selaras.core.ledger.authority import Level
from selaras.core.ledger.certificate import (
    BadCertificate,
    Certificate,
    check_certificate,
    read_certificate,
    sign_certificate,
)
from selaras.flows.issue_certificate import certificates_for, issue_certificate
from selaras.flows.node import Node
from selaras.store.network.queries import keep_certificates, keep_peer, read_directory

VALID_MS = 7 * 24 * 60 * 60 * 1000
CONSONANTS, VOWELS = "bdghjklmnprstwyc", "aiue"
WORDS = 4  # of 16 bits each
PARENT, CHILD = "induk", "anak"


@dataclass
class JoinRefused(Exception):
    """The join did not happen. message: Indonesian, with the way out."""

    message: str


def invite(node: Node, level: Level, wilayah: str, rumpun: tuple[str, ...]) -> tuple[str, int]:
    """Return (code, valid until in ms) for one child. The code itself is not kept."""
    code = "-".join(_word(int.from_bytes(node.random(2), "big")) for _ in range(WORDS))
    until = node.wall_ms() + VALID_MS
    with node.db.transaction():
        node.db.execute(
            "INSERT INTO network_invitation (name, secret, level, wilayah, rumpun, valid_until)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (_name(code), _secret(code), str(level), wilayah, ",".join(rumpun), until),
        )
    return code, until


def join(node: Node, url: str, code: str, transport: Callable[[bytes], bytes]) -> Certificate:
    """Become a child of the node at this URL; return its certificate. Raises JoinRefused."""
    code = "-".join(code.lower().replace("-", " ").split())
    secret = _secret(code)
    unsigned = node.identity.certificate(node.id, 0, 0)
    request = sign_certificate(unsigned, node.identity.key)
    frame = orjson.dumps(
        {"code": _name(code).hex(), "request": request.decode(), "proof": _proof(secret, b"child", request)}
    )
    try:
        parent, own, anchors = _read_answer(orjson.loads(transport(frame)), secret, request)
    except (KeyError, TypeError, ValueError) as error:
        raise JoinRefused(
            "Jawaban dari alamat ini tidak dapat dibaca. Periksa alamatnya, dan apakah versi Selaras kedua kantor sama."
        ) from error
    with node.db.transaction():
        keep_certificates(node.db, [own])
        keep_certificates(node.db, anchors, anchors=True)
        keep_peer(node.db, parent.node, PARENT, url)
    return parent


def _read_answer(answer: Mapping[str, Any], secret: bytes, request: bytes) -> tuple[Certificate, bytes, list[bytes]]:
    """Return (parent, our certificate, the parent's and its anchors'). Raises JoinRefused; for nonsense others."""
    if "message" in answer:
        raise JoinRefused(str(answer["message"]))
    body = str(answer["body"]).encode()
    if not hmac.compare_digest(str(answer["proof"]), _proof(secret, b"parent", request + body)):
        raise JoinRefused("Alamat ini tidak bisa membuktikan bahwa ia yang membuat kode undangan. Periksa alamatnya.")
    told = orjson.loads(body)
    own, anchors = str(told["own"]).encode(), [str(signed).encode() for signed in (told["parent"], *told["anchors"])]
    parent, *_ = map(read_certificate, anchors)
    try:
        check_certificate(own, parent)
    except BadCertificate as error:
        raise JoinRefused("Sertifikat dari kantor induk tidak sah. Minta kode undangan baru.") from error
    return parent, own, anchors


def admit(node: Node, frame: bytes) -> bytes:
    """Answer a join request: the parent's side. Raises ValueError or KeyError for what is no request at all."""
    asked = orjson.loads(frame)
    request = str(asked["request"]).encode()
    child = read_certificate(request)
    db = node.db
    with db.transaction():
        db.lock(["invitations"])
        rows = db.rows(
            "SELECT secret, level, wilayah, rumpun, valid_until, used_by FROM network_invitation WHERE name = ?",
            (bytes.fromhex(asked["code"]),),
        )
        if refusal := _refusal(node, rows, child, request, str(asked["proof"])):
            return orjson.dumps({"message": refusal})
        secret = bytes(rows[0][0])
        db.execute(
            "UPDATE network_invitation SET used_by = ? WHERE name = ?", (child.node, bytes.fromhex(asked["code"]))
        )
        db.execute("DELETE FROM network_certificate WHERE node = ? AND issuer = ?", (child.node, node.id))
        own = issue_certificate(node, child)
        keep_peer(db, child.node, CHILD)
        _, anchors = certificates_for(read_directory(db), node.id, child.node)
    mine = sign_certificate(node.identity.certificate(node.id, 0, node.wall_ms() + VALID_MS), node.identity.key)
    body = orjson.dumps(
        {"parent": mine.decode(), "own": own.decode(), "anchors": [anchor.decode() for anchor in anchors]}
    )
    return orjson.dumps({"body": body.decode(), "proof": _proof(secret, b"parent", request + body)})


def _refusal(node: Node, rows: list[tuple[object, ...]], child: Certificate, request: bytes, proof: str) -> str | None:  # noqa: C901 # one sentence a cause
    """Return the sentence that refuses a request, None when it is granted."""
    if not rows:
        return "Kode undangan tidak dikenal. Periksa ejaannya, atau minta kode baru."
    secret, level, wilayah, rumpun, until, used_by = rows[0]
    assert isinstance(secret, bytes) and isinstance(until, int)  # noqa: PT018
    if not hmac.compare_digest(proof, _proof(secret, b"child", request)):
        return "Kode undangan tidak cocok. Periksa ejaannya, atau minta kode baru."
    if used_by is not None and used_by != child.node:
        return "Kode undangan ini sudah dipakai. Minta kode baru kepada kantor induk."
    if until < node.wall_ms():
        return "Kode undangan sudah lewat masa berlakunya. Minta kode baru kepada kantor induk."
    try:
        check_certificate(request, child)
    except BadCertificate:
        return "Permintaan rusak di jalan. Coba sekali lagi."
    if (str(child.level), child.wilayah) != (level, wilayah):
        return (
            f"Undangan ini untuk {level} {wilayah}, sedangkan kantor ini dibuat sebagai"
            f" {child.level} {child.wilayah}. Minta undangan yang sesuai."
        )
    if child.rumpun and not set(child.rumpun) & set(str(rumpun).split(",")):
        return "Undangan ini untuk rumpun lain daripada rumpun kantor ini. Minta undangan yang sesuai."
    if child.node in read_directory(node.db).limits:
        return "Sertifikat kantor ini pernah dicabut. Buat kantor baru dengan «selaras init»."
    return None


def _word(bits: int) -> str:
    """Return 16 bits as a word that can be said on the telephone: consonant, vowel, consonant, vowel, consonant."""
    text = ""
    for shift, letters in ((12, CONSONANTS), (10, VOWELS), (6, CONSONANTS), (4, VOWELS), (0, CONSONANTS)):
        text += letters[bits >> shift & (len(letters) - 1)]
    return text


def _name(code: str) -> bytes:
    return hashlib.sha256(b"selaras invitation name\n" + code.encode()).digest()[:8]


def _secret(code: str) -> bytes:
    """Derive the shared key, slowly, so that a recorded join cannot be searched."""
    return Scrypt(salt=b"selaras invitation", length=32, n=2**14, r=8, p=1).derive(code.encode())


def _proof(secret: bytes, who: bytes, message: bytes) -> str:
    return hmac.new(secret, who + b"\n" + message, hashlib.sha256).hexdigest()

"""This node, the certificates it holds, its peers: read and written in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from selaras.core.ledger.authority import Capacity
from selaras.core.ledger.certificate import BadCertificate, Certificate, is_genuine, read_certificate, trusted_rumpun
from selaras.core.ledger.stream import Head, Stream
from selaras.store.database import Database

GOOD, COPY, REVOKED = "baik", "salinan", "dicabut"


@dataclass(frozen=True, slots=True)
class SelfState:
    """What changes about this node. state: GOOD, or why it may not write."""

    node: bytes
    epoch: bytes
    hlc: int
    state: str


def read_self(db: Database) -> SelfState | None:
    """Return this node's state, None before `init`."""
    rows = db.rows("SELECT node, epoch, hlc_ms, hlc_tick, state FROM network_self WHERE id = 1")
    if not rows:
        return None
    node, epoch, ms, tick, state = rows[0]
    return SelfState(bytes(node), bytes(epoch), ms << 32 | tick, state)


def write_self(db: Database, state: SelfState) -> None:
    """Replace this node's state."""
    db.execute(
        "INSERT INTO network_self (id, node, epoch, hlc_ms, hlc_tick, state) VALUES (1, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, hlc_ms = excluded.hlc_ms,"
        " hlc_tick = excluded.hlc_tick, state = excluded.state",
        (state.node, state.epoch, state.hlc >> 32, state.hlc & 0xFFFFFFFF, state.state),
    )


def move_clock(db: Database, hlc: int) -> None:
    """Move this node's clock forward to a stamp; never back."""
    ms, tick = hlc >> 32, hlc & 0xFFFFFFFF
    db.execute(
        "UPDATE network_self SET hlc_ms = ?, hlc_tick = ?"
        " WHERE id = 1 AND (hlc_ms < ? OR (hlc_ms = ? AND hlc_tick < ?))",
        (ms, tick, ms, ms, tick),
    )


def set_state(db: Database, state: str) -> None:
    """Say whether this node may write: GOOD, COPY or REVOKED."""
    db.execute("UPDATE network_self SET state = ? WHERE id = 1", (state,))


@dataclass(frozen=True, slots=True)
class Directory:
    """Every certificate held. rumpun: what each node may write and read, None for one without a chain to an anchor."""

    certificates: Mapping[bytes, Certificate]
    signed: Mapping[bytes, tuple[bytes, ...]]
    anchors: tuple[bytes, ...]
    rumpun: Mapping[bytes, frozenset[str] | None]
    limits: Mapping[bytes, Mapping[str, int]]

    def issued(self, issuer: bytes, node: bytes) -> tuple[Certificate, bytes] | None:
        """Return a node's certificate from one issuer, read and as signed."""
        for signed in self.signed.get(node, ()):
            certificate = read_certificate(signed)
            if certificate.issuer == issuer:
                return certificate, signed
        return None

    def limit(self, stream: Stream) -> int | None:
        """Return the last sequence number that counts of a revoked node's stream; None when it is not revoked."""
        if stream.node not in self.limits:
            return None
        return self.limits[stream.node].get(stream.key.hex(), 0)


def read_directory(db: Database) -> Directory:
    """Return all certificates and revocations. There is one row a node and issuer: hundreds, not millions.

    Of several certificates of one node that of an anchor counts for its name and packet key: it came from who may be trusted.
    """
    signed: dict[bytes, tuple[bytes, ...]] = {}
    anchors: dict[bytes, Certificate] = {}
    for node, text, anchor in db.rows("SELECT node, signed, anchor FROM network_certificate ORDER BY anchor DESC, id"):
        if not _is_readable(bytes(text)):  # damaged; a scrub says so
            continue
        signed[bytes(node)] = (*signed.get(bytes(node), ()), bytes(text))
        if anchor:
            anchors[bytes(node)] = read_certificate(bytes(text))
    limits = {bytes(node): orjson.loads(text) for node, text in db.rows("SELECT node, limits FROM network_revocation")}
    return Directory(
        certificates={node: read_certificate(texts[0]) for node, texts in signed.items()},
        signed=signed,
        anchors=tuple(sorted(anchors)),
        rumpun={node: trusted_rumpun(node, signed, anchors) for node in signed},
        limits=limits,
    )


def damaged_certificates(db: Database) -> list[tuple[bytes, bytes, bool]]:
    """Return (node, signed, whether an anchor) of the rows that are not what was kept.

    They are unreadable, or say something else than the row or than their issuer signed.
    """
    rows = db.rows("SELECT node, issuer, signed, until, anchor FROM network_certificate ORDER BY id")
    known = {bytes(node): bytes(signed) for node, _, signed, _, _ in rows if _says(bytes(signed), bytes(node))}
    return [
        (bytes(node), bytes(signed), bool(anchor))
        for node, issuer, signed, until, anchor in rows
        if not _is_of(bytes(signed), bytes(node), bytes(issuer), until, known.get(bytes(issuer)))
    ]


def forget_certificates(db: Database, signed: Iterable[bytes]) -> None:
    """Drop the rows of these texts, which nobody signed as they stand. Inside a transaction."""
    db.executemany("DELETE FROM network_certificate WHERE signed = ?", [(text,) for text in signed])


def _is_of(signed: bytes, node: bytes, issuer: bytes, until: int, vouching: bytes | None) -> bool:
    if not _says(signed, node):
        return False
    said = read_certificate(signed)
    genuine = vouching is None or is_genuine(signed, read_certificate(vouching))
    return (said.issuer, said.until) == (issuer, until) and genuine


def _says(signed: bytes, node: bytes) -> bool:
    return _is_readable(signed) and read_certificate(signed).node == node


def _is_readable(signed: bytes) -> bool:
    try:
        read_certificate(signed)
    except BadCertificate:
        return False
    return True


def read_capacities(db: Database) -> dict[bytes, Capacity]:
    """Return in what capacity each known node speaks. The id binds it, so any certificate tells the same."""
    rows = db.rows("SELECT node, signed FROM network_certificate")
    return {bytes(node): read_certificate(bytes(said)).capacity for node, said in rows if _is_readable(bytes(said))}


def keep_certificates(db: Database, signed: Iterable[bytes], *, anchors: bool = False) -> int:
    """Keep certificates, a newer one of the same issuer in place of the older. Return how many were new.

    One that its issuer did not sign is not kept. Where the issuer is unknown nobody can tell, so such a one takes no place that
    is filled and gives way to a genuine one; it is worth nothing until a chain leads from it to an anchor.
    """
    texts, new = list(signed), 0
    told = {certificate.node: certificate for certificate in map(read_certificate, texts)}
    for text in texts:
        certificate = read_certificate(text)
        held = db.rows(
            "SELECT signed, anchor FROM network_certificate WHERE node = ? AND issuer = ?",
            (certificate.node, certificate.issuer),
        )
        before, anchored = (bytes(held[0][0]), bool(held[0][1])) if held else (b"", False)
        if before == text and (anchored or not anchors):
            continue
        issuer = _certificate(db, certificate.issuer) or told.get(certificate.issuer)
        stays = before and not _is_better(text, before, issuer)
        if (stays and (anchored or not anchors)) or (issuer and not is_genuine(text, issuer)):
            continue
        new += 1
        db.lock(["self"])
        db.execute(
            "INSERT INTO network_certificate (node, issuer, signed, until, anchor) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (node, issuer) DO UPDATE SET signed = excluded.signed, until = excluded.until,"
            " anchor = excluded.anchor",
            (
                certificate.node,
                certificate.issuer,
                text,
                certificate.until,
                anchors or anchored,
            ),
        )
    return new


def _certificate(db: Database, node: bytes) -> Certificate | None:
    """Return any certificate of a node: its id binds key and level, so they all give the same."""
    rows = db.rows("SELECT signed FROM network_certificate WHERE node = ? ORDER BY anchor DESC, id LIMIT 1", (node,))
    return read_certificate(bytes(rows[0][0])) if rows and _is_readable(bytes(rows[0][0])) else None


def _is_better(text: bytes, before: bytes, issuer: Certificate | None) -> bool:
    """Return whether a certificate may take the place of another one of the same node and issuer."""
    if issuer is None or text == before:
        return False
    return not is_genuine(before, issuer) or read_certificate(text).until > read_certificate(before).until


def keep_revocation(db: Database, node: bytes, by: bytes, limits: Mapping[str, int], reason: str) -> bool:
    """Keep a revocation; of several the lower limits count. Return whether anything changed. Of this node: stop writing."""
    known = db.rows("SELECT limits FROM network_revocation WHERE node = ?", (node,))
    if known:
        before = orjson.loads(known[0][0])
        limits = {key: min(seq, before[key]) for key, seq in limits.items() if key in before}
        if limits == before:
            return False
    text = orjson.dumps(dict(limits), option=orjson.OPT_SORT_KEYS).decode()
    db.execute(
        "INSERT INTO network_revocation (node, by, limits, reason) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (node) DO UPDATE SET limits = excluded.limits",
        (node, by, text, reason),
    )
    me = read_self(db)
    if me is not None and me.node == node:
        set_state(db, REVOKED)
    return True


@dataclass(frozen=True, slots=True)
class Peer:
    """A node this one exchanges with. role: "induk" or "anak"; met: milliseconds of the last contact, 0 for never."""

    node: bytes
    role: str
    url: str
    met: int
    equal: bool


def read_peers(db: Database, role: str | None = None) -> list[Peer]:
    """Return the peers, parents first."""
    rows = db.rows("SELECT node, role, url, met_ms, equal FROM network_peer ORDER BY role DESC, node")
    peers = [Peer(bytes(node), kind, url, met, bool(equal)) for node, kind, url, met, equal in rows]
    return [peer for peer in peers if role in (None, peer.role)]


def keep_peer(db: Database, node: bytes, role: str, url: str = "") -> None:
    """Add a peer or change where it is found."""
    db.execute(
        "INSERT INTO network_peer (node, role, url, met_ms, equal, digest, certificates, packet_read, packet_sent)"
        " VALUES (?, ?, ?, 0, ?, ?, '', ?, ?)"
        " ON CONFLICT (node) DO UPDATE SET role = excluded.role, url = excluded.url",
        (node, role, url, False, b"", b"", b""),
    )


def met(db: Database, node: bytes, wall_ms: int, *, equal: bool) -> None:
    """Note a contact and whether both held the same at its end."""
    db.execute("UPDATE network_peer SET met_ms = ?, equal = ? WHERE node = ?", (wall_ms, equal, node))


def read_peer_digest(db: Database, peer: bytes) -> bytes:
    """Return the digest of the heads a peer last acknowledged, empty for none."""
    rows = db.rows("SELECT digest FROM network_peer WHERE node = ?", (peer,))
    return bytes(rows[0][0]) if rows else b""


def write_peer_digest(db: Database, peer: bytes, digest: bytes) -> None:
    """Remember it, so that the same acknowledgement is not written twice."""
    db.execute("UPDATE network_peer SET digest = ? WHERE node = ?", (digest, peer))


def read_peer_certificates(db: Database, peer: bytes) -> str:
    """Return the digest of the certificates last fetched from a parent."""
    rows = db.rows("SELECT certificates FROM network_peer WHERE node = ?", (peer,))
    return str(rows[0][0]) if rows else ""


def write_peer_certificates(db: Database, peer: bytes, digest: str) -> None:
    """Remember which certificates a parent has given us."""
    db.execute("UPDATE network_peer SET certificates = ? WHERE node = ?", (digest, peer))


def keep_peer_heads(db: Database, peer: bytes, frontier: Mapping[Stream, Head]) -> None:
    """Keep how far a peer says, under its signature, that it holds streams that we know."""
    numbers = {bytes(key): number for number, key in db.rows("SELECT id, key FROM ledger_stream")}
    db.executemany(
        "INSERT INTO network_peer_head (peer, stream, seq, head) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (peer, stream) DO UPDATE SET seq = excluded.seq, head = excluded.head",
        [(peer, numbers[stream.key], head.seq, head.id) for stream, head in frontier.items() if stream.key in numbers],
    )


def read_peer_heads(db: Database, peer: bytes) -> dict[Stream, Head]:
    """Return what a peer last acknowledged."""
    rows = db.rows(
        "SELECT s.node, s.epoch, s.wilayah, s.rumpun, p.seq, p.head FROM network_peer_head p"
        " JOIN ledger_stream s ON s.id = p.stream WHERE p.peer = ?",
        (peer,),
    )
    return {
        Stream(bytes(node), bytes(epoch), wilayah, rumpun): Head(seq, bytes(head))
        for node, epoch, wilayah, rumpun, seq, head in rows
    }

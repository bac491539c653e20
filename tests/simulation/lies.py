"""One office is malicious within its key: what it sends must be refused, counted, and hold up nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from selaras.core.ledger.authority import Level
from selaras.core.ledger.batch import Batch
from selaras.core.ledger.certificate import in_link_scope, sign_certificate
from selaras.core.ledger.change import NO_DATE, change_id, commit
from selaras.core.ledger.envelope import BadEnvelope, Envelope, open_envelope, seal
from selaras.core.ledger.payload import Shape, Statement, encode
from selaras.core.ledger.record import new_records
from selaras.core.ledger.segment import Segment
from selaras.core.ledger.stream import Head, Stream, head_message
from selaras.flows.answer import answer
from selaras.flows.apply_batch import Applied, apply_batch
from selaras.store.ledger.queries import read_frontier, read_segment
from selaras.store.ledger.shapes import read_shapes
from tests.simulation.ledger_view import SOURCE
from tests.simulation.statements import any_office, homes
from tests.simulation.tree import Office
from tests.simulation.world import Violated, World
from tests.world.offices import new_identity


def lie(world: World) -> None:
    """Some office puts a lie before its parent, beside something honest."""
    liar = any_office(world, Level.KABKOTA, Level.KABKOTA, Level.MITRA, Level.PROVINSI)
    parent = world.rng.choice(world.parents(liar))
    if liar.disk.off or parent.disk.off or not homes(world, liar, "usaha"):
        return
    invent = world.rng.choice(LIES)
    segment, certificates = invent(world, liar, parent)
    if segment is None:
        return
    honest = [one for one in _lacking(liar, parent) if one.stream.node == liar.id]
    segments = [segment, *honest] if world.rng.random() < 0.5 else [*honest, segment]
    batch = Batch(tuple(segments), (*_own(liar), *certificates))
    applied = _put_before(liar, parent, batch)
    world.note(f"{liar.name} lied to {parent.name}: {invent.__name__} {applied.changes}")
    refused = {refusal.stream for refusal in applied.refused} - {segment.stream}
    held_up = Batch(tuple(one for one in honest if one.stream in refused), batch.certificates)
    if held_up.segments and _put_before(liar, parent, held_up).changes:
        raise Violated("I14", f"a lie of office {liar.name} held up its honest streams at {parent.name}")
    world.check_kept(parent)


def _put_before(liar: Office, parent: Office, batch: Batch) -> Applied:
    """Let the parent take the batch; it may refuse, but it may not break."""
    ours, theirs = (office.identity.certificate(office.id, 0, 0) for office in (liar, parent))
    parent.disk.disarm()
    try:
        return apply_batch(parent.open(), liar.id, batch, lambda stream: in_link_scope(ours, theirs, stream))
    except Exception as error:  # whatever it is, a lie has stopped the batch
        raise Violated("I14", f"a lie of office {liar.name} broke {parent.name}: {error!r}") from error


def _own(liar: Office) -> tuple[bytes, ...]:
    return tuple(
        bytes(row[0]) for row in liar.disk.peek("SELECT signed FROM network_certificate WHERE node = ?", (liar.id,))
    )


def _lacking(liar: Office, parent: Office) -> Iterator[Segment]:
    """Yield what the parent may have and lacks, stream by stream, as an exchange would send it."""
    liar.disk.disarm()
    ours, theirs = (office.identity.certificate(office.id, 0, 0) for office in (liar, parent))
    held = {bytes(key): seq for key, seq in parent.disk.peek("SELECT key, seq FROM ledger_stream")}
    for stream, head in read_frontier(liar.disk).items():
        after = held.get(stream.key, 0)
        if after < head.seq and in_link_scope(ours, theirs, stream):
            segment = read_segment(liar.disk, stream, after, read_shapes(liar.disk))
            assert segment is not None
            yield segment


def forge(world: World, liar: Office, stream: Stream, after: Head, record: bytes, kind: str = "usaha") -> Segment:
    """Return one change as only a forger writes it: any place, any record. It carries the number of a lie."""
    number = len(world.said) + 1_000_000 + len(world.lies)
    world.lies.add(number)
    shape = Shape.of(["alamat", "nama_usaha"])
    said = Statement({"nama_usaha": f"bohong {number}"}, "penipu", "edit", (SOURCE, "", number))
    payload, salt = encode(shape, said), world.chance.randbytes(16)
    hlc = world.now_ms << 32
    made = change_id(
        stream.key, after.seq + 1, after.id, hlc, kind, record, b"", NO_DATE, 1, commit(salt, shape.digest, payload)
    )
    head = Head(after.seq + 1, made)
    signature = liar.identity.key.sign(head_message(stream, head))
    columns = ([hlc], [kind], [record], [b""], [NO_DATE], [1], [shape], [salt], [payload], [None])
    return Segment(stream, head.seq, head, signature, *columns)


def _place(world: World, liar: Office, rumpun: str = "usaha") -> tuple[Stream, Head, bytes]:
    """Return a stream of the liar's present epoch, its head as the parent could expect it, and a record at home there."""
    area = world.rng.choice(homes(world, liar, "usaha"))
    stream = Stream(liar.id, liar.epoch(), area, rumpun)
    rows = liar.disk.peek("SELECT seq, head FROM ledger_stream WHERE key = ?", (stream.key,))
    head = Head(rows[0][0], bytes(rows[0][1])) if rows else Head(0, stream.key)
    return stream, head, next(new_records(world.now_ms, world.chance.randbytes(6), area, rumpun))


Invented = tuple[Segment | None, tuple[bytes, ...]]


def foreign_record(world: World, liar: Office, _parent: Office) -> Invented:
    """It speaks in its own stream of a record that lives elsewhere."""
    stream, head, _ = _place(world, liar)
    elsewhere = next(new_records(world.now_ms, world.chance.randbytes(6), "51.71", "usaha"))
    return forge(world, liar, stream, head, elsewhere), ()


def foreign_wilayah(world: World, liar: Office, _parent: Office) -> Invented:
    """It opens a stream for a wilayah that is not its own."""
    area = next((o.place.wilayah for o in world.offices if not o.place.wilayah.startswith(liar.place.wilayah)), "51.71")
    area = "51.71" if area == "ID" else area
    stream = Stream(liar.id, liar.epoch(), area, "usaha")
    record = next(new_records(world.now_ms, world.chance.randbytes(6), area, "usaha"))
    return forge(world, liar, stream, Head(0, stream.key), record), ()


def foreign_name(world: World, liar: Office, parent: Office) -> Invented:
    """It speaks in the name of its parent, in a stream nobody has, and signs with its own key."""
    area = homes(world, liar, "usaha")[0]
    stream = Stream(parent.id, world.chance.randbytes(8), area, "usaha")
    record = next(new_records(world.now_ms, world.chance.randbytes(6), area, "usaha"))
    return forge(world, liar, stream, Head(0, stream.key), record), ()


def other_head(world: World, liar: Office, _parent: Office) -> Invented:
    """It signs the head for another stream of its own than the one it sends."""
    stream, head, record = _place(world, liar)
    segment = forge(world, liar, stream, head, record)
    other = replace(stream, rumpun="umum")
    return replace(segment, signature=liar.identity.key.sign(head_message(other, segment.head))), ()


def truncated(world: World, liar: Office, _parent: Office) -> Invented:
    """It leaves out changes: what it sends does not begin where the parent stands."""
    stream, head, record = _place(world, liar)
    skipped = Head(head.seq + 2, world.chance.randbytes(32))
    return forge(world, liar, stream, skipped, record), ()


def rewritten(_world: World, liar: Office, parent: Office) -> Invented:
    """As a relay it changes a payload that somebody else wrote and signed."""
    for segment in _lacking(liar, parent):
        payload = segment.payloads[0]
        if segment.stream.node != parent.id and payload is not None:
            changed = bytes(payload).replace(b'"petugas"', b'"penipu"')
            return replace(segment, payloads=[changed, *segment.payloads[1:]]), ()
    return None, ()


def wrong_family(world: World, liar: Office, _parent: Office) -> Invented:
    """It puts an enterprise among the cooperatives; a bank states an enterprise."""
    if liar.place.level is Level.MITRA:
        stream, head, record = _place(world, liar)
    else:
        stream, head, record = _place(world, liar, "koperasi")
    return forge(world, liar, stream, head, record), ()


def promoted(world: World, liar: Office, _parent: Office) -> Invented:
    """It certifies a made-up office above its own level or area, and lets that one speak."""
    if liar.place.level is Level.MITRA:
        return None, ()
    outside = world.rng.random() < 0.5
    level, area = (Level.KABKOTA, "51.71") if outside else (Level.KEMENTERIAN, liar.place.wilayah)
    puppet = new_identity(world.chance, level, area, ("usaha",))
    claim = puppet.certificate(liar.id, world.now_ms, world.now_ms * 2)
    world.keys[puppet.node] = puppet.public_key
    stream = Stream(puppet.node, b"wayangan", homes(world, liar, "usaha")[0], "usaha")
    record = next(new_records(world.now_ms, world.chance.randbytes(6), stream.wilayah, "usaha"))
    segment = forge(world, liar, stream, Head(0, stream.key), record)
    signature = puppet.key.sign(head_message(stream, segment.head))
    return replace(segment, signature=signature), (sign_certificate(claim, liar.identity.key),)


LIES = (foreign_record, foreign_wilayah, foreign_name, other_head, truncated, rewritten, wrong_family, promoted)


def stranger(world: World) -> None:
    """Somebody without the key calls in the name of an office: nobody answers, and nothing becomes *aman*."""
    child, parent = world.rng.choice(world.links())
    if parent.disk.off:
        return
    parent.disk.disarm()
    false_key = new_identity(world.chance, Level.KABKOTA, "35.07").key
    frame = seal(Envelope(child.id, parent.id, "hello", "00", {"d": "00"}), false_key)
    try:
        reply = open_envelope(answer(parent.open(), frame), parent.identity.public_key, child.id)
    except BadEnvelope:
        return
    if reply.verb == "ok":
        raise Violated("I7", f"office {parent.name} answered a stranger: {json.dumps(dict(reply.body))[:80]}")


def mad_clock(world: World) -> None:
    """An office whose clock is centuries ahead states something; it counts, and moves nobody else's clock."""
    office = any_office(world, Level.KABKOTA, Level.MITRA)
    office.skew_ms = 400 * 365 * 24 * 60 * 60 * 1000
    world.note(f"{office.name} clock far ahead")
